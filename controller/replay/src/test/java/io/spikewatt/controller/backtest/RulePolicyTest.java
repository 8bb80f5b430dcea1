package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulePolicyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mg00", "mg01", "mg03", "mg04", "mg07", "mg10", "mg11", "mg13", "mg15", "mg16", "mg19",
        "mg20", "mg24", "ev01"
      })
  void rulesCostWhatTheReferenceSays(String id) {
    assertEquals(1, ratio(id), 1e-4);
  }

  /** The reference lets the generator run below its minimum power here; we do not. */
  @ParameterizedTest
  @ValueSource(strings = "cx1")
  void rulesThatKeepTheGeneratorsMinimumCostALittleMore(String id) {
    assertEquals(1.0004, ratio(id), 1e-4);
  }

  private static double ratio(String id) {
    Path folder = Scenarios.folder(id);
    BacktestScenario backtestScenario = Scenarios.recorded(id);
    BacktestResult backtestResult =
        new Backtest(new SystemClock(), ScenarioForecasts.temporary())
            .run(
                new BacktestTask(
                    backtestScenario,
                    BacktestTask.DecidingPolicy.RULE,
                    true,
                    backtestScenario.steps()),
                ScenarioReader.lpBound(folder, id),
                (step, energyFlows, storedKwh, evKwh) -> {});
    return backtestResult.cost() / ScenarioReader.expected(folder, id, "rbc").orElseThrow();
  }
}
