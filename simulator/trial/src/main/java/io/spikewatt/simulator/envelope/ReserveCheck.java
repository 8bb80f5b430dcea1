package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * On the grid no battery is discharged below the strictest reserve in force. Two things may use it:
 * an import within its limit, and the separation before a requested island. The newest setpoint
 * answers the need of a second ago, so on a ramp the larger of the two needs is permitted.
 */
final class ReserveCheck implements EnvelopeCheck {

  private static final double RESOLUTION_PCT = 0.5;

  /** A meter's error and the noise of a load; the margin is a share of the limit. */
  private static final double TOLERANCE_W = 100;

  private static final double MARGIN = 0.01;

  /** Time in which a jump of the charge is believed and a device has settled. */
  private static final double ANSWER_S = 10;

  /** Time after a fault until a reading is trusted again and modes change. */
  private static final double CALM_S = 30;

  /** Time after which the grid counts as returned. */
  private static final double BACK_S = 90;

  private double upS = BACK_S;
  private double belowS;
  private double lastNeededW;

  @Override
  public void second(EnvelopeView view) {
    upS = view.connected() && !view.orders().island() ? upS + 1 : 0;
    boolean seen =
        upS > BACK_S
            && view.shownS(Point.BATTERY_SOC) > CALM_S
            && view.shownS(Point.BATTERY) > CALM_S
            && view.shownS(Point.GRID) > CALM_S
            && view.shownS(Point.GRID_VOLTAGE) > CALM_S
            && view.runningS() > CALM_S
            && view.sight().reachableS(Device.BATTERY) > CALM_S;
    double reservePct = view.reservePct();
    double pct = view.truth().battery().socPct();
    // A battery that gives less than it is set to is set to more than is needed.
    double givenW = view.truth().powers().batteryW();
    double batteryW = Math.min(view.standing().batteryW(), givenW);
    double limitW = Math.min(view.importLimitW(), view.orders().possibleImportLimitW());
    double importW = view.truth().powers().gridW() + givenW;
    double nowNeededW = Math.max(0, importW - limitW);
    double neededW = Math.max(nowNeededW, lastNeededW);
    lastNeededW = nowNeededW;
    double mostW = neededW + TOLERANCE_W + MARGIN * limitW;
    boolean below = pct < reservePct - RESOLUTION_PCT && batteryW > mostW;
    belowS = seen && below ? belowS + 1 : 0;
    if (belowS > ANSWER_S + 2 * view.latencyS()) {
      view.violated(
          EnvelopeRule.RESERVE,
          Device.BATTERY,
          batteryW,
          neededW,
          "discharge at " + Math.round(pct) + " % of a reserve of " + Math.round(reservePct));
    }
  }
}
