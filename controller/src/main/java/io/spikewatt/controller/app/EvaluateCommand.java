package io.spikewatt.controller.app;

import io.spikewatt.controller.app.Options.UsageException;
import io.spikewatt.controller.evaluate.Dump;
import io.spikewatt.controller.evaluate.Evaluation;
import io.spikewatt.controller.evaluate.Protocol;
import io.spikewatt.controller.evaluate.Result;
import io.spikewatt.controller.evaluate.Task;
import io.spikewatt.controller.evaluate.Tuning;
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
final class EvaluateCommand {
  static final String USAGE =
      """
      usage: spikewatt forecast evaluate --data FILE.csv[.gz] --target COLUMN [--kind load|pv|wind]
                                         [--zone TZ] [--lat L --lon L] [--capacity-kw K]
                                         [--weather COLUMN,COLUMN]
                                         [--online | --forecaster NAME]
                                         [--dump OUT.csv] [--plot OUT.svg] [--tune] [--json]

      Learns from the first 70 % of the rows, tunes on the next 10 % and forecasts the last 20 %:
      the next 24 h, every hour (every 2 h for steps below 30 min), from the rows before.
      """
          + SeriesChoice.EXPLAINED
          + """
      --online lets the product learn anew each week inside the test part.
      --forecaster measures one of the others in the product's place, for --dump and --plot too:
      seasonalNaiveDay, seasonalNaiveWeek, similarDay, ridge, stack (linear models and trees
      without the network), spiking (with it, whatever was chosen), persistence (the last hour) or
      runningMean (of four weeks, by time of day).
      --tune stops after learning and tells how the candidates did on the tuning part; the test part
      is not looked at, so that one may try variants with a good conscience.
      --dump writes every forecast and outcome, --plot a picture of a week.
      Exit code 65 for data that cannot be used.
      """;

  private final PrintStream out;
  private final PrintStream err;

  EvaluateCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  ExitCode run(List<String> arguments) {
    return UsageFrame.run(arguments, USAGE, out, err, () -> evaluate(options(arguments)));
  }

  private static Options options(List<String> arguments) throws UsageException {
    Set<String> withValue = new HashSet<>(SeriesChoice.OPTIONS);
    withValue.addAll(Set.of("--dump", "--plot", "--forecaster"));
    return Options.parse(arguments, withValue, Set.of("--online", "--tune", "--json"));
  }

  private static Optional<String> forecaster(Options options) throws UsageException {
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

  private ExitCode evaluate(Options options) throws UsageException {
    Optional<SeriesChoice> choice = SeriesChoice.read(options, err);
    if (choice.isEmpty()) {
      return ExitCode.BAD_DATA;
    }
    SeriesChoice chosen = choice.get();
    TimeSeries series = chosen.series();
    Optional<String> forecaster = forecaster(options);
    int horizon = Protocol.of(series.values().length, series.step()).horizon();
    Task task =
        new Task(
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

  private ExitCode evaluate(Task task, String file, Options options) {
    WeekPlot plot =
        new WeekPlot(
            Path.of(file).getFileName() + " " + task.target(),
            task.series(),
            task.settings().zone());
    Evaluation evaluation = new Evaluation(task, new SystemClock(), err::println);
    if (options.has("--tune")) {
      Optional<Tuning> tuning = evaluation.tune();
      tuning.ifPresentOrElse(
          found -> EvaluationText.print(found, out, options.has("--json")),
          () -> err.println("too little to learn from"));
      return tuning.isPresent() ? ExitCode.OK : ExitCode.BAD_DATA;
    }
    try {
      Result result;
      if (options.has("--dump")) {
        try (Dump dump =
            new Dump(Path.of(options.value("--dump").orElseThrow()), task.series().values())) {
          result =
              evaluation.run(
                  (origin, forecast) -> {
                    plot.take(origin, forecast);
                    dump.take(origin, forecast);
                  });
        }
      } else {
        result = evaluation.run(plot);
      }
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
}
