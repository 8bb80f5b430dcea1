package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Power of cars and compute that is on its way down because they were asked for less a moment ago.
 * A battery that covers it exports it as soon as they are gone. Each reading says anew how much is
 * left of it, so one that does not listen is covered when it should have settled.
 */
final class LoadRampDown {

  /** No further ahead than a model is believed, s. */
  private static final double FURTHEST_S = 6;

  private LoadRampDown() {}

  /**
   * What will be gone, W, {@code >= 0}.
   *
   * @param aheadS when the batteries have answered, s from now
   */
  static double watts(Assets assets, CycleInput input, double aheadS) {
    Moment seen = input.grid().at();
    double seconds = Math.min(aheadS, FURTHEST_S);
    Moment then = input.now().plus(Duration.ofNanos((long) (seconds * 1e9)));
    double watts = 0;
    for (EvUnit unit : assets.evs) {
      watts += less(Assets.state(input.state(), unit).powerW(), unit.deviceResponse, seen, then);
    }
    for (ComputeUnit unit : assets.computes) {
      watts += less(Assets.state(input.state(), unit).powerW(), unit.deviceResponse, seen, then);
    }
    return watts;
  }

  private static double less(
      Estimate power, DeviceResponse deviceResponse, Moment seen, Moment then) {
    if (!(power instanceof Known known)) {
      return 0;
    }
    double takenW = Math.max(0, -deviceResponse.at(known, seen));
    double leftW = Math.max(0, -deviceResponse.at(known, then));
    return Math.max(0, takenW - leftW);
  }
}
