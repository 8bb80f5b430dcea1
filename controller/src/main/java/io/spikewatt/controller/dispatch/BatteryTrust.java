package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether batteries may be counted on to keep a limit, judged by how they followed before. Trust is
 * suspended when a limit was exceeded while they missed their setpoints for longer than they need
 * to settle, and comes back once they have followed to where they were missing.
 */
sealed interface BatteryTrust {

  /** Suspension ends after this time even without new evidence. */
  Duration SUSPENDED_FOR = Duration.ofMinutes(30);

  /**
   * How they are judged.
   *
   * @param toleranceW off their setpoint in steady state, W; more would be missing at the limit
   * @param settling how long a limit may be exceeded while they settle
   */
  record Rules(double toleranceW, Duration settling) {

    /**
     * @param largestW largest power of the batteries together, W
     */
    static Rules of(double largestW, Duration settling) {
      return new Rules(Math.max(30, 0.005 * largestW), settling);
    }

    private boolean follows(double setpointW, double measuredW) {
      return Math.abs(setpointW - measuredW) <= toleranceW;
    }
  }

  /**
   * One cycle later.
   *
   * @param setpointW what the batteries were sent before, W
   * @param measuredW what they do, W
   * @param limitExceeded whether a limit at the grid connection is exceeded
   */
  BatteryTrust next(double setpointW, double measuredW, boolean limitExceeded, Moment now);

  /** Trust at the start. */
  static BatteryTrust at(Rules rules) {
    return new Trusted(rules, Duration.ZERO, Optional.empty());
  }

  /**
   * They count with what they can do.
   *
   * @param missed for how long they missed their setpoints at an exceeded limit
   * @param last when they were judged last
   */
  record Trusted(Rules rules, Duration missed, Optional<Moment> last) implements BatteryTrust {

    @Override
    public BatteryTrust next(
        double setpointW, double measuredW, boolean limitExceeded, Moment now) {
      if (!limitExceeded) {
        return new Trusted(rules, Duration.ZERO, Optional.of(now));
      }
      // With a setpoint that swings, even one that does not listen sometimes seems to follow.
      boolean follows = rules.follows(setpointW, measuredW);
      Duration span = follows ? missed : missed.plus(since(last, now));
      return span.compareTo(rules.settling()) > 0
          ? new Suspended(rules, Duration.ZERO, Math.signum(setpointW - measuredW), measuredW, now)
          : new Trusted(rules, span, Optional.of(now));
    }
  }

  /**
   * They count with what they are measured to do.
   *
   * @param lasted for how long
   * @param missing on which side of what they did they were missing: 1 or -1
   * @param furthestW how far to that side they came without following, W
   * @param last when they were judged last
   */
  record Suspended(Rules rules, Duration lasted, double missing, double furthestW, Moment last)
      implements BatteryTrust {

    @Override
    public BatteryTrust next(
        double setpointW, double measuredW, boolean limitExceeded, Moment now) {
      Duration span = lasted.plus(now.since(last));
      boolean follows = rules.follows(setpointW, measuredW);
      double reached =
          missing > 0 ? Math.max(furthestW, measuredW) : Math.min(furthestW, measuredW);
      double furthest = follows ? furthestW : reached;
      // A setpoint at what it does anyway, or at less than it can do, shows nothing.
      boolean shown = follows && missing * (setpointW - furthest) > 2 * rules.toleranceW();
      return shown || span.compareTo(SUSPENDED_FOR) > 0
          ? new Trusted(rules, Duration.ZERO, Optional.of(now))
          : new Suspended(rules, span, missing, furthest, now);
    }
  }

  private static Duration since(Optional<Moment> last, Moment now) {
    return last.map(now::since).orElse(Duration.ZERO);
  }
}
