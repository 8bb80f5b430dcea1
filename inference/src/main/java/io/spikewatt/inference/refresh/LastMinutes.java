package io.spikewatt.inference.refresh;

import io.spikewatt.inference.feature.RunningSlot;

/**
 * Correction of a refreshed forecast by the last minutes. The stack uses means of a slot; the
 * excess of the last three minutes continues in part:
 *
 * <pre>  0.25 e^(-ahead / 2 h) (mean of 3 minutes - mean of a slot)</pre>
 *
 * <p>Least absolute errors give nearly the same shares for a home and for irradiance (ADR 43), so
 * they are not learnt on the box.
 */
public final class LastMinutes {
  /** Multiply-accumulates for each forecast. */
  public static final int PRODUCTS = 1;

  private static final double SHARE = 0.25;
  private static final double FADING_MIN = 120;

  private LastMinutes() {}

  /** To add to a forecast of a slot that many minutes from now; 0 if a minute is not known. */
  public static double correction(RunningSlot running, double aheadMin) {
    double change = running.change();
    return Double.isNaN(change) ? 0 : SHARE * StrictMath.exp(-aheadMin / FADING_MIN) * change;
  }
}
