package io.spikewatt.controller.cli;

import io.spikewatt.config.load.LoadedSite;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;

/** {@code spikewatt check}: checks a configuration, and touches nothing. */
final class CheckCommand extends ConfiguredCommand {

  private static final String USAGE =
      """
      usage: spikewatt check --config FILE

      Checks the configuration and the profiles it names. Every problem is printed, one a line:
      file:line:column: path: expected …, found …
      Exit code 0 if there is none, 78 otherwise.
      """;

  CheckCommand(PrintStream out, PrintStream err) {
    super(USAGE, Set.of(), Set.of(), out, err);
  }

  @Override
  ExitCode run(LoadedSite.Ok config, CliOptions cliOptions, Path file) {
    out.printf(
        "%s: ok, site %s with %d devices%s, hash %s%n",
        file,
        config.site().name(),
        config.site().devices().size(),
        config.site().control().monitorOnly() ? ", monitored only" : "",
        config.configHash());
    return ExitCode.OK;
  }
}
