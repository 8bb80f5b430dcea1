package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Sight.Point;
import io.spikewatt.simulator.envelope.Sight.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.OptionalDouble;

/**
 * The battery's window, by the state of charge that it shows, be it true or not; none shown, none
 * moved. The truth holds again as soon as a lie is over.
 */
final class ChargeCheck implements Check {

  private static final double RESOLUTION_PCT = 0.1;

  /** A jump is believed at its third reading. */
  private static final int READINGS = 3;

  private double emptyS;
  private double fullS;
  private double aliveS;

  @Override
  public void second(View view, Findings findings) {
    double standingW = view.standing().batteryW();
    OptionalDouble lie = view.sight().chargePct();
    boolean shown = view.sight().lasts(Point.BATTERY_SOC, Shown.TRUE) > 0 || lie.isPresent();
    double pct = lie.orElse(view.truth().battery().socPct());
    double lowest = view.envelope().devices().battery().lowestPct();
    double highest = view.envelope().devices().battery().highestPct();
    emptyS = shown && pct < lowest - RESOLUTION_PCT ? emptyS + 1 : 0;
    fullS = shown && pct > highest + RESOLUTION_PCT ? fullS + 1 : 0;
    aliveS = view.sight().controller() == Sight.Controller.GONE ? 0 : aliveS + 1;
    // What stands when a process ends is up to the device's own dead-man: see LifeCheck.
    if (!view.answers(Device.BATTERY) || aliveS <= view.envelope().latencyS()) {
      return;
    }
    double patienceS = view.envelope().latencyS() + READINGS * view.envelope().cycleS();
    if (emptyS > patienceS && standingW > 0) {
      findings.violates(
          Rule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "discharge at " + pct + " %");
    }
    if (fullS > patienceS && standingW < 0) {
      findings.violates(
          Rule.STATE_OF_CHARGE, Device.BATTERY, standingW, 0, "charging at " + pct + " %");
    }
    if (view.sight().lasts(Point.BATTERY_SOC, Shown.NOT) > view.envelope().latencyS()
        && standingW != 0) {
      findings.violates(
          Rule.UNKNOWN_CHARGE, Device.BATTERY, standingW, 0, "no state of charge is shown");
    }
  }
}
