package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.OptionalDouble;

/**
 * The battery's permitted range by its reported state of charge, true or not; without one, no
 * power. The true value counts again once a false report ends.
 */
final class ChargeCheck implements EnvelopeCheck {

  private static final double RESOLUTION_PCT = 0.1;

  /** A jump is accepted at its third reading. */
  private static final int READINGS = 3;

  private double emptyS;
  private double fullS;
  private double aliveS;

  @Override
  public void second(EnvelopeView envelopeView) {
    double standingW = envelopeView.standing().batteryW();
    OptionalDouble lie = envelopeView.sight().chargePct();
    boolean shown =
        envelopeView.sight().durationS(Point.BATTERY_SOC, Shown.TRUE) > 0 || lie.isPresent();
    double pct = lie.orElse(envelopeView.truth().battery().socPct());
    double lowest = envelopeView.envelope().devices().battery().lowestPct();
    double highest = envelopeView.envelope().devices().battery().highestPct();
    emptyS = shown && pct < lowest - RESOLUTION_PCT ? emptyS + 1 : 0;
    fullS = shown && pct > highest + RESOLUTION_PCT ? fullS + 1 : 0;
    aliveS = envelopeView.sight().controller() == Visibility.Controller.GONE ? 0 : aliveS + 1;
    // The device's own dead-man handles a setpoint left by an ended process: see LifeCheck.
    if (!envelopeView.answers(Device.BATTERY) || aliveS <= envelopeView.envelope().latencyS()) {
      return;
    }
    double patienceS =
        envelopeView.envelope().latencyS() + READINGS * envelopeView.envelope().cycleS();
    if (emptyS > patienceS && standingW > 0) {
      envelopeView.violated(
          EnvelopeRule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "discharge at " + pct + " %");
    }
    if (fullS > patienceS && standingW < 0) {
      envelopeView.violated(
          EnvelopeRule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "charging at " + pct + " %");
    }
    if (envelopeView.sight().durationS(Point.BATTERY_SOC, Shown.NOT)
            > envelopeView.envelope().latencyS()
        && standingW != 0) {
      envelopeView.violated(
          EnvelopeRule.UNKNOWN_CHARGE, Device.BATTERY, standingW, 0, "no state of charge is shown");
    }
  }
}
