package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.backtest.Scenario.Series;
import io.spikewatt.controller.backtest.Task.Who;
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

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"RULE, true", "PRODUCT, true", "PRODUCT, false", "ORACLE, true"})
  void anIndependentScorerGetsTheSameCostFromTheDump(Who who, boolean announced)
      throws IOException {
    Scenario scenario = Scenarios.madeUp(1, 24 * 10);
    Path file = folder.resolve("dump.csv");
    Result result;
    try (StepDump dump = new StepDump(file, scenario)) {
      result = run(scenario, who, announced, dump);
    }
    List<String> problems = new ArrayList<>();
    double cost = Scorer.cost(scenario, Files.readAllLines(file), problems);
    assertEquals(List.of(), problems);
    assertEquals(result.cost(), cost, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"mg24", "mg16", "mg20"})
  void ofARecordedYearToo(String id) throws IOException {
    Scenario scenario = Scenarios.recorded(id);
    Path file = folder.resolve("dump.csv");
    Result result;
    try (StepDump dump = new StepDump(file, scenario)) {
      result =
          new Backtest(new SystemClock())
              .run(new Task(scenario, Who.PRODUCT, true, 2000), OptionalDouble.empty(), dump);
    }
    List<String> problems = new ArrayList<>();
    double cost = Scorer.cost(scenario, Files.readAllLines(file), problems);
    assertEquals(List.of(), problems);
    assertEquals(result.cost(), cost, 1e-6 * cost);
    assertTrue(result.cost() < 1.0001 * result.ruleCost());
  }

  /** Load, PV and emissions after step T, and outages that nobody announces. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatComesAfterAStepChangesNoDecisionBeforeIt(boolean announced) {
    int steps = 24 * 9;
    int cut = 24 * 8 + 5;
    Scenario scenario = Scenarios.madeUp(2, steps);
    Scenario other = Scenarios.with(scenario, noiseAfter(cut, scenario.series(), announced));
    List<Double> one = decisions(scenario, announced, cut);
    List<Double> two = decisions(other, announced, cut);
    assertEquals(one, two);
  }

  @Test
  void plansCostLessThanRulesAndTheTrueFutureCostsLeast() {
    Scenario scenario = Scenarios.madeUp(3, 24 * 10);
    Result product = run(scenario, Who.PRODUCT, true, (t, flows, storedKwh, evKwh) -> {});
    Result oracle = run(scenario, Who.ORACLE, true, (t, flows, storedKwh, evKwh) -> {});
    assertTrue(product.cost() < product.ruleCost(), product.toString());
    assertTrue(oracle.cost() < product.cost(), oracle.toString());
  }

  private static List<Double> decisions(Scenario scenario, boolean announced, int cut) {
    List<Double> seen = new ArrayList<>();
    run(
        scenario,
        Who.PRODUCT,
        announced,
        (t, flows, storedKwh, evKwh) -> {
          if (t < cut) {
            seen.add(storedKwh);
            seen.add(flows.evChargeKw[0] - flows.evDischargeKw[0]);
            seen.add(flows.jobsKw());
            seen.add(flows.gensetKw);
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

  private static Result run(Scenario scenario, Who who, boolean announced, Backtest.Sink sink) {
    return new Backtest(new SystemClock())
        .run(new Task(scenario, who, announced, scenario.steps()), OptionalDouble.empty(), sink);
  }
}
