import io.spikewatt.controller.backtest.Backtest;
import io.spikewatt.controller.backtest.BacktestResult;
import io.spikewatt.controller.backtest.BacktestScenario;
import io.spikewatt.controller.backtest.BacktestTask;
import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.controller.backtest.ScenarioForecasts;
import io.spikewatt.controller.backtest.ScenarioRead;
import io.spikewatt.controller.backtest.ScenarioReader;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Runs scenarios under rules, product and true future and prints what they cost. */
public final class ControlBench {

  private static final int SHORT_STEPS = 600;
  private static final Backtest BACKTEST =
      new Backtest(new SystemClock(), ScenarioForecasts.temporary());
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final boolean isShort;
  private final Path folder;
  private final Map<String, String[]> references;
  private final BenchGoals goals = new BenchGoals();
  private final List<Double> oracle = new ArrayList<>();
  private final List<Double> known = new ArrayList<>();
  private final List<Double> unknown = new ArrayList<>();

  /** CPU time of the last run, rules beside it included. */
  private double cpuSeconds;

  private ControlBench(boolean isShort, Path folder, Map<String, String[]> references) {
    this.isShort = isShort;
    this.folder = folder;
    this.references = references;
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Map<String, String[]> references = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[2]))) {
      String[] cells = line.split(",", -1);
      references.put(cells[0], cells);
    }
    ControlBench bench =
        new ControlBench(arguments[0].equals("1"), Path.of(arguments[1]), references);
    System.out.println(
        "scenario | rules gap % | true future gap % | product gap %, announced (recipe) |"
            + " unannounced (recipe) | captured | ms p50 / p99 announced, p50 / p99 unannounced |"
            + " CPU s a year | learning and forecasts, s (0: kept)");
    for (int i = 3; i < arguments.length; i++) {
      bench.row(arguments[i]);
    }
    bench.summary();
    double longer = bench.isShort ? PlanTimes.print(0) : PlanTimes.print(0, 8);
    bench.goals.check(
        longer <= PlanTimes.MOST, "a plan of 72 hours takes more than 1.5 times as long");
    bench.goals.exit();
  }

  private void row(String id) {
    Path there = folder.resolve(id);
    BacktestScenario scenario =
        switch (ScenarioReader.read(there)) {
          case ScenarioRead.Loaded loaded -> loaded.scenario();
          case ScenarioRead.Refused refused ->
              throw new IllegalArgumentException(refused.toString());
        };
    OptionalDouble bound = ScenarioReader.lpBound(there, id);
    BacktestResult future = run(scenario, DecidingPolicy.ORACLE, true, bound);
    double learningSeconds =
        BACKTEST.prepare(new BacktestTask(scenario, DecidingPolicy.PRODUCT, true, steps(scenario)));
    BacktestResult announced = run(scenario, DecidingPolicy.PRODUCT, true, bound);
    double announcedCpu = cpuSeconds;
    boolean weak = scenario.series().gridUp().length > 0 && anyOutage(scenario);
    BacktestResult unannounced =
        weak ? run(scenario, DecidingPolicy.PRODUCT, false, bound) : announced;
    if (isShort) {
      System.out.printf(
          "%s | rules %.0f | true future %.0f | product %.0f, %.0f | %.2f / %.2f ms%n",
          id,
          announced.ruleCost(),
          future.cost(),
          announced.cost(),
          unannounced.cost(),
          announced.runTime().planMillisP50(),
          announced.runTime().planMillisP99());
      goals.check(announced.cost() <= announced.ruleCost() * 1.0001, id + ": dearer than rules");
      goals.check(
          future.cost() <= announced.cost() * 1.001, id + ": the true future is worth nothing");
      return;
    }
    double rules = 100 * (announced.ruleCost() / announced.lpBound().orElseThrow() - 1);
    String[] reference = references.getOrDefault(id, new String[] {id, "", ""});
    System.out.printf(
        "%s | %.2f | %.3f | %.3f (%s) | %.3f (%s) | %.4f, %.4f | %.2f / %.2f, %.2f / %.2f | %.1f,"
            + " %.1f | %.1f%n",
        id,
        rules,
        future.gapPercent().orElseThrow(),
        announced.gapPercent().orElseThrow(),
        reference[1],
        unannounced.gapPercent().orElseThrow(),
        reference[2],
        announced.capture().orElse(1),
        unannounced.capture().orElse(1),
        announced.runTime().planMillisP50(),
        announced.runTime().planMillisP99(),
        unannounced.runTime().planMillisP50(),
        unannounced.runTime().planMillisP99(),
        announcedCpu,
        cpuSeconds,
        learningSeconds);
    goals.check(announced.cost() <= announced.ruleCost() * (1 + 1e-9), id + ": dearer than rules");
    goals.check(
        unannounced.cost() <= unannounced.ruleCost() * (1 + 1e-9),
        id + ": dearer than rules, outages unannounced");
    if (id.startsWith("mg")) {
      oracle.add(future.gapPercent().orElseThrow());
      known.add(announced.gapPercent().orElseThrow());
      unknown.add(unannounced.gapPercent().orElseThrow());
      goals.check(announcedCpu <= 20, id + ": a year takes more than 20 s of CPU");
    } else {
      double goal = id.startsWith("ev") ? 0.92 : 0.90;
      goals.check(announced.capture().orElseThrow() >= goal, id + ": captures less than " + goal);
      if (weak) {
        goals.check(
            unannounced.capture().orElseThrow() >= 0.85,
            id + ": captures less than 0.85, outages unannounced");
      }
      goals.check(announcedCpu <= 180, id + ": a year takes more than 180 s of CPU");
    }
  }

  private static boolean anyOutage(BacktestScenario scenario) {
    if (scenario.grid().isEmpty()) {
      return false;
    }
    for (boolean up : scenario.series().gridUp()) {
      if (!up) {
        return true;
      }
    }
    return false;
  }

  private int steps(BacktestScenario scenario) {
    return isShort ? Math.min(SHORT_STEPS, scenario.steps()) : scenario.steps();
  }

  private BacktestResult run(
      BacktestScenario scenario, DecidingPolicy policy, boolean announced, OptionalDouble bound) {
    long before = CPU.getCurrentThreadCpuTime();
    BacktestResult result =
        BACKTEST.run(
            new BacktestTask(scenario, policy, announced, steps(scenario)),
            bound,
            (step, energyFlows, storedKwh, evKwh) -> {});
    cpuSeconds = (CPU.getCurrentThreadCpuTime() - before) / 1e9;
    return result;
  }

  private void summary() {
    if (oracle.isEmpty()) {
      return;
    }
    line("true future", oracle, 0.05, 0.28, "0.06 / 0.27 for the linear program re-solved hourly");
    line("announced", known, 0.42, 2.5, "recipe 0.49 / 3.02");
    line("unannounced", unknown, 0.55, Double.POSITIVE_INFINITY, "recipe 0.62");
  }

  private void line(String what, List<Double> gaps, double mean, double worst, String reference) {
    double m = gaps.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double w = gaps.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    System.out.printf(
        "%s, %d sites: mean gap %.4f %% (goal %.2f), worst %.3f %% (goal %.2f); %s%n",
        what, gaps.size(), m, mean, w, worst, reference);
    if (gaps.size() == 13) {
      goals.check(m <= mean, what + ": mean gap");
      goals.check(w <= worst, what + ": worst gap");
    }
  }
}
