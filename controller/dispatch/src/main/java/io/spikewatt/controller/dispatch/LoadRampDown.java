package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Power of loads that is ramping down because their setpoint was just lowered. A battery that
 * covers it would export it once they are down. Every reading updates the remainder, so a device
 * that does not follow is covered after its settling time.
 */
final class LoadRampDown {

  /** Longest prediction that a model is trusted for, s. */
  private static final double FURTHEST_S = 6;

  private LoadRampDown() {}

  /**
   * Power that will have ramped down, W, {@code >= 0}.
   *
   * @param aheadS when the batteries have answered, s from now
   */
  static double watts(Assets assets, CycleInput input, double aheadS) {
    Moment readAt = input.grid().at();
    double seconds = Math.min(aheadS, FURTHEST_S);
    Moment then = input.now().plus(Duration.ofNanos((long) (seconds * 1e9)));
    double watts = 0;
    for (LoadUnit unit : assets.loads) {
      watts += less(unit.state(input).powerW(), unit.deviceResponse, readAt, then);
    }
    return watts;
  }

  private static double less(
      Estimate power, DeviceResponse deviceResponse, Moment readAt, Moment then) {
    if (!(power instanceof Known known)) {
      return 0;
    }
    double takenW = Math.max(0, -deviceResponse.at(known, readAt));
    double leftW = Math.max(0, -deviceResponse.at(known, then));
    return Math.max(0, takenW - leftW);
  }
}
