package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.ScenarioRun.mode;

import java.time.Duration;

/** The return to the grid and its criteria. */
final class GridReturn {

  /** Exchange that a site may begin with, W. */
  private static final double STEP_W = 500;

  private GridReturn() {}

  /** From an island with a healthy grid to auto mode, with the criteria of a reconnection. */
  static void lit(ScenarioRun scenarioRun, Duration within) throws Exception {
    reconnect(scenarioRun, within);
    scenarioRun.atMost(
        "exchange right after closing, W", scenarioRun.watch().stepAtClosingW(), STEP_W);
  }

  /**
   * The same from a dead bus. No source supplies the load before the switch closes, so uncontrolled
   * loads return with the voltage. The criterion counts only the rest.
   */
  static void dark(ScenarioRun scenarioRun, Duration within) throws Exception {
    reconnect(scenarioRun, within);
    scenarioRun.atMost(
        "of it beyond the bare load, W", scenarioRun.watch().addedAtClosingW(), STEP_W);
    scenarioRun.informative(
        "exchange right after closing, W", scenarioRun.watch().stepAtClosingW());
  }

  private static void reconnect(ScenarioRun scenarioRun, Duration within) throws Exception {
    scenarioRun.await("switch closed", within, report -> !scenarioRun.truth().island().separated());
    scenarioRun.await("ramp over, auto", Duration.ofSeconds(90), report -> mode(report, "auto"));
    scenarioRun.pass(Duration.ofMinutes(3), report -> {});
    scenarioRun.atLeast(
        "grid back before closing, s", scenarioRun.watch().backBeforeClosingS(), 60);
    scenarioRun.atMost("exchange beyond the ramp, W", scenarioRun.watch().rampExcessW(), 300);
  }
}
