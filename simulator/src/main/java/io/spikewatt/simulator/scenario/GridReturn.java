package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.Stage.mode;

import java.time.Duration;

/** The way back to the grid, and what it is judged by. */
final class GridReturn {

  /** Exchange that a site may begin with, W. */
  private static final double STEP_W = 500;

  private GridReturn() {}

  /** From an island whose grid is fit to auto, with what a reconnection is judged by. */
  static void lit(Stage stage, Duration within) throws Exception {
    reconnect(stage, within);
    stage.judge(
        Criterion.atMost(
            "exchange right after closing, W", stage.watch().stepAtClosingW(), STEP_W));
  }

  /**
   * The same from a dead bus. Nothing on it carries the load before the switch closes, so what
   * nobody can order off comes with the voltage; the goal is for what does not have to.
   */
  static void dark(Stage stage, Duration within) throws Exception {
    reconnect(stage, within);
    stage.judge(
        Criterion.atMost("of it beyond the bare load, W", stage.watch().addedAtClosingW(), STEP_W));
    stage.judge(Criterion.told("exchange right after closing, W", stage.watch().stepAtClosingW()));
  }

  private static void reconnect(Stage stage, Duration within) throws Exception {
    stage.await("switch closed", within, report -> !stage.truth().island().separated());
    stage.await("ramp over, auto", Duration.ofSeconds(90), report -> mode(report, "auto"));
    stage.pass(Duration.ofMinutes(3), report -> {});
    stage.judge(
        Criterion.atLeast("grid back before closing, s", stage.watch().backBeforeClosingS(), 60));
    stage.judge(Criterion.atMost("exchange beyond the ramp, W", stage.watch().rampExcessW(), 300));
  }
}
