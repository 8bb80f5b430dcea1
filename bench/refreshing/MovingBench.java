import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * {@code MovingBench (short | tune FOLDER | test FOLDER)}: the tables of {@code bench/moving}. Exit
 * code 1 if a goal is missed.
 */
final class MovingBench {
  private static final int SLOT = MovingTask.SLOT;
  private static final int LEADS = 96;
  private static final long SEED = 1;
  private static final double GAIN = -0.02;
  private static final double EQUAL = 1e-6;

  /** Of the hour behind the nowcaster's: from here on the daemon moves it. */
  private static final double BEYOND = -0.005;

  /** Leads that move between slots: those of two hours, in the daemon too. */
  private static final int REACH = 8;

  /** Chosen on the validation months. */
  private static final double THRESHOLD = 0.0025;

  private final BenchGoals goals = new BenchGoals();

  public static void main(String[] arguments) {
    MovingBench bench = new MovingBench();
    switch (arguments[0]) {
      case "short" -> bench.series(madeUp(), false);
      case "tune" -> bench.series(irradiance(Path.of(arguments[1]), true), true);
      default -> {
        Path data = Path.of(arguments[1]);
        bench.series(irradiance(data, false), true);
        bench.series(home(data), false);
      }
    }
    bench.goals.exit();
  }

  private static ForecastSettings settings(ZoneId zone, Optional<GeoPosition> position) {
    return new ForecastSettings(
        zone, Duration.ofMinutes(SLOT), LEADS, position, OptionalDouble.empty());
  }

  private static MovingTask irradiance(Path data, boolean tune) {
    List<SeriesTable> parts = new ArrayList<>();
    parts.add(
        MeasuredSeries.minutes(data.resolve("fast_irradiance_lyngby_2015-03_2016-05.csv.gz")));
    if (!tune) {
      parts.add(MeasuredSeries.minutes(data.resolve("fast_irradiance_lyngby_2016-06.csv.gz")));
      parts.add(MeasuredSeries.minutes(data.resolve("fast_irradiance_lyngby_2016-10.csv.gz")));
    }
    Instant start = parts.getFirst().start();
    double[] last = parts.getLast().columns().getFirst();
    Instant end = parts.getLast().start().plus(Duration.ofMinutes(last.length));
    double[] all = new double[(int) Duration.between(start, end).toMinutes()];
    Arrays.fill(all, Double.NaN);
    for (SeriesTable part : parts) {
      double[] values = part.columns().getFirst();
      int at = (int) Duration.between(start, part.start()).toMinutes();
      System.arraycopy(values, 0, all, at, values.length);
    }
    return new MovingTask(
        "irradiance, " + (tune ? "2016-03 to 2016-05 (validation)" : "2016-06 and 2016-10 (test)"),
        SeriesKind.PV,
        settings(ZoneId.of("Europe/Copenhagen"), Optional.of(new GeoPosition(55.79, 12.52))),
        start,
        all,
        Instant.parse("2016-03-01T00:00:00Z"),
        tune
            ? List.of(span("2016-03-01", "2016-05-31"))
            // October's first week: the models need a week behind them.
            : List.of(span("2016-06-01", "2016-06-30"), span("2016-10-08", "2016-10-31")));
  }

