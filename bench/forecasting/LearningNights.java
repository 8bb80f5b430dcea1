import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * {@code LearningNights FOLDER FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…] LIMIT}: a
 * night's learning from the last 400 days of a measured series, the same without a network, and a
 * later night's refit. Prints days, CPU seconds of the three, the most heap that was in use
 * (garbage too) and the process's peak resident memory, MB. Fails above LIMIT MB or 30 CPU seconds.
 */
final class LearningNights {
  private static final int DAYS = 400;
  private static final double MOST_CPU_S = 30;
  private static final double MB = 1 << 20;

  public static void main(String[] arguments) throws IOException {
    MeasuredSeries site = MeasuredSeries.read(Path.of(arguments[0]), arguments[1]);
    SeriesKind kind = site.kind();
    ForecastSettings settings = site.settings();
    TimeSeries whole = site.series();
    TimeSeries history = whole.tail(Math.min(whole.values().length, DAYS * whole.slotsPerDay()));
    LearningSettings learning = LearningSettings.onGateway(kind);
    Timed learnt =
        Timed.of(
            () ->
                ForecastTrainer.learn(
                    history, kind, settings, learning, OptionalInt.empty(), 1, () -> false));
    Timed withoutNetwork =
        Timed.of(
            () ->
                ForecastTrainer.learnWithoutNetwork(
                    history, kind, settings, learning, () -> false));
    Timed refit =
        Timed.of(() -> ForecastTrainer.refresh(learnt.made, history, learning, () -> false));
    System.out.printf(
        "%7d%8.1f%9.1f%8.1f%10.1f%10.1f%n",
        history.values().length / history.slotsPerDay(),
        learnt.cpuS,
        withoutNetwork.cpuS,
        refit.cpuS,
        heap() / MB,
        resident());
    int limit = Integer.parseInt(arguments[2]);
    if (learnt.cpuS > MOST_CPU_S || resident() > limit) {
      System.err.printf("more than %.0f CPU seconds or %d MB%n", MOST_CPU_S, limit);
      System.exit(1);
    }
  }

  /** A training and the CPU seconds that it took. */
  private record Timed(TrainingResult made, double cpuS) {

    static Timed of(Supplier<Optional<TrainingResult>> work) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long start = threads.getCurrentThreadCpuTime();
      TrainingResult made = work.get().orElseThrow();
      return new Timed(made, (threads.getCurrentThreadCpuTime() - start) / 1e9);
    }
  }

  private static double heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToDouble(MemoryUsage::getUsed)
        .sum();
  }

  private static double resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
