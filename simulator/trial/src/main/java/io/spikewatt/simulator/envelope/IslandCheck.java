package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Without the grid the grid-forming inverter gets no setpoint, and cars do not charge. */
final class IslandCheck implements EnvelopeCheck {

  private static final double ANSWER_S = 3;

  private double downS;
  private double aloneS;

  @Override
  public void second(EnvelopeView view) {
    boolean seenDown =
        !view.truth().environment().gridUp()
            && view.shownS(Point.GRID_VOLTAGE) > 0
            && view.runningS() > 0;
    downS = seenDown ? downS + 1 : 0;
    boolean seenOpen =
        view.truth().island().separated() && view.shownS(Point.SWITCH) > 0 && view.runningS() > 0;
    aloneS = seenOpen && view.devices().island().isPresent() ? aloneS + 1 : 0;
    double patienceS = ANSWER_S + 2 * view.latencyS();
    if (aloneS > patienceS && view.answers(Device.EV) && view.evW() > 0) {
      view.violated(EnvelopeRule.ISLAND, Device.EV, view.evW(), 0, "charges behind an open switch");
    }
    if (downS <= patienceS) {
      return;
    }
    if (view.answers(Device.BATTERY) && view.standing().batteryW() != 0) {
      double setW = view.standing().batteryW();
      view.violated(EnvelopeRule.ISLAND, Device.BATTERY, setW, 0, "commanded in an island");
    }
    if (view.answers(Device.EV) && view.evW() > 0) {
      view.violated(EnvelopeRule.ISLAND, Device.EV, view.evW(), 0, "charges in an island");
    }
  }
}