  /** The last day of the data has no outcomes of its own next day. */
  private static MovingTask.Span span(String from, String to) {
    return new MovingTask.Span(
        Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z"));
  }

  /** Sixteen days to learn from, three to score: too few to judge by. */
  private static MovingTask home(Path data) {
    SeriesTable all = MeasuredSeries.minutes(data.resolve("fast_home_sceaux_20d_1min.csv.gz"));
    double[] values = all.columns().getFirst();
    Instant start = all.start();
    int skipped = (int) Math.floorMod(-start.getEpochSecond() / 60, (long) SLOT);
    double[] cut = Arrays.copyOfRange(values, skipped, values.length);
    Instant from = start.plus(Duration.ofMinutes(skipped));
    return new MovingTask(
        "home, last three days",
        SeriesKind.LOAD,
        settings(ZoneId.of("Europe/Paris"), Optional.empty()),
        from,
        cut,
        from.plus(Duration.ofDays(16)),
        List.of(
            new MovingTask.Span(from.plus(Duration.ofDays(16)), from.plus(Duration.ofDays(19)))));
  }

  /** Forty days of a house: a slow walk around a daily pattern, and what people switch on. */
  private static MovingTask madeUp() {
    SplittableRandom random = new SplittableRandom(4);
    double[] values = new double[40 * 1440];
    double walk = 0;
    for (int k = 0; k < values.length; k++) {
      walk = 0.995 * walk + random.nextDouble(-40, 40);
      double daily = 600 + 400 * Math.sin(2 * Math.PI * k / 1440);
      values[k] = Math.max(0, daily + walk + (k % 47 < 16 ? 120 : 5));
    }
    Instant start = Instant.parse("2026-02-02T00:00:00Z");
    return new MovingTask(
        "made-up load",
        SeriesKind.LOAD,
        settings(ZoneOffset.UTC, Optional.empty()),
        start,
        values,
        start.plus(Duration.ofDays(32)),
        List.of(
            new MovingTask.Span(start.plus(Duration.ofDays(32)), start.plus(Duration.ofDays(39)))));
  }

  private void series(MovingTask task, boolean judged) {
    TimeSeries history = task.quarterHours();
    int learnt = task.row(task.learnTo());
    Optional<TrainingResult> trained =
        ForecastTrainer.learn(
            history.head(learnt),
            task.kind(),
            task.settings(),
            LearningSettings.onGateway(task.kind()),
            OptionalInt.of(learnt * 7 / 8),
            SEED,
            () -> false);
    if (trained.isEmpty()) {
      System.out.printf(
          "%n%s: too short for the product's models, nothing to refresh%n", task.name());
      return;
    }
    LinearBase base = trained.get().stack().base();
    Schemes of = new Schemes(base, history.values().length + LEADS);
    RefreshScheme quarterly = of.dense("dense each quarter hour", SLOT);
    RefreshScheme exact = of.deltas("deltas, threshold 0", 0, LEADS, false);
    RefreshScheme chosen = of.deltas("eight slots, 0.0025, last minutes", THRESHOLD, REACH, true);
    List<RefreshScheme> schemes =
        List.of(
            of.dense("dense each hour", 60),
            quarterly,
            of.dense("dense each minute", 1),
            exact,
            of.deltas("deltas, threshold 0.02", 0.02, LEADS, false),
            of.deltas("four slots, 0", 0, REACH / 2, false),
            of.deltas("eight slots, 0", 0, REACH, false),
            of.deltas("eight slots, 0.0025", THRESHOLD, REACH, false),
            chosen,
            of.deltas("eight slots, 0.02, last minutes", 0.02, REACH, true),
            of.deltas("sixteen slots, 0.0025, last minutes", THRESHOLD, 2 * REACH, true));
    double apart = run(task, history, base, schemes, exact);
    System.out.printf(
        "%n%s: %d features, %d trees, learnt from %d days; MAE by lead, operations a day%n",
        task.name(), base.features().size(), base.stack().trees().count(), learnt / LEADS);
    System.out.printf(
        "%-36s %8s %8s %8s %8s %8s   %9s %9s %9s %9s%n",
        "",
        "0-1 h",
        "1-2 h",
        "2-4 h",
        "4-8 h",
        "8-24 h",
        "MAC k",
        "walks k",
        "sends k",
        "combining");
    for (RefreshScheme scheme : schemes) {
      line(task, scheme);
    }
    System.out.printf(
        "%-36s %-22s %-22s %-22s %-22s %s%n",
        "against each quarter hour", "0-1 h", "1-2 h", "2-4 h", "1-4 h", "4-8 h");
    for (RefreshScheme scheme : schemes) {
      System.out.printf(
          "%-36s %-22s %-22s %-22s %-22s %s%n",
          scheme.name,
          scheme.against(quarterly, 0, 1),
          scheme.against(quarterly, 1, 2),
          scheme.against(quarterly, 2, 3),
          scheme.against(quarterly, 1, 3),
          scheme.against(quarterly, 3, 4));
    }
    System.out.printf(
        "dense refresh beside the float stack at slot starts: at most %.1e apart%n", apart);
    goals.check(apart <= EQUAL, task.name() + ": %.1e apart from the float stack".formatted(apart));
    BlockBootstrap gain = chosen.against(quarterly, 0, 1);
    PublishedMoves published = PublishedMoves.measure(task, history, trained.get(), SEED);
    published.print();
    BlockBootstrap beyond = published.gain(1);
    if (judged) {
      goals.check(gain.difference() <= GAIN, task.name() + ": first hour " + gain);
      goals.check(gain.high() < 0, task.name() + ": interval of the first hour " + gain);
      goals.check(
          beyond.difference() <= BEYOND && beyond.high() < 0,
          task.name() + ": second hour as published " + beyond);
    }
    goals.check(
        chosen.products() + chosen.combining() < quarterly.products() + quarterly.combining()
            && chosen.walks() < quarterly.walks(),
        task.name() + ": operations not below a dense refresh each quarter hour");
  }

  private static void line(MovingTask task, RefreshScheme scheme) {
    double day = 1000 * task.days();
    System.out.printf(
        "%-36s %8.4g %8.4g %8.4g %8.4g %8.4g   %9.1f %9.2f %9.2f %9.1f%n",
        scheme.name,
        scheme.mae(0),
        scheme.mae(1),
        scheme.mae(2),
        scheme.mae(3),
        scheme.mae(4),
        scheme.products() / day,
        scheme.walks() / day,
        scheme.operations().sends() / day,
        scheme.combining() / day);
  }

  /** Makes schemes of one stack. */
  private record Schemes(LinearBase base, int rows) {
    RefreshScheme dense(String name, int cadence) {
      return new RefreshScheme(name, base, 0, cadence, LEADS, true, false, rows);
    }

    RefreshScheme deltas(String name, double threshold, int reach, boolean lastMinutes) {
      return new RefreshScheme(name, base, threshold, 1, reach, false, lastMinutes, rows);
    }
  }

  /** Refreshes and scores all minutes; the greatest difference from the float stack. */
  private double run(
      MovingTask task,
      TimeSeries history,
      LinearBase base,
      List<RefreshScheme> schemes,
      RefreshScheme exact) {
    RowBuilder builder = base.builder(history, history.values().length + LEADS);
    OriginRows whole = builder.room(0, LEADS);
    OriginRows moving = builder.room(1, LEADS - 1);
    BaseForecast all = BaseForecast.of(LEADS);
    BaseForecast plain = BaseForecast.of(LEADS);
    BaseForecast rest = BaseForecast.of(LEADS - 1);
    Standardiser ofWhole = base.standardiser().repeated(LEADS);
    Standardiser ofMoving = base.standardiser().repeated(LEADS - 1);
    OriginRows[] near = new OriginRows[LEADS + 1];
    BaseForecast[] ofNear = new BaseForecast[LEADS + 1];
    for (RefreshScheme scheme : schemes) {
      if (scheme.reach < LEADS && near[scheme.reach] == null) {
        near[scheme.reach] = builder.room(1, scheme.reach);
        ofNear[scheme.reach] = BaseForecast.of(scheme.reach);
      }
    }
    double apart = 0;
    for (MovingTask.Span span : task.scored()) {
      RunningSlot running = new RunningSlot(SLOT);
      int from = task.row(span.from());
      for (int k = Math.max(0, (from - 16) * SLOT); k < task.row(span.to()) * SLOT; k++) {
        int row = k / SLOT;
        int minute = k % SLOT;
        if (row >= from && minute == 0) {
          builder.fill(whole, row, ofWhole, 0);
          base.stack().predict(whole, plain);
          for (RefreshScheme scheme : schemes) {
            if (row % (scheme.cadence / SLOT + (scheme.cadence < SLOT ? 1 : 0)) == 0
                || row == from) {
              scheme.refresh(row, whole, running, all);
              if (scheme == exact) {
                apart = Math.max(apart, apart(all.median(), plain.median()));
              }
            }
          }
        } else if (row >= from && running.isKnown()) {
          builder.move(moving, row, running, ofMoving);
          for (RefreshScheme scheme : schemes) {
            if (scheme.cadence == 1 && scheme.reach == LEADS) {
              scheme.refresh(row, moving, running, rest);
              if (scheme == exact && k % 97 == 0) {
                BaseForecast anew = scheme.anew(row, moving);
                goals.check(
                    Arrays.equals(anew.median(), rest.median())
                        && Arrays.equals(anew.mean(), rest.mean()),
                    task.name() + ": threshold 0 is not a dense refresh");
              }
            }
          }
          for (int reach = 1; reach < LEADS; reach++) {
            if (near[reach] != null) {
              builder.move(near[reach], row, running, base.standardiser());
              for (RefreshScheme scheme : schemes) {
                if (scheme.reach == reach) {
                  scheme.refresh(row, near[reach], running, ofNear[reach]);
                }
              }
            }
          }
        }
        if (row >= from) {
          score(task, history, schemes, whole, k);
        }
        running.observe(task.start().getEpochSecond() / 60 + k, task.minutes()[k]);
      }
    }
    return apart;
  }

  private static double apart(float[] a, float[] b) {
    double most = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.abs(b[i]));
    }
    return most / Math.max(1, size);
  }

  /** Errors of the forecasts in force of the targets that begin within a day. */
  private static void score(
      MovingTask task, TimeSeries history, List<RefreshScheme> schemes, OriginRows whole, int k) {
    int row = k / SLOT;
    int first = k % SLOT == 0 ? 0 : 1;
    long second = task.start().getEpochSecond() + 60L * k;
    for (int lead = first; lead < LEADS; lead++) {
      int target = row + lead;
      double actual = target < history.values().length ? history.values()[target] : Double.NaN;
      if (Double.isNaN(actual) || whole.dark()[lead]) {
        continue;
      }
      int range = 0;
      while (target * SLOT - k >= RefreshScheme.LEADS[range]) {
        range++;
      }
      for (RefreshScheme scheme : schemes) {
        // An hourly forecast has not yet seen the last slots of a day: those count for no scheme.
        if (lead < LEADS - 4) {
          scheme.score(range, Math.abs(scheme.inForce(target) - actual), second);
        }
      }
    }
  }
}
