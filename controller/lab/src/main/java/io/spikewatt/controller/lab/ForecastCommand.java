package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import java.io.PrintStream;
import java.util.List;

/** {@code spikewatt forecast}: forecasts from a recorded series, measured, or trained for use. */
final class ForecastCommand extends CliCommand {

  ForecastCommand(PrintStream out, PrintStream err) {
    super("forecast", out, err);
  }

  @Override
  public ExitCode run(List<String> arguments) {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (verb) {
      case "evaluate" ->
          rest.contains(NowcastCommand.NAME)
              ? new NowcastCommand(out, err).run(rest)
              : new EvaluateCommand(out, err).run(rest);
      case "train" -> new TrainCommand(out, err).run(rest);
      default -> super.run(arguments);
    };
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    throw new UsageException("expected: forecast evaluate or forecast train");
  }
}
