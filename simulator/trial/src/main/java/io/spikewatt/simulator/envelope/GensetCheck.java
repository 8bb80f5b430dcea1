package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Controller;
import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.IslandParts;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * A genset may be requested only in an island, never beside the grid. In a lasting island its
 * minimum run and rest times hold. The grid's return stops it at once, and a bus without voltage
 * starts it at once.
 */
final class GensetCheck implements EnvelopeCheck {

  /** From a closed switch to the last request withdrawn, beside the latency. */
  private static final double ANSWER_S = 5;

  /** Decided once, and counted in the plant's time: not exact to the cycle. */
  private static final double ROUNDING_S = 3;

  /** Time after which the meter is trusted again after false readings. */
  private static final double CALM_S = 60;

  private double connectedS;

  /** For how long the meter has shown no voltage of another time. */
  private double honestS = Double.POSITIVE_INFINITY;

  private double aloneS;
  private boolean requested;
  private double changedS = Double.NEGATIVE_INFINITY;

  /**
   * Time for which the genset's request has been known without a break: because the process decided
   * it, or because a new process found the genset running.
   */
  private double knownS;

  /** Age of the process, s. */
  private double aliveS = Double.POSITIVE_INFINITY;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (!(write instanceof PlantWrite.Node node) || node.device() != Device.GENSET) {
      return;
    }
    boolean now = node.value() >= 0.5;
    if (now == requested || view.devices().island().isEmpty()) {
      return;
    }
    IslandParts parts = view.devices().island().get();
    double leastS = requested ? parts.gensetMinRunS() : parts.gensetMinRestS();
    double dwelt = view.nowS() - changedS;
    // A new process detects a running genset, but not a request that never started one.
    boolean found = aliveS > dwelt || !requested || view.truth().island().gensetW() > 0;
    boolean lasting = aloneS > dwelt && knownS > dwelt && honestS > CALM_S && found;
    if (lasting && dwelt < leastS - ROUNDING_S) {
      String what = requested ? "stopped sooner" : "started again sooner";
      view.violated(EnvelopeRule.GENSET, Device.GENSET, dwelt, leastS, what);
    }
    requested = now;
    changedS = view.nowS();
  }

  @Override
  public void second(EnvelopeView view) {
    boolean lies = view.sight().durationS(Point.GRID_VOLTAGE, Shown.FALSE) > 0;
    honestS = lies ? 0 : honestS + 1;
    boolean alone =
        view.truth().island().separated()
            && !view.truth().island().dark()
            && !view.truth().environment().gridUp();
    aloneS = alone ? aloneS + 1 : 0;
    boolean reached = view.sight().reachableS(Device.GENSET) > 0;
    knownS = view.sight().controller() != Controller.STALLED && reached ? knownS + 1 : 0;
    aliveS = view.sight().controller() != Controller.GONE ? aliveS + 1 : 0;
    if (requested && !view.standing().gensetRequested(view.nowS())) {
      // Dropped by the PLC itself.
      requested = false;
      changedS = view.nowS();
      knownS = 0;
    }
    boolean seen =
        view.connected()
            && view.shownS(Point.SWITCH) > 0
            && view.shownS(Point.GRID_VOLTAGE) > 0
            && view.runningS() > 0
            && view.answers(Device.GENSET);
    connectedS = seen ? connectedS + 1 : 0;
    if (connectedS > ANSWER_S + 2 * view.latencyS()
        && view.standing().gensetRequested(view.nowS())) {
      view.violated(EnvelopeRule.GENSET, Device.GENSET, 1, 0, "asked to run beside the grid");
    }
  }
}
