package io.spikewatt.controller.cli;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.load.Problem;
import io.spikewatt.controller.cli.CliOptions.UsageException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Common parts of commands that take a configuration. */
abstract class CliCommand {

  final PrintStream out;
  final PrintStream err;

  CliCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** The command's own explanation. */
  abstract String usage();

  /** Options with a value beside {@code --config}. */
  Set<String> withValue() {
    return Set.of();
  }

  Set<String> flags() {
    return Set.of();
  }

  abstract ExitCode run(LoadedSite.Ok config, CliOptions cliOptions, Path file)
      throws UsageException;

  final ExitCode run(List<String> arguments) {
    if (arguments.contains("--help")) {
      out.print(usage());
      return ExitCode.OK;
    }
    try {
      Set<String> withValue = new java.util.HashSet<>(withValue());
      withValue.add("--config");
      CliOptions cliOptions = CliOptions.parse(arguments, withValue, flags());
      Path file = Path.of(cliOptions.required("--config"));
      return switch (ConfigLoader.load(file)) {
        case LoadedSite.Ok ok -> run(ok, cliOptions, file);
        case LoadedSite.Failed failed -> {
          print(failed.problems());
          yield ExitCode.CONFIG;
        }
      };
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(usage());
      return ExitCode.USAGE;
    }
  }

  final void print(List<Problem> problems) {
    problems.forEach(err::println);
    err.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
  }
}
