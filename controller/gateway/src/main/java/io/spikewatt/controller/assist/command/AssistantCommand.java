package io.spikewatt.controller.assist.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code spikewatt assistant}: tokens of clients and PINs of approvers, as files beside the site
 * file. The site file itself is never changed.
 */
public final class AssistantCommand extends ConfiguredCommand {

  /** Commands of this class, by their whole names. */
  enum Work {
    CLIENT_ADD("assistant client add"),
    CLIENT_REVOKE("assistant client revoke"),
    CLIENT_LIST("assistant client list"),
    PIN("assistant pin");

    private final String name;

    Work(String name) {
      this.name = name;
    }
  }

  /** Reads a PIN that a person types; empty = nothing was typed. */
  @FunctionalInterface
  public interface PinReader {
    Optional<String> read(String prompt) throws IOException;
  }

  private static final String NAME = "NAME";
  private static final String OWNER_ALONE = "rw-------";

  /** 192 bits. */
  private static final int TOKEN_BYTES = 24;

  private final Work work;
  private final PinReader pins;
  private final SecureRandom random = new SecureRandom();

  AssistantCommand(Work work, PinReader pins, PrintStream out, PrintStream err) {
    super(
        work.name,
        work == Work.CLIENT_LIST ? Optional.empty() : Optional.of(NAME),
        Set.of(),
        Set.of(),
        out,
        err);
    this.work = work;
    this.pins = pins;
  }

  /** The command of the words behind {@code assistant}; throws for others. */
  public static ExitCode run(List<String> words, PinReader pins, PrintStream out, PrintStream err) {
    for (Work work : Work.values()) {
      List<String> own = List.of(work.name.split(" ")).subList(1, work.name.split(" ").length);
      if (words.size() >= own.size() && words.subList(0, own.size()).equals(own)) {
        return new AssistantCommand(work, pins, out, err)
            .run(words.subList(own.size(), words.size()));
      }
    }
    return new AssistantCommand(Work.CLIENT_LIST, pins, out, err)
        .refuse("assistant: expected client add, client revoke, client list or pin");
  }

  @Override
  public CliOptions options(List<String> arguments) throws UsageException {
    CliOptions options = super.options(arguments);
    Optional<String> name = options.value(NAME);
    if (name.isPresent() && !name.get().matches("[a-z0-9-]{1,32}")) {
      throw new UsageException(
          "NAME: expected 1 to 32 lower-case letters, digits and -, found " + name.get());
    }
    return options;
  }

  /** Runs as who calls it: the service's user may not write beside the site file. */
  @Override
  protected ExitCode start(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    return run(config, options, file);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    Optional<AssistantSettings> settings = config.site().assistant();
    String name = options.value(NAME).orElse("");
    try {
      return switch (work) {
        case CLIENT_ADD -> add(config, name, file, clients(settings));
        case CLIENT_REVOKE -> revoke(name, clients(settings));
        case CLIENT_LIST -> list(clients(settings));
        case PIN -> pin(config, name, file, settings);
      };
    } catch (IOException e) {
      err.println(work.name + ": " + e);
      return ExitCode.UNREACHABLE;
    }
  }

  private static List<AssistantClient> clients(Optional<AssistantSettings> settings) {
    return settings.map(AssistantSettings::clients).orElse(List.of());
  }

  private static Optional<AssistantClient> named(String name, List<AssistantClient> clients) {
    return clients.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  private ExitCode add(LoadedSite.Ok config, String name, Path site, List<AssistantClient> clients)
      throws IOException {
    Optional<AssistantClient> known = named(name, clients);
    Path file =
        known.isPresent()
            ? Path.of(known.get().tokenFile())
            : PrivateFiles.directory(site).resolve(name + "-token");
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    try {
      PrivateFiles.create(file, (token + "\n").getBytes(UTF_8), OWNER_ALONE);
    } catch (FileAlreadyExistsException e) {
      err.printf("%s: expected no file, found a token; revoke it first%n", file);
      return ExitCode.UNREACHABLE;
    }
    give(file, config);
    out.printf("token of %s, in %s:%n%s%n", name, file, token);
    if (known.isEmpty()) {
      out.printf(
          "Add it to the clients of the section assistant in %s, and restart the service:%n"
              + "  { name: %s, token-file: %s, read: all }%n",
          site, name, file.getFileName());
    } else {
      out.println("Restart the service to let it in.");
    }
    return ExitCode.OK;
  }

  private ExitCode revoke(String name, List<AssistantClient> clients)
      throws IOException, UsageException {
    AssistantClient client =
        named(name, clients)
            .orElseThrow(
                () ->
                    new UsageException("NAME: expected a client of the site file, found " + name));
    try {
      Files.delete(Path.of(client.tokenFile()));
    } catch (NoSuchFileException e) {
      out.println(name + " had no token any more.");
      return ExitCode.OK;
    }
    out.printf(
        "%s is deleted. Restart the service: until then it knows the token of %s.%n",
        client.tokenFile(), name);
    return ExitCode.OK;
  }

  private ExitCode list(List<AssistantClient> clients) {
    if (clients.isEmpty()) {
      out.println("no clients");
    }
    for (AssistantClient client : clients) {
      out.printf(
          "%-16s %s  read: %s  propose: %s%n",
          client.name(),
          Files.exists(Path.of(client.tokenFile())) ? "token in " + client.tokenFile() : "no token",
          words(client.read()),
          words(client.propose()));
    }
    return ExitCode.OK;
  }

  private static String words(Set<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
  }

  private ExitCode pin(
      LoadedSite.Ok config, String name, Path site, Optional<AssistantSettings> settings)
      throws IOException {
    Optional<String> known =
        settings.stream()
            .flatMap(one -> one.approvers().stream())
            .filter(one -> one.name().equals(name) && one instanceof AssistantApprover.ByPin)
            .map(AssistantApprover::file)
            .findFirst();
    Path file =
        known.map(Path::of).orElseGet(() -> PrivateFiles.directory(site).resolve(name + ".pin"));
    Optional<String> first = pins.read("PIN of " + name + ": ");
    Optional<String> again = first.isPresent() ? pins.read("again: ") : first;
    if (first.isEmpty() || !first.equals(again)) {
      err.println(first.isEmpty() ? "expected a PIN, found nothing" : "the PINs differ");
      return ExitCode.BAD_DATA;
    }
    try {
      PinHash hash = PinHash.make(first.get(), PinHash.USUAL_COST, random);
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      PrivateFiles.create(beside, (hash.text() + "\n").getBytes(UTF_8), OWNER_ALONE);
      give(beside, config);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (MalformedMessage e) {
      err.println(e.getMessage());
      return ExitCode.BAD_DATA;
    }
    out.printf("%s holds the hash of the PIN. Restart the service to use it.%n", file);
    if (known.isEmpty()) {
      out.printf(
          "Add to the approvers of the section assistant in %s:%n  { name: %s, pin-file: %s }%n",
          site, name, file.getFileName());
    }
    return ExitCode.OK;
  }

  /** The service reads the file as its own user. */
  private static void give(Path file, LoadedSite.Ok config) throws IOException {
    DirectoryOwner owner = DirectoryOwner.of(state(config));
    if (owner.isForeign()) {
      Files.setAttribute(file, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
