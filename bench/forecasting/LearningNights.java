import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.inference.feature.GeoPosition;
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
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * {@code LearningNights FILE COLUMN ZONE LAT LON WEATHER LIMIT}: a night's learning from the last
 * 400 days of a measured series, the same without a network, and a later night's refit. Prints
 * days, CPU seconds of the three, the most heap that was in use (garbage too) and the process's
 * peak resident memory, MB. Fails above LIMIT MB or 30 CPU seconds.
 */
final class LearningNights {
  private static final int DAYS = 400;
  private static final double MOST_CPU_S = 30;
  private static final double MB = 1 << 20;

  public static void main(String[] arguments) throws IOException {
    String column = arguments[1];
    List<String> weather =
        arguments[5].isEmpty() ? List.of() : Arrays.asList(arguments[5].split(" "));
    if (!(SeriesFile.read(Path.of(arguments[0])) instanceof SeriesRead.Loaded loaded)) {
      throw new IllegalArgumentException("unreadable: " + arguments[0]);
    }
    TimeSeries whole = loaded.table().series(column, weather);
    TimeSeries history = whole.tail(Math.min(whole.values().length, DAYS * whole.slotsPerDay()));
    SeriesKind kind = column.startsWith("pv") ? SeriesKind.PV : SeriesKind.LOAD;
    int horizon = (int) Duration.ofHours(36).dividedBy(history.step());
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of(arguments[2]),
            history.step(),
            horizon,
            Optional.of(
                new GeoPosition(
                    Double.parseDouble(arguments[3]), Double.parseDouble(arguments[4]))),
            OptionalDouble.empty(),
            weather);
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
    int limit = Integer.parseInt(arguments[6]);
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
