package io.spikewatt.fleet.cli;

import io.spikewatt.controller.cli.ExitCode;
import java.io.PrintStream;
import java.util.List;

/** {@code fleet demo}. */
record DemoCommand(PrintStream out, PrintStream err) {

  ExitCode run(List<String> arguments) {
    err.println("not there yet");
    return ExitCode.BUG;
  }
}
