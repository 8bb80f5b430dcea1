package io.spikewatt.controller.commandline;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.hal.store.DirectoryOwner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A command that takes a configuration: the named one, or the service's. */
public abstract class ConfiguredCommand extends CliCommand {

  protected static final String CONFIG = "--config";
  public static final Path SERVICE_CONFIG = Path.of("/etc/spikewatt/site.yaml");

  private final Optional<String> operand;
  private final Set<String> withValue;
  private final Set<String> flags;

  /**
   * @param withValue options with a value beside {@code --config}
   */
  protected ConfiguredCommand(
      String name, Set<String> withValue, Set<String> flags, PrintStream out, PrintStream err) {
    this(name, Optional.empty(), withValue, flags, out, err);
  }

  /**
   * @param operand name of the argument without a name, if it takes one
   */
  protected ConfiguredCommand(
      String name,
      Optional<String> operand,
      Set<String> withValue,
      Set<String> flags,
      PrintStream out,
      PrintStream err) {
    super(name, out, err);
    this.operand = operand;
    this.withValue = new HashSet<>(withValue);
    this.withValue.add(CONFIG);
    this.flags = flags;
  }

  protected abstract ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException;

  /**
   * Runs with the rights of the state directory's owner, so that root follows no link that the
   * service's user has planted there.
   *
   * @throws IOException if root may not act as that user
   */
  protected ExitCode start(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException, IOException {
    return DirectoryOwner.of(state(config)).run(() -> run(config, options, file));
  }

  protected static Path state(LoadedSite.Ok config) {
    return Path.of(config.site().storage().directory());
  }

  protected LoadedSite load(Path file) {
    return ConfigLoader.load(file);
  }

  @Override
  protected final ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options = options(arguments);
    if (!options.has(CONFIG) && !Files.exists(SERVICE_CONFIG)) {
      Optional<ExitCode> done = runWithoutSite(options);
      if (done.isPresent()) {
        return done.get();
      }
    }
    Path file = file(options);
    return run(load(file), options, file);
  }

  /** Does what needs no site, where none is named and none is the service's; empty = nothing. */
  protected Optional<ExitCode> runWithoutSite(CliOptions options) {
    return Optional.empty();
  }

  public CliOptions options(List<String> arguments) throws UsageException {
    return operand.isPresent()
        ? CliOptions.parse(arguments, operand.get(), withValue, flags)
        : CliOptions.parse(arguments, withValue, flags);
  }

  /** Prints the problems of a configuration, or runs with it. */
  public final ExitCode run(LoadedSite loaded, CliOptions options, Path file)
      throws UsageException {
    return switch (loaded) {
      case LoadedSite.Ok ok -> {
        try {
          yield start(ok, options, file);
        } catch (IOException e) {
          err.println(state(ok) + ": " + e.getMessage());
          yield ExitCode.UNREACHABLE;
        }
      }
      case LoadedSite.Failed(var problems) -> {
        problems.forEach(err::println);
        err.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
        yield ExitCode.CONFIG;
      }
    };
  }

  private static Path file(CliOptions options) throws UsageException {
    return options.has(CONFIG) || !Files.exists(SERVICE_CONFIG)
        ? Path.of(options.required(CONFIG))
        : SERVICE_CONFIG;
  }
}
