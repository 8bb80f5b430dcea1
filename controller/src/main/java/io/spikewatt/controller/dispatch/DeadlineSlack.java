package io.spikewatt.controller.dispatch;

/**
 * Whether energy has to flow at full power from now on to be there in time. One for each device.
 */
final class DeadlineSlack {

  private static final double SPARE_TIME = 1.15;
  private static final double SPARE_S = 900;

  /** How much more time there has to be before it is no longer so, s. */
  private static final double BAND_S = 600;

  private final Hysteresis urgent = new Hysteresis();

  /**
   * Time that can still be lost, s; negative = too late.
   *
   * @param leftS time that is left, s
   * @param missingWh what is missing, Wh
   * @param fullW what full power brings, W
   */
  static double spareS(double leftS, double missingWh, double fullW) {
    return leftS - 3600 * missingWh / Math.max(1, fullW) * SPARE_TIME - SPARE_S;
  }

  /** Decides again. */
  boolean update(double spareS) {
    return urgent.update(-spareS, BAND_S);
  }

  /** Clears the urgency: no energy is missing, or full power is not permitted. */
  boolean none() {
    return urgent.set(false);
  }
}
