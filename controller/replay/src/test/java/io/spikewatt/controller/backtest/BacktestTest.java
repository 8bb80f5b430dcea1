package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.backtest.BacktestScenario.Series;
import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktestTest {

  /** Models learn for the first time on the 14th; what comes after is OwnForecastsTest's in CI. */
  private static final int RECORDED_DAYS = Boolean.getBoolean("long.tests") ? 20 : 13;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"RULE, true", "PRODUCT, true", "PRODUCT, false", "ORACLE, true"})
  void anIndependentScorerGetsTheSameCostFromTheDump(
      DecidingPolicy decidingPolicy, boolean announced) throws IOException {
    BacktestScenario backtestScenario = Scenarios.madeUp(1, 24 * 10);
    Path file = folder.resolve("dump.csv");
    BacktestResult backtestResult;
    try (StepDump dump = new StepDump(file, backtestScenario)) {
      backtestResult = run(backtestScenario, decidingPolicy, announced, dump);
    }
    List<String> problems = new ArrayList<>();
    double cost = Scorer.cost(backtestScenario, Files.readAllLines(file), problems);
    assertEquals(List.of(), problems);
    assertEquals(backtestResult.cost(), cost, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"mg24", "mg16", "mg20"})
  void ofRecordedDaysToo(String id) throws IOException {
    BacktestScenario backtestScenario = Scenarios.recorded(id);
    Path file = folder.resolve("dump.csv");
    BacktestResult backtestResult;
    try (StepDump dump = new StepDump(file, backtestScenario)) {
      backtestResult =
          new Backtest(new SystemClock(), ScenarioForecasts.temporary())
              .run(
                  new BacktestTask(
                      backtestScenario, DecidingPolicy.PRODUCT, true, 24 * RECORDED_DAYS),
                  OptionalDouble.empty(),
                  dump);
    }
    List<String> problems = new ArrayList<>();
    double cost = Scorer.cost(backtestScenario, Files.readAllLines(file), problems);
    assertEquals(List.of(), problems);
    assertEquals(backtestResult.cost(), cost, 1e-6 * cost);
    assertTrue(backtestResult.cost() < 1.0001 * backtestResult.ruleCost());
  }

  /** Load, PV and emissions after step T, and outages that nobody announces. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatComesAfterAStepChangesNoDecisionBeforeIt(boolean announced) {
    int steps = 24 * 9;
    int cut = 24 * 8 + 5;
    BacktestScenario backtestScenario = Scenarios.madeUp(2, steps);
    BacktestScenario other =
        Scenarios.with(backtestScenario, noiseAfter(cut, backtestScenario.series(), announced));
    List<Double> one = decisions(backtestScenario, announced, cut);
    List<Double> two = decisions(other, announced, cut);
    assertEquals(one, two);
  }

  @Test
  void plansCostLessThanRulesAndTheTrueFutureCostsLeast() {
    BacktestScenario backtestScenario = Scenarios.madeUp(3, 24 * 10);
    BacktestResult product =
        run(
            backtestScenario,
            DecidingPolicy.PRODUCT,
            true,
            (t, energyFlows, storedKwh, evKwh) -> {});
    BacktestResult oracle =
        run(
            backtestScenario,
            DecidingPolicy.ORACLE,
            true,
            (t, energyFlows, storedKwh, evKwh) -> {});
    assertTrue(product.cost() < product.ruleCost(), product.toString());
    assertTrue(oracle.cost() < product.cost(), oracle.toString());
  }

  private static List<Double> decisions(
      BacktestScenario backtestScenario, boolean announced, int cut) {
    List<Double> seen = new ArrayList<>();
    run(
        backtestScenario,
        DecidingPolicy.PRODUCT,
        announced,
        (t, energyFlows, storedKwh, evKwh) -> {
          if (t < cut) {
            seen.add(storedKwh);
            seen.add(
                energyFlows.powers().evChargeKw()[0] - energyFlows.powers().evDischargeKw()[0]);
            seen.add(energyFlows.powers().jobsKw());
            seen.add(energyFlows.supply().gensetKw());
          }
        });
    return seen;
  }

  private static Series noiseAfter(int cut, Series s, boolean announced) {
    Random random = new Random(4);
    double[] load = s.loadKw().clone();
    double[] pv = s.pvKw().clone();
    double[] co2 = s.gridCo2().clone();
    boolean[] up = s.gridUp().clone();
    for (int t = cut; t < load.length; t++) {
      load[t] = 5 * random.nextDouble();
      pv[t] = 5 * random.nextDouble();
      co2[t] = random.nextDouble();
      up[t] = announced ? up[t] : random.nextBoolean();
    }
    return new Series(load, pv, s.importPrice(), s.exportPrice(), co2, up);
  }

  private static BacktestResult run(
      BacktestScenario backtestScenario,
      DecidingPolicy decidingPolicy,
      boolean announced,
      Backtest.Sink sink) {
    return new Backtest(new SystemClock(), ScenarioForecasts.temporary())
        .run(
            new BacktestTask(backtestScenario, decidingPolicy, announced, backtestScenario.steps()),
            OptionalDouble.empty(),
            sink);
  }
}
