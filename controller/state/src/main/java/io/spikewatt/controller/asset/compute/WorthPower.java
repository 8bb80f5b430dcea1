package io.spikewatt.controller.asset.compute;

import io.spikewatt.controller.asset.Hysteresis;
import io.spikewatt.controller.asset.WorkCurve;

/**
 * Power that is worth a price, with {@link Hysteresis}: a part of it is added when it is worth more
 * than the price, and taken away when it is clearly worth less.
 */
final class WorthPower {

  private double watts;

  /**
   * The power now.
   *
   * @param perKwh price of a kWh
   * @param band how far below the price a value must fall before its power goes
   * @return W above the curve's base
   */
  double next(WorkCurve curve, double perKwh, double band) {
    double keptW = Math.max(curve.worthW(perKwh), curve.worthW(perKwh - band));
    watts = Math.clamp(watts, curve.worthW(perKwh), keptW);
    return watts;
  }

  /** No power is worth it. */
  double none() {
    watts = 0;
    return watts;
  }
}
