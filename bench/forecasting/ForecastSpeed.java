import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.ScaledForecast;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * {@code ForecastSpeed (made-up | FOLDER FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…]…)}:
 * the table of {@code bench/forecast-speed}. Exit code 1 if a warm forecast allocates, or differs
 * from one that is computed anew.
 */
final class ForecastSpeed {
  private static final double TARGET_MICROS = 200;
  private static final int LEARN_DAYS = 120;
  private static final int WARM_DAYS = 10;
  private static final int TIMED_DAYS = 6;
  private static final int PASSES = 6;

  /** One in so many origins is also forecast by the slow paths. */
  private static final int SPARSE = 16;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  public static void main(String[] arguments) {
    System.out.printf(
        "%-34s %5s %9s %7s %7s %7s %9s %9s %7s %9s %9s %8s%n",
        "one forecast of 36 h, warm",
        "slots",
        "us median",
        "p95",
        "bytes",
        "week kB",
        "anew us",
        "x of it",
        "record",
        "net us",
        "float us",
        "loss x");
    ForecastSpeed bench = new ForecastSpeed();
    boolean good = true;
    if (arguments[0].equals("made-up")) {
      for (int perHour : new int[] {4, 1}) {
        for (SeriesKind kind : SeriesKind.values()) {
          good &= bench.measure("made up " + kind, kind, madeUp(kind, perHour), settings(perHour));
        }
      }
    } else {
      for (int i = 1; i < arguments.length; i++) {
        good &= bench.measured(Path.of(arguments[0]), arguments[i]);
      }
    }
    System.out.println(good ? "results: right, nothing allocated" : "results: WRONG");
    System.exit(good ? 0 : 1);
  }

  private static TimeSeries madeUp(SeriesKind kind, int perHour) {
    SplittableRandom random = new SplittableRandom(1);
    int day = 24 * perHour;
    double[] v = new double[(LEARN_DAYS + WARM_DAYS + TIMED_DAYS + 3) * day];
    for (int k = 0; k < v.length; k++) {
      double wave = Math.sin(2 * Math.PI * (k - 6.0 * perHour) / day);
      double noise = random.nextDouble();
      v[k] =
          kind == SeriesKind.PV
              ? 3 * Math.max(0, wave) * (0.4 + noise)
              : 2 + wave + noise + (k / day % 7 < 5 ? 1 : 0);
    }
    Instant start = Instant.parse("2026-01-05T00:00:00Z");
    return new TimeSeries(start, Duration.ofMinutes(60 / perHour), v);
  }

  private static ForecastSettings settings(int perHour) {
    return new ForecastSettings(
        ZoneId.of("Europe/Berlin"),
        Duration.ofMinutes(60 / perHour),
        36 * perHour,
        Optional.of(new GeoPosition(52.5, 13.4)),
        OptionalDouble.empty());
  }

  /** Measures a recorded series, without the rows that judge forecasts. */
  private boolean measured(Path folder, String described) {
    MeasuredSeries site = MeasuredSeries.read(folder, described);
    int days = LEARN_DAYS + WARM_DAYS + TIMED_DAYS + 3;
    TimeSeries series = site.development().tail(days * site.series().slotsPerDay());
    return measure(site.name(), site.kind(), series, site.settings());
  }

