import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * {@code TrainingHeap DAYS}: heap and CPU time of learning on a gateway, quarter hours, 36 hours
 * ahead. One thread learns while another keeps collecting garbage and reads the heap in use; the
 * heap before, with the history, is not counted. The CPU time is of a second run without that.
 */
final class TrainingHeap {
  private static final int DAY = 96;
  private static final long TARGET_MB = 32;
  private static final long TARGET_CPU_S = 30;

  public static void main(String[] arguments) throws InterruptedException {
    int days = Integer.parseInt(arguments[0]);
    System.out.printf(
        "%-12s %6s %12s %10s %10s%n", "learning", "days", "extra MB", "looks", "CPU s");
    boolean good = true;
    for (SeriesKind kind : SeriesKind.values()) {
      TimeSeries history = history(kind, days * DAY);
      // Classes, tables and compiled code first.
      learn(kind, history.head(20 * DAY));
      UsedHeap heap = UsedHeap.of(() -> learn(kind, history));
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long start = threads.getCurrentThreadCpuTime();
      Optional<TrainingResult> learnt = learn(kind, history);
      double cpu = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      System.out.printf(
          "%-12s %6d %12.1f %10d %10.1f%n", kind, days, heap.extraMb(), heap.looks(), cpu);
      good &= learnt.isPresent() && heap.extraMb() <= TARGET_MB && cpu <= TARGET_CPU_S;
    }
    System.out.printf(
        "targets, %d MB and %d CPU s: %s%n", TARGET_MB, TARGET_CPU_S, good ? "met" : "MISSED");
  }

  private static Optional<TrainingResult> learn(SeriesKind kind, TimeSeries history) {
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("Europe/Berlin"),
            history.step(),
            36 * DAY / 24,
            Optional.of(new GeoPosition(52.5, 13.4)),
            OptionalDouble.empty());
    return ForecastTrainer.learn(
        history,
        kind,
        settings,
        LearningSettings.onGateway(kind),
        OptionalInt.empty(),
        1,
        () -> false);
  }

  private static TimeSeries history(SeriesKind kind, int rows) {
    SplittableRandom random = new SplittableRandom(1);
    double[] v = new double[rows];
    double level = 1;
    for (int k = 0; k < rows; k++) {
      level = k % DAY == 0 ? 0.6 + 0.4 * level + 0.4 * (random.nextDouble() - 0.5) : level;
      double wave = Math.sin(2 * Math.PI * (k - 24) / DAY);
      double noise = random.nextDouble();
      v[k] =
          kind == SeriesKind.PV
              ? 3 * level * Math.max(0, wave) * (0.6 + 0.4 * noise)
              : 1.5 + level * (wave + (k / DAY % 7 < 5 ? 1 : 0)) + noise;
    }
    return new TimeSeries(Instant.parse("2025-01-06T00:00:00Z"), Duration.ofMinutes(15), v);
  }
}
