package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.Evaluation;
import io.spikewatt.controller.evaluate.EvaluationProtocol;
import io.spikewatt.controller.evaluate.EvaluationResult;
import io.spikewatt.controller.evaluate.EvaluationTask;
import io.spikewatt.controller.evaluate.ForecastDump;
import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.TuningResult;
import io.spikewatt.controller.evaluate.WeekPlot;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt forecast evaluate}: measures the forecasts on a recorded series. */
final class EvaluateCommand extends CliCommand {
  EvaluateCommand(PrintStream out, PrintStream err) {
    super("forecast evaluate", out, err);
  }

  private static CliOptions options(List<String> arguments) throws UsageException {
    Set<String> withValue = new HashSet<>(SeriesChoice.OPTIONS);
    withValue.addAll(Set.of("--dump", "--plot", "--forecaster"));
    return CliOptions.parse(arguments, withValue, Set.of("--online", "--tune", "--json"));
  }

  private static Optional<String> forecaster(CliOptions options) throws UsageException {
    Optional<String> name = options.value("--forecaster");
    if (name.isPresent() && !Evaluation.OTHERS.contains(name.get())) {
      throw new UsageException(
          "--forecaster: expected one of "
              + String.join(", ", Evaluation.OTHERS)
              + ", found "
              + name.get());
    }
    if (name.isPresent() && options.has("--online")) {
      throw new UsageException(
          "--online: only the product learns in the test part, not " + name.get());
    }
    if (name.isPresent() && options.has("--tune")) {
      throw new UsageException("--forecaster: --tune does not look at the test part");
    }
    return name;
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options = options(arguments);
    Optional<SeriesChoice> choice = SeriesChoice.read(options, SeriesFile::read, err);
    if (choice.isEmpty()) {
      return ExitCode.BAD_DATA;
    }
    SeriesChoice chosen = choice.get();
    TimeSeries series = chosen.series();
    Optional<String> forecaster = forecaster(options);
    int horizon = EvaluationProtocol.of(series.values().length, series.step()).horizon();
    EvaluationTask task =
        new EvaluationTask(
            chosen.target(),
            series,
            chosen.kind(),
            chosen.settings(horizon),
            options.has("--online"),
            forecaster);
    Optional<String> obstacle = Evaluation.obstacle(task);
    if (obstacle.isPresent()) {
      err.printf("%s: expected %s%n", chosen.file(), obstacle.get());
      return ExitCode.BAD_DATA;
    }
    return evaluate(task, chosen.file(), options);
  }

  private ExitCode evaluate(EvaluationTask task, String file, CliOptions options) {
    WeekPlot plot =
        new WeekPlot(
            String.valueOf(Path.of(file).getFileName()),
            task.target(),
            task.series(),
            task.settings().zone());
    Evaluation evaluation = new Evaluation(task, new SystemClock(), err::println);
    if (options.has("--tune")) {
      Optional<TuningResult> tuning = evaluation.tune();
      tuning.ifPresentOrElse(
          found -> EvaluationText.print(found, out, options.has("--json")),
          () -> err.println("too little to learn from"));
      return tuning.isPresent() ? ExitCode.OK : ExitCode.BAD_DATA;
    }
    try {
      EvaluationResult result = run(evaluation, task, plot, options.value("--dump"));
      if (options.has("--plot")) {
        Files.writeString(Path.of(options.value("--plot").orElseThrow()), plot.svg());
      }
      EvaluationText.print(result, out, options.has("--json"));
      return ExitCode.OK;
    } catch (IOException | UncheckedIOException e) {
      err.println("cannot write: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static EvaluationResult run(
      Evaluation evaluation, EvaluationTask task, WeekPlot plot, Optional<String> dump)
      throws IOException {
    if (dump.isEmpty()) {
      return evaluation.run(plot);
    }
    try (ForecastDump forecastDump =
        new ForecastDump(Path.of(dump.get()), task.series().values())) {
      return evaluation.run(
          (origin, forecast) -> {
            plot.take(origin, forecast);
            forecastDump.take(origin, forecast);
          });
    }
  }
}
