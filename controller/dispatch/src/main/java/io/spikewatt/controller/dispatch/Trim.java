package io.spikewatt.controller.dispatch;

/**
 * Steady-state error of a device's setpoint, from its power stage and its meter. Learned slowly,
 * separately for charging and discharging, only at rest and only while it is small: a large error
 * means that the device does not follow.
 */
final class Trim {

  /** Error from which a device does not follow: more than this and this part of its setpoint. */
  private static final double LITTLE_W = 10;

  private static final double PART = 0.05;

  /** Time constant of learning, s. */
  private static final double LEARNS_S = 30;

  private final double mostW;
  private double chargingW;
  private double dischargingW;

  /** {@code ratedW}: largest power, W. */
  Trim(double ratedW) {
    this.mostW = Math.max(30, 0.03 * ratedW);
  }

  /** The corrected setpoint for a wanted power, W; never changes its sign. */
  double apply(double wantedW) {
    if (wantedW == 0) {
      return 0;
    }
    return wantedW > 0 ? Math.max(0, wantedW + dischargingW) : Math.min(0, wantedW + chargingW);
  }

  /** Forgets the learned offset. */
  void reset() {
    chargingW = 0;
    dischargingW = 0;
  }

  /**
   * Learns from a device that has settled.
   *
   * @param askedW setpoint that it should have reached by now, W
   * @param measuredW measured power, W
   * @param seconds since the last time
   */
  void learn(double askedW, double measuredW, double seconds) {
    double offW = askedW - measuredW;
    if (askedW == 0 || Math.abs(offW) > Math.min(mostW, LITTLE_W + PART * Math.abs(askedW))) {
      return;
    }
    double part = 1 - Math.exp(-seconds / LEARNS_S);
    if (askedW > 0) {
      dischargingW += part * (offW - dischargingW);
    } else {
      chargingW += part * (offW - chargingW);
    }
  }
}
