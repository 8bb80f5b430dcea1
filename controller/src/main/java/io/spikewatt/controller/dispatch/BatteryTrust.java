package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the batteries can be counted on to do what they are asked. They are, until a limit at the
 * grid connection has been passed while they did something else for longer, all in all, than they
 * need to settle; then only what they are measured to do counts, until they have followed to where
 * they were missing.
 */
final class BatteryTrust {

  /** After this they are given another chance, in case nothing was asked of them meanwhile. */
  static final Duration SUSPENDED = Duration.ofMinutes(30);

  private final double toleranceW;
  private final Duration patience;
  private boolean lost;

  /** For how long they missed their setpoints at a broken limit, or have been suspended. */
  private Duration span = Duration.ZERO;

  /** On which side of what they did they were missing when they were lost: 1 or -1. */
  private double missing;

  /** How far to that side they came without following, W. */
  private double furthestW;

  private @Nullable Moment last;

  /**
   * @param largestW largest power of the batteries together, W
   * @param patience how long a limit may be passed while they settle
   */
  BatteryTrust(double largestW, Duration patience) {
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
    Duration passed = last == null ? Duration.ZERO : now.since(last);
    last = now;
    boolean follow = Math.abs(askedW - measuredW) <= toleranceW;
    if (lost) {
      span = span.plus(passed);
      if (!follow) {
        furthestW = missing > 0 ? Math.max(furthestW, measuredW) : Math.min(furthestW, measuredW);
      }
      // To be asked for what it does anyway, or for less than it can do, shows nothing.
      boolean shown = follow && missing * (askedW - furthestW) > 2 * toleranceW;
      turn(shown || span.compareTo(SUSPENDED) > 0);
    } else if (broken) {
      // Asked for now this and now that, even one that does not listen sometimes seems to follow.
      span = follow ? span : span.plus(passed);
      furthestW = measuredW;
      missing = Math.signum(askedW - measuredW);
      turn(span.compareTo(patience) > 0);
    } else {
      span = Duration.ZERO;
    }
  }

  private void turn(boolean now) {
    if (now) {
      lost = !lost;
      span = Duration.ZERO;
    }
  }

  boolean lost() {
    return lost;
  }
}
