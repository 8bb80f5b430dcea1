package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Controller;
import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * On the grid no battery is discharged below the strictest reserve in force. Two things may use it:
 * an import within its limit, and the separation before an island that somebody wants.
 */
final class ReserveCheck implements EnvelopeCheck {

  private static final double RESOLUTION_PCT = 0.5;

  /** A meter's error and the noise of a load. */
  private static final double TOLERANCE_W = 100;

  /** Time in which a jump of the charge is believed and a device has settled. */
  private static final double ANSWER_S = 10;

  /** Time after a fault until a reading is trusted again and modes change. */
  private static final double CALM_S = 30;

  /** Time after which the grid counts as returned. */
  private static final double BACK_S = 90;

  private double upS = BACK_S;
  private double belowS;

  @Override
  public void second(EnvelopeView envelopeView) {
    Visibility sight = envelopeView.sight();
    upS = envelopeView.connected() && !envelopeView.orders().island() ? upS + 1 : 0;
    boolean seen =
        upS > BACK_S
            && sight.durationS(Point.BATTERY_SOC, Shown.TRUE) > CALM_S
            && sight.durationS(Point.BATTERY, Shown.TRUE) > CALM_S
            && sight.durationS(Point.GRID, Shown.TRUE) > CALM_S
            && sight.durationS(Point.GRID_VOLTAGE, Shown.TRUE) > CALM_S
            && sight.controllerS(Controller.RUNNING) > CALM_S
            && sight.reachableS(Device.BATTERY) > CALM_S;
    double reservePct = envelopeView.reservePct();
    double pct = envelopeView.truth().battery().socPct();
    double batteryW = envelopeView.standing().batteryW();
    double importW =
        envelopeView.truth().powers().gridW() + envelopeView.truth().powers().batteryW();
    double neededW = Math.max(0, importW - envelopeView.importLimitW());
    boolean below = pct < reservePct - RESOLUTION_PCT && batteryW > neededW + TOLERANCE_W;
    belowS = seen && below ? belowS + 1 : 0;
    if (belowS > ANSWER_S + 2 * envelopeView.envelope().latencyS()) {
      envelopeView.violated(
          EnvelopeRule.RESERVE,
          Device.BATTERY,
          batteryW,
          neededW,
          "discharge at " + Math.round(pct) + " % of a reserve of " + Math.round(reservePct));
    }
  }
}
