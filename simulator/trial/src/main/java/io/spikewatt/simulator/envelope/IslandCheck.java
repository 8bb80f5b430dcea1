package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Without the grid the grid-forming inverter gets no setpoint, and cars do not charge. */
final class IslandCheck implements EnvelopeCheck {

  private static final double ANSWER_S = 3;

  private double downS;
  private double aloneS;

  @Override
  public void second(EnvelopeView envelopeView) {
    boolean seenDown =
        !envelopeView.truth().environment().gridUp()
            && envelopeView.sight().durationS(Point.GRID_VOLTAGE, Shown.TRUE) > 0
            && envelopeView.sight().controllerS(Visibility.Controller.RUNNING) > 0;
    downS = seenDown ? downS + 1 : 0;
    boolean seenOpen =
        envelopeView.truth().island().separated()
            && envelopeView.sight().durationS(Point.SWITCH, Shown.TRUE) > 0
            && envelopeView.sight().controllerS(Visibility.Controller.RUNNING) > 0;
    aloneS = seenOpen && envelopeView.envelope().devices().island().isPresent() ? aloneS + 1 : 0;
    double patienceS = ANSWER_S + 2 * envelopeView.envelope().latencyS();
    if (aloneS > patienceS && envelopeView.answers(Device.EV) && envelopeView.evW() > 0) {
      envelopeView.violated(
          EnvelopeRule.ISLAND, Device.EV, envelopeView.evW(), 0, "charges behind an open switch");
    }
    if (downS <= patienceS) {
      return;
    }
    if (envelopeView.answers(Device.BATTERY) && envelopeView.standing().batteryW() != 0) {
      envelopeView.violated(
          EnvelopeRule.ISLAND,
          Device.BATTERY,
          envelopeView.standing().batteryW(),
          0,
          "commanded in an island");
    }
    if (envelopeView.answers(Device.EV) && envelopeView.evW() > 0) {
      envelopeView.violated(
          EnvelopeRule.ISLAND, Device.EV, envelopeView.evW(), 0, "charges in an island");
    }
  }
}
