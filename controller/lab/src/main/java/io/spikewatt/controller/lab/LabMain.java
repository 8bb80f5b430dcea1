package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * The commands that work on recorded series and models: {@code spikewatt forecast}, {@code model}
 * and {@code backtest}. The launcher starts them here, so that the daemon's class path is free of
 * what only they need.
 */
public final class LabMain {

  private LabMain() {}

  public static void main(String[] arguments) {
    // Standard output is for results.
    System.setProperty("tinylog.writer.stream", "err");
    CliCommand.exit(() -> run(Arrays.asList(arguments), System.out, System.err));
  }

  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (command) {
      case "forecast" -> new ForecastCommand(out, err).run(rest);
      case "model" -> new ModelCommand(out, err).run(rest);
      case "backtest" -> new BacktestCommand(out, err).run(rest);
      default -> {
        err.print(CommandTable.read().unknown(command));
        yield ExitCode.USAGE;
      }
    };
  }
}
