package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Sight.Controller;
import io.spikewatt.simulator.envelope.Sight.Point;
import io.spikewatt.simulator.envelope.Sight.Shown;
import io.spikewatt.simulator.physics.IslandParts;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * A genset is asked to run in an island only, never beside the grid; in an island that lasts it is
 * not stopped sooner, nor started again sooner, than its maker allows. The grid's return stops it
 * at once, and a bus without voltage starts it at once.
 */
final class GensetCheck implements Check {

  /** From a closed switch to the last request withdrawn, beside the latency. */
  private static final double ANSWER_S = 5;

  /** Decided once, and counted in the plant's time: not exact to the cycle. */
  private static final double ROUNDING_S = 3;

  /** After a lie the meter is believed again after so long. */
  private static final double CALM_S = 60;

  private double connectedS;

  /** For how long the meter has shown no voltage of another time. */
  private double honestS = Double.POSITIVE_INFINITY;

  private double aloneS;
  private boolean asked;
  private double changedS = Double.NEGATIVE_INFINITY;

  /**
   * For how long it has been possible, without a break, to know what the genset is asked for: by
   * deciding it, or, for a new process, by finding it running.
   */
  private double knownS;

  /** For how long the same process has been there. */
  private double aliveS = Double.POSITIVE_INFINITY;

  @Override
  public void wrote(PlantWrite write, View view, Findings findings) {
    if (!(write instanceof PlantWrite.Node node) || node.device() != Device.GENSET) {
      return;
    }
    boolean now = node.value() >= 0.5;
    if (now == asked || view.envelope().devices().island().isEmpty()) {
      return;
    }
    IslandParts parts = view.envelope().devices().island().get();
    double leastS = asked ? parts.gensetMinRunS() : parts.gensetMinRestS();
    double dwelt = view.nowS() - changedS;
    // A new process finds what runs, and not what was asked for and never started.
    boolean found = aliveS > dwelt || !asked || view.truth().island().gensetW() > 0;
    boolean lasting = aloneS > dwelt && knownS > dwelt && honestS > CALM_S && found;
    if (lasting && dwelt < leastS - ROUNDING_S) {
      String what = asked ? "stopped sooner" : "started again sooner";
      findings.violates(Rule.GENSET, Device.GENSET, dwelt, leastS, what);
    }
    asked = now;
    changedS = view.nowS();
  }

  @Override
  public void second(View view, Findings findings) {
    boolean lies = view.sight().lasts(Point.GRID_VOLTAGE, Shown.FALSE) > 0;
    honestS = lies ? 0 : honestS + 1;
    boolean alone =
        view.truth().island().separated()
            && !view.truth().island().dark()
            && !view.truth().environment().gridUp();
    aloneS = alone ? aloneS + 1 : 0;
    boolean reached = view.sight().reachableS(Device.GENSET) > 0;
    knownS = view.sight().controller() != Controller.STALLED && reached ? knownS + 1 : 0;
    aliveS = view.sight().controller() != Controller.GONE ? aliveS + 1 : 0;
    if (asked && !view.standing().gensetAsked(view.nowS())) {
      // Dropped by the PLC itself.
      asked = false;
      changedS = view.nowS();
      knownS = 0;
    }
    boolean seen =
        view.connected()
            && view.sight().lasts(Point.SWITCH, Shown.TRUE) > 0
            && view.sight().lasts(Point.GRID_VOLTAGE, Shown.TRUE) > 0
            && view.sight().controllerS(Controller.RUNNING) > 0
            && view.answers(Device.GENSET);
    connectedS = seen ? connectedS + 1 : 0;
    if (connectedS > ANSWER_S + 2 * view.envelope().latencyS()
        && view.standing().gensetAsked(view.nowS())) {
      findings.violates(Rule.GENSET, Device.GENSET, 1, 0, "asked to run beside the grid");
    }
  }
}
