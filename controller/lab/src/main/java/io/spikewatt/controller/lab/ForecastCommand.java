package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.ExitCode;
import java.io.PrintStream;
import java.util.List;

/** {@code spikewatt forecast}: forecasts from a recorded series, measured, or trained for use. */
record ForecastCommand(PrintStream out, PrintStream err) {

  ExitCode run(List<String> arguments) {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (verb) {
      case "evaluate" ->
          rest.contains(NowcastCommand.NAME)
              ? new NowcastCommand(out, err).run(rest)
              : new EvaluateCommand(out, err).run(rest);
      case "train" -> new TrainCommand(out, err).run(rest);
      case "--help" -> {
        out.println(EvaluateCommand.USAGE);
        out.println(NowcastCommand.USAGE);
        out.print(TrainCommand.USAGE);
        yield ExitCode.OK;
      }
      default -> {
        err.println("expected: forecast evaluate or forecast train");
        err.println(EvaluateCommand.USAGE);
        err.print(TrainCommand.USAGE);
        yield ExitCode.USAGE;
      }
    };
  }
}
