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
  public void second(EnvelopeView view) {
    double standingW = view.standing().batteryW();
    OptionalDouble lie = view.sight().chargePct();
    boolean shown = view.shownS(Point.BATTERY_SOC) > 0 || lie.isPresent();
    double pct = lie.orElse(view.truth().battery().socPct());
    double lowest = view.devices().battery().lowestPct();
    double highest = view.devices().battery().highestPct();
    emptyS = shown && pct < lowest - RESOLUTION_PCT ? emptyS + 1 : 0;
    fullS = shown && pct > highest + RESOLUTION_PCT ? fullS + 1 : 0;
    aliveS = view.sight().controller() == Visibility.Controller.GONE ? 0 : aliveS + 1;
    // The device's own dead-man handles a setpoint left by an ended process: see LifeCheck.
    if (!view.answers(Device.BATTERY) || aliveS <= view.latencyS()) {
      return;
    }
    double patienceS = view.latencyS() + READINGS * view.cycleS();
    if (emptyS > patienceS && standingW > 0) {
      view.violated(
          EnvelopeRule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "discharge at " + pct + " %");
    }
    if (fullS > patienceS && standingW < 0) {
      view.violated(
          EnvelopeRule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "charging at " + pct + " %");
    }
    if (view.sight().durationS(Point.BATTERY_SOC, Shown.NOT) > view.latencyS() && standingW != 0) {
      view.violated(
          EnvelopeRule.UNKNOWN_CHARGE, Device.BATTERY, standingW, 0, "no state of charge is shown");
    }
  }
}
