package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.ScenarioRun.mode;

import java.time.Duration;

/** The return to the grid and its criteria. */
final class GridReturn {

  /** Exchange that a site may begin with, W. */
  private static final double STEP_W = 500;

  private GridReturn() {}

  /** From an island, once the grid is back, to auto mode, with the criteria of a reconnection. */
  static void lit(ScenarioRun run) throws Exception {
    run.grid(true);
    reconnect(run, Duration.ofMinutes(2));
    run.atMost("exchange right after closing, W", run.watch().stepAtClosingW(), STEP_W);
  }

  /**
   * The same from a dead bus. No source supplies the load before the switch closes, so uncontrolled
   * loads return with the voltage. The criterion counts only the rest.
   */
  static void dark(ScenarioRun run) throws Exception {
    reconnect(run, Duration.ofMinutes(3));
    run.atMost("of it beyond the bare load, W", run.watch().addedAtClosingW(), STEP_W);
    run.informative("exchange right after closing, W", run.watch().stepAtClosingW());
  }

  private static void reconnect(ScenarioRun run, Duration within) throws Exception {
    run.await("switch closed", within, report -> !run.truth().island().separated());
    run.await("ramp over, auto", Duration.ofSeconds(90), report -> mode(report, "auto"));
    run.pass(Duration.ofMinutes(3), report -> {});
    run.atLeast("grid back before closing, s", run.watch().backBeforeClosingS(), 60);
    run.atMost("exchange beyond the ramp, W", run.watch().rampExcessW(), 300);
  }
}
