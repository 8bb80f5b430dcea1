package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.setup.SiteFile;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code spikewatt page certificate}: the certificate that the page shows to other machines. */
final class PageCommand extends CliCommand {

  private static final String CERTIFICATE = "certificate";
  private static final String CONFIG = "--config";
  private static final String RENEW = "--renew";

  private static final String NAME =
      "[0-9a-f:]*:[0-9a-f:]*|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";

  private final Path usual;
  private final Clock clock;

  /**
   * @param usual state directory of a site without a file
   */
  PageCommand(Path usual, Clock clock, PrintStream out, PrintStream err) {
    super("page certificate", out, err);
    this.usual = usual;
    this.clock = clock;
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    if (arguments.isEmpty() || !arguments.getFirst().equals(CERTIFICATE)) {
      throw new UsageException("page: certificate is what it does");
    }
    List<String> rest = arguments.subList(1, arguments.size());
    List<String> words = rest.stream().takeWhile(word -> !word.startsWith("--")).toList();
    CliOptions options =
        CliOptions.parse(rest.subList(words.size(), rest.size()), Set.of(CONFIG), Set.of(RENEW));
    Set<String> names = names(words);
    try {
      Optional<Path> directory = directory(options);
      return directory.isPresent()
          ? DirectoryOwner.of(directory.get())
              .run(() -> certificate(directory.get(), names, options.has(RENEW)))
          : ExitCode.CONFIG;
    } catch (IOException e) {
      err.println("no certificate: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private static Set<String> names(List<String> words) throws UsageException {
    Set<String> names = new LinkedHashSet<>();
    for (String word : words) {
      String name = word.toLowerCase(Locale.ROOT);
      if (!name.matches(NAME)) {
        throw new UsageException("expected a host name or an address, found " + word);
      }
      names.add(name);
    }
    return names;
  }

  /** Where state is kept; empty if the configuration has problems, which are printed. */
  private Optional<Path> directory(CliOptions options) throws IOException {
    Path file = options.value(CONFIG).map(Path::of).orElse(ConfiguredCommand.SERVICE_CONFIG);
    if (!options.has(CONFIG) && !SiteFile.describesSite(file)) {
      return Optional.of(usual);
    }
    return switch (ConfigLoader.load(file)) {
      case LoadedSite.Ok ok -> Optional.of(Path.of(ok.site().storage().directory()));
      case LoadedSite.Failed(var problems) -> {
        problems.forEach(err::println);
        yield Optional.empty();
      }
    };
  }

  private ExitCode certificate(Path directory, Set<String> names, boolean renew)
      throws IOException, UsageException {
    if (renew) {
      print(make(directory, names.isEmpty() ? kept(directory) : names));
      return ExitCode.OK;
    }
    Optional<PageCertificate> there = PageCertificate.find(directory);
    if (there.isPresent() && !there.get().names().containsAll(names)) {
      throw new UsageException(
          "%s is made for %s: %s makes it anew, and browsers ask again"
              .formatted(there.get().file(), there.get().names(), RENEW));
    }
    print(there.isPresent() ? there.get() : make(directory, names));
    return ExitCode.OK;
  }

  /** Names of the one that is renewed; a damaged one has none. */
  private Set<String> kept(Path directory) {
    try {
      Optional<PageCertificate> there = PageCertificate.find(directory);
      return there.isPresent() ? there.get().names() : Set.of();
    } catch (IOException e) {
      err.println("its names are not kept: " + e.getMessage());
      return Set.of();
    }
  }

  private PageCertificate make(Path directory, Set<String> names) throws IOException {
    PrivateFiles.createDirectories(directory);
    return PageCertificate.make(directory, names, clock.now().instant());
  }

  private void print(PageCertificate certificate) throws IOException {
    out.printf(
        "page      %s, for %s, until %s%nSHA-256   %s%n",
        certificate.file(),
        String.join(", ", new TreeSet<>(certificate.names())),
        certificate.lastDay(),
        certificate.fingerprint());
    certificate
        .warning(clock.now().instant())
        .ifPresent(warning -> err.println("warning: " + warning));
  }
}
