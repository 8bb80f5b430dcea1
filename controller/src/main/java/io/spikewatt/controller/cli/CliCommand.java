package io.spikewatt.controller.cli;

import io.spikewatt.controller.cli.CliOptions.UsageException;
import io.spikewatt.controller.report.JsonWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command: {@code --help} explains it, and so does a wrong option. */
abstract class CliCommand {

  final PrintStream out;
  final PrintStream err;
  private final String usage;

  CliCommand(String usage, PrintStream out, PrintStream err) {
    this.usage = usage;
    this.out = out;
    this.err = err;
  }

  abstract ExitCode execute(List<String> arguments) throws UsageException;

  ExitCode run(List<String> arguments) {
    if (arguments.contains("--help")) {
      out.print(usage);
      return ExitCode.OK;
    }
    try {
      return execute(arguments);
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(usage);
      return ExitCode.USAGE;
    }
  }

  /** Prints one JSON object as a line. */
  static void json(PrintStream out, JsonWriter.Body body) {
    out.println(new String(JsonWriter.object(body), StandardCharsets.UTF_8));
  }
}
