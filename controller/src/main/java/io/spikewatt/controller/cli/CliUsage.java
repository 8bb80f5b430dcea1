package io.spikewatt.controller.cli;

import io.spikewatt.controller.cli.CliOptions.UsageException;
import java.io.PrintStream;
import java.util.List;

/** Common parts of commands with options: {@code --help}, and the message for a wrong option. */
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
