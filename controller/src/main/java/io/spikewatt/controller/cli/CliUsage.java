package io.spikewatt.controller.cli;

import io.spikewatt.controller.cli.CliOptions.UsageException;
import java.io.PrintStream;
import java.util.List;

/** What commands with options have in common: {@code --help}, and what a wrong option is told. */
final class CliUsage {

  /** The command itself. */
  @FunctionalInterface
  interface Body {
    ExitCode run() throws UsageException;
  }

  private CliUsage() {}

  static ExitCode run(
      List<String> arguments, String usage, PrintStream out, PrintStream err, Body body) {
    if (arguments.contains("--help")) {
      out.print(usage);
      return ExitCode.OK;
    }
    try {
      return body.run();
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(usage);
      return ExitCode.USAGE;
    }
  }
}
