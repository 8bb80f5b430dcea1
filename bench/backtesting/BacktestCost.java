import io.spikewatt.controller.backtest.Backtest;
import io.spikewatt.controller.backtest.BacktestResult;
import io.spikewatt.controller.backtest.BacktestScenario;
import io.spikewatt.controller.backtest.BacktestTask;
import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.controller.backtest.ScenarioForecasts;
import io.spikewatt.controller.backtest.ScenarioRead;
import io.spikewatt.controller.backtest.ScenarioReader;
import io.spikewatt.controller.forecast.SeriesForecaster;
import io.spikewatt.hal.time.SystemClock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints CPU seconds of one scenario: learning by its threads, forecasting and planning by the whole
 * process, and compilation, which is part of them; then what the scenario cost.
 */
public final class BacktestCost {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private BacktestCost() {}

  /**
   * @param arguments folder of the scenario, an empty folder for its forecasts, steps or 0 for all
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(arguments[0]);
    BacktestScenario scenario =
        switch (ScenarioReader.read(folder)) {
          case ScenarioRead.Loaded loaded -> loaded.scenario();
          case ScenarioRead.Refused refused ->
              throw new IllegalArgumentException(refused.toString());
        };
    int asked = Integer.parseInt(arguments[2]);
    int steps = asked == 0 ? scenario.steps() : Math.min(asked, scenario.steps());
    AtomicLong learning = new AtomicLong();
    ScenarioForecasts forecasts =
        new ScenarioForecasts(
            Path.of(arguments[1]),
            (kind, settings) ->
                (history, of, network, cancelled) -> {
                  long before = CPU.getCurrentThreadCpuTime();
                  try {
                    return SeriesForecaster.usual(kind, settings)
                        .make(history, of, network, cancelled);
                  } finally {
                    learning.addAndGet(CPU.getCurrentThreadCpuTime() - before);
                  }
                });
    Backtest backtest = new Backtest(new SystemClock(), forecasts);
    BacktestTask task = new BacktestTask(scenario, DecidingPolicy.PRODUCT, true, steps);
    long start = processNanos();
    backtest.prepare(task);
    long prepared = processNanos();
    BacktestResult result =
        backtest.run(
            task,
            ScenarioReader.lpBound(folder, scenario.id()),
            (step, energyFlows, storedKwh, evKwh) -> {});
    long planned = processNanos();
    System.out.printf(
        "%s %d %.2f %.2f %.2f %.2f %.2f %.6f %.4f%n",
        scenario.id(),
        steps,
        learning.get() / 1e9,
        (prepared - start - learning.get()) / 1e9,
        (planned - prepared) / 1e9,
        ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1e3,
        (planned - start) / 1e9,
        result.cost(),
        result.gapPercent().orElse(Double.NaN));
  }

  /** All threads, collections and compilation included. */
  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
