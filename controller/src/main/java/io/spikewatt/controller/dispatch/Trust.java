package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the batteries can be counted on to do what they are asked. They are, until a limit at the
 * grid connection has been passed for longer than they need to settle while they did something
 * else; then only what they are measured to do counts, until they have followed a setpoint that is
 * worth the name.
 */
final class Trust {

  /** After this they are given another chance, in case nothing was asked of them meanwhile. */
  static final Duration SUSPENDED = Duration.ofMinutes(30);

  private final double toleranceW;
  private final Duration patience;
  private boolean lost;
  private @Nullable Moment since;

  /**
   * @param largestW largest power of the batteries together, W
   * @param patience how long a limit may be passed while they settle
   */
  Trust(double largestW, Duration patience) {
    // What batteries are off their setpoints in steady state; more would be missing at the limit.
    this.toleranceW = Math.max(30, 0.005 * largestW);
    this.patience = patience;
  }

  /**
   * One cycle.
   *
   * @param askedW what the batteries were asked for before
   * @param measuredW what they do
   * @param broken whether a limit is passed
   */
  void update(double askedW, double measuredW, boolean broken, Moment now) {
    boolean follow = Math.abs(askedW - measuredW) <= toleranceW;
    boolean shown = follow && Math.abs(askedW) > 2 * toleranceW;
    if (!lost && (follow || !broken)) {
      since = null;
      return;
    }
    if (since == null) {
      since = now;
    }
    Duration lasted = now.since(since);
    if (lost ? shown || lasted.compareTo(SUSPENDED) > 0 : lasted.compareTo(patience) > 0) {
      lost = !lost;
      since = null;
    }
  }

  boolean lost() {
    return lost;
  }
}
