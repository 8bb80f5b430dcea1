package io.spikewatt.controller.app;

import io.spikewatt.controller.app.Options.UsageException;
import io.spikewatt.controller.evaluate.Dump;
import io.spikewatt.controller.evaluate.Evaluation;
import io.spikewatt.controller.evaluate.Protocol;
import io.spikewatt.controller.evaluate.Result;
import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.controller.evaluate.Task;
import io.spikewatt.controller.evaluate.Tuning;
import io.spikewatt.controller.evaluate.WeekPlot;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.Position;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** {@code spikewatt forecast evaluate}: measures the forecasts on a recorded series. */
final class ForecastCommand {
  private static final String USAGE =
      """
      usage: spikewatt forecast evaluate --data FILE.csv[.gz] --target COLUMN [--kind load|pv]
                                         [--zone TZ] [--lat L --lon L] [--capacity-kw K]
                                         [--weather COLUMN,COLUMN] [--online]
                                         [--dump OUT.csv] [--plot OUT.svg] [--tune] [--json]

      Learns from the first 70 % of the rows, tunes on the next 10 % and forecasts the last 20 %:
      the next 24 h, every hour (every 2 h for steps below 30 min), from the rows before.
      The data: CSV, time_utc first (2026-01-31T13:45:00Z, start of the row), a regular step of 5 to
      60 minutes, an empty cell for a missing value.
      --kind is pv for a column that begins with pv, otherwise load. --zone (UTC) and the position
      are the site's. --capacity-kw is in the column's unit; without it, taken from the data.
      --weather names columns; what begins with nwp_ counts as known for the forecast window. So far
      only the ridge baseline looks at weather.
      --online lets the product learn anew each week inside the test part.
      --tune stops after learning and tells how the candidates did on the tuning part; the test part
      is not looked at, so that one may try variants with a good conscience.
      --dump writes every forecast and outcome, --plot a picture of a week.
      Exit code 65 for data that cannot be used.
      """;

  private final PrintStream out;
  private final PrintStream err;

  ForecastCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  ExitCode run(List<String> arguments) {
    if (arguments.contains("--help")) {
      out.print(USAGE);
      return ExitCode.OK;
    }
    try {
      if (arguments.isEmpty() || !arguments.getFirst().equals("evaluate")) {
        throw new UsageException("expected: forecast evaluate");
      }
      return evaluate(
          Options.parse(
              arguments.subList(1, arguments.size()),
              Set.of(
                  "--data",
                  "--target",
                  "--kind",
                  "--zone",
                  "--lat",
                  "--lon",
                  "--capacity-kw",
                  "--weather",
                  "--dump",
                  "--plot"),
              Set.of("--online", "--tune", "--json")));
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return ExitCode.USAGE;
    }
  }

  private ExitCode evaluate(Options options) throws UsageException {
    String file = options.required("--data");
    String target = options.required("--target");
    ZoneId zone = zone(options);
    Optional<Position> position = position(options);
    SeriesKind kind = kind(options, target);
    SeriesTable table;
    switch (SeriesFile.read(Path.of(file))) {
      case SeriesRead.Refused refused -> {
        err.println(refused);
        return ExitCode.BAD_DATA;
      }
      case SeriesRead.Loaded loaded -> table = loaded.table();
    }
    List<String> names = new ArrayList<>(List.of(target));
    options.value("--weather").ifPresent(text -> names.addAll(List.of(text.split(",", -1))));
    for (String name : names) {
      if (!table.has(name)) {
        err.printf("%s:1: expected a column %s, found %s%n", file, name, table.names());
        return ExitCode.BAD_DATA;
      }
    }
    OptionalDouble capacity =
        options.has("--capacity-kw")
            ? OptionalDouble.of(options.number("--capacity-kw", 0, 1e-6, 1e9))
            : OptionalDouble.empty();
    List<String> weather = names.subList(1, names.size());
    int horizon = Protocol.of(table.rows(), table.step()).horizon();
    Task task =
        new Task(
            target,
            table.series(target, weather),
            kind,
            new ForecastSettings(zone, table.step(), horizon, position, capacity, weather),
            options.has("--online"));
    Optional<String> obstacle = Evaluation.obstacle(task);
    if (obstacle.isPresent()) {
      err.printf("%s: expected %s%n", file, obstacle.get());
      return ExitCode.BAD_DATA;
    }
    return evaluate(task, file, options);
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

  private static ZoneId zone(Options options) throws UsageException {
    String name = options.value("--zone").orElse("UTC");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new UsageException("--zone: expected a zone like Europe/Berlin, found " + name);
    }
  }

  private static Optional<Position> position(Options options) throws UsageException {
    if (options.has("--lat") != options.has("--lon")) {
      throw new UsageException("--lat and --lon belong together");
    }
    return options.has("--lat")
        ? Optional.of(
            new Position(
                options.number("--lat", 0, -90, 90), options.number("--lon", 0, -180, 180)))
        : Optional.empty();
  }

  private static SeriesKind kind(Options options, String target) throws UsageException {
    String kind =
        options
            .value("--kind")
            .orElse(target.toLowerCase(Locale.ROOT).startsWith("pv") ? "pv" : "load");
    return switch (kind) {
      case "load" -> SeriesKind.LOAD;
      case "pv" -> SeriesKind.PV;
      default -> throw new UsageException("--kind: expected load or pv, found " + kind);
    };
  }
}
