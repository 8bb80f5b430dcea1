package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Sight.Point;
import io.spikewatt.simulator.envelope.Sight.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Without the grid the inverter that forms the island is left alone, and cars wait. */
final class IslandCheck implements Check {

  private static final double ANSWER_S = 3;

  private double downS;
  private double aloneS;

  @Override
  public void second(View view, Findings findings) {
    boolean seenDown =
        !view.truth().environment().gridUp()
            && view.sight().lasts(Point.GRID_VOLTAGE, Shown.TRUE) > 0
            && view.sight().controllerS(Sight.Controller.RUNNING) > 0;
    downS = seenDown ? downS + 1 : 0;
    boolean seenOpen =
        view.truth().island().separated()
            && view.sight().lasts(Point.SWITCH, Shown.TRUE) > 0
            && view.sight().controllerS(Sight.Controller.RUNNING) > 0;
    aloneS = seenOpen && view.envelope().devices().island().isPresent() ? aloneS + 1 : 0;
    double patienceS = ANSWER_S + 2 * view.envelope().latencyS();
    if (aloneS > patienceS && view.answers(Device.EV) && view.evW() > 0) {
      findings.violates(Rule.ISLAND, Device.EV, view.evW(), 0, "charges behind an open switch");
    }
    if (downS <= patienceS) {
      return;
    }
    if (view.answers(Device.BATTERY) && view.standing().batteryW() != 0) {
      findings.violates(
          Rule.ISLAND, Device.BATTERY, view.standing().batteryW(), 0, "commanded in an island");
    }
    if (view.answers(Device.EV) && view.evW() > 0) {
      findings.violates(Rule.ISLAND, Device.EV, view.evW(), 0, "charges in an island");
    }
  }
}
