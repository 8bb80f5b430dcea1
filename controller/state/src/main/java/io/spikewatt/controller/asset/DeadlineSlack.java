package io.spikewatt.controller.asset;

/**
 * Time left before a storage or job must run at full power to be ready by its deadline. One
 * instance for each device.
 */
public final class DeadlineSlack {

  private static final double SPARE_TIME = 1.15;
  private static final double SPARE_S = 900;

  /** Extra slack that clears the urgency, s. */
  private static final double BAND_S = 600;

  private final Hysteresis urgent = new Hysteresis();

  /**
   * Time that can still be lost, s; negative = too late.
   *
   * @param leftS time until the deadline, s
   * @param missingWh missing energy, Wh
   * @param fullW full power, W
   */
  public static double spareS(double leftS, double missingWh, double fullW) {
    return leftS - 3600 * missingWh / Math.max(1, fullW) * SPARE_TIME - SPARE_S;
  }

  /** Decides again. */
  public boolean update(double spareS) {
    return urgent.update(-spareS, BAND_S);
  }

  /** Clears the urgency: no energy is missing, or full power is not permitted. */
  public boolean none() {
    return urgent.set(false);
  }
}
