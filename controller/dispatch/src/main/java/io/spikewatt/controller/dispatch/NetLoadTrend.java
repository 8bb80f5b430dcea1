package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * Trend of the net load, for example a ramp behind a passing cloud, so that a limit is kept where
 * the load will be when the battery has answered. Two readings in one direction make a ramp, and
 * the flatter one counts; a single step is none. Confined to one thread.
 */
final class NetLoadTrend {

  private @Nullable Moment last;
  private double lastW;
  private double lastSlope;
  private double slope;

  /** Takes over a reading; a repeated one changes nothing. */
  void update(double netW, Moment at) {
    if (last != null) {
      double seconds = at.since(last).toNanos() * 1e-9;
      if (seconds <= 0) {
        return;
      }
      double newest = (netW - lastW) / seconds;
      boolean lasting = newest * lastSlope > 0;
      slope = lasting ? Math.signum(newest) * Math.min(Math.abs(newest), Math.abs(lastSlope)) : 0;
      lastSlope = newest;
    }
    last = at;
    lastW = netW;
  }

  /** Expected change of the net load after {@code seconds}, W. */
  double aheadW(double seconds) {
    return slope * seconds;
  }
}