  private boolean measure(
      String name, SeriesKind kind, TimeSeries series, ForecastSettings settings) {
    int day = series.slotsPerDay();
    int learnt = series.values().length - (WARM_DAYS + TIMED_DAYS + 3) * day;
    SpikingForecaster made =
        ForecastTrainer.learn(
                series.head(learnt),
                kind,
                settings,
                LearningSettings.onGateway(kind),
                OptionalInt.empty(),
                1,
                () -> false)
            .orElseThrow()
            .spiking()
            .orElseThrow();
    // Whatever validation chose, the network's cost is measured.
    SpikingForecaster model =
        new SpikingForecaster(made.ridge(), made.network(), new NetworkBlend(0.5, 0.5, 1));
    int slots = settings.horizon();
    ForecastBuffer buffer = new ForecastBuffer(slots);
    int timed = TIMED_DAYS * day;
    int first = learnt + WARM_DAYS * day;
    long[] nanos = new long[timed];
    long[] bytes = new long[timed];
    // The same weeks again and again: the compiler needs some thousands of forecasts.
    for (int pass = 0; pass < PASSES; pass++) {
      for (int origin = first - 8 * day; origin < first; origin++) {
        model.forecast(series, origin, slots, buffer);
      }
      for (int i = 0; i < timed; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        model.forecast(series, first + i, slots, buffer);
        nanos[i] = System.nanoTime() - start;
        bytes[i] = threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    SlowPaths others = SlowPaths.of(series, model, first, timed);
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    // In six days a window begins once, or not at all; that one call allocates.
    long usual = bytes[timed - 2];
    double micros = nanos[timed / 2] / 1e3;
    System.out.printf(
        "%-34s %5d %9.1f %7.1f %7d %7d %9.1f %9.3f %7.1f %9.1f %9.1f %8.4f%s%s%n",
        name,
        slots,
        micros,
        nanos[timed * 95 / 100] / 1e3,
        usual,
        bytes[timed - 1] / 1024,
        others.anew,
        micros / others.anew,
        others.record,
        others.events,
        others.floats,
        others.loss,
        micros <= TARGET_MICROS ? "" : "  over 200 us",
        others.right ? "" : "  WRONG");
    return others.right && usual == 0;
  }

  /** The slow ways to the same forecasts, in microseconds, medians. */
  private record SlowPaths(
      double anew, double record, double events, double floats, double loss, boolean right) {
    static SlowPaths of(TimeSeries series, SpikingForecaster model, int first, int timed) {
      LinearBase base = model.ridge().base();
      ResidualNetwork network = model.network();
      int slots = base.settings().horizon();
      int rows = series.values().length;
      RowBuilder builder = base.builder(series, rows + slots);
      int count = timed / SPARSE;
      long[][] nanos = new long[4][count];
      double[] losses = new double[2];
      boolean right = true;
      for (int round = -1; round < 2; round++) {
        for (int i = 0; i < count; i++) {
          int origin = first + i * SPARSE;
          TimeSeries known = series.head(origin);
          long start = System.nanoTime();
          SpikingForecaster fresh =
              new SpikingForecaster(
                  new RidgeForecaster(base, model.ridge().band()), network, model.blend());
          Forecast one = fresh.forecast(known, slots);
          nanos[0][i] = System.nanoTime() - start;
          start = System.nanoTime();
          Forecast two = model.forecast(known, slots);
          nanos[1][i] = System.nanoTime() - start;
          right &= Arrays.equals(one.p10(), two.p10()) && Arrays.equals(one.p50(), two.p50());
          right &= Arrays.equals(one.p90(), two.p90()) && Arrays.equals(one.mean(), two.mean());
          OriginRows seen = builder.rows(origin, slots, base.standardiser(), rows);
          BaseForecast stack = base.stack().predict(seen);
          start = System.nanoTime();
          ResidualNetwork.Reading byEvents = network.read(seen, stack);
          nanos[2][i] = System.nanoTime() - start;
          start = System.nanoTime();
          ResidualNetwork.Reading inFloat = network.readFloat(seen, stack);
          nanos[3][i] = System.nanoTime() - start;
          losses[0] += loss(byEvents, seen);
          losses[1] += loss(inFloat, seen);
        }
      }
      for (long[] each : nanos) {
        Arrays.sort(each);
      }
      return new SlowPaths(
          nanos[0][count / 2] / 1e3,
          nanos[1][count / 2] / 1e3,
          nanos[2][count / 2] / 1e3,
          nanos[3][count / 2] / 1e3,
          losses[0] / losses[1],
          right);
    }

    /** Pinball loss of P10, P50 and P90 of the network alone, summed. */
    private static double loss(ResidualNetwork.Reading reading, OriginRows rows) {
      double sum = 0;
      for (int k = 0; k < rows.leads(); k++) {
        float z = rows.target()[k];
        if (!Float.isNaN(z) && !rows.dark()[k]) {
          ScaledForecast f = reading.forecast();
          sum += Score.pinball(z, f.low()[k], f.median()[k], f.high()[k]);
        }
      }
      return sum;
    }
  }
}
