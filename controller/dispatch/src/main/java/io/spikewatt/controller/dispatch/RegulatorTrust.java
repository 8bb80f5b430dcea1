package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether batteries can be trusted to keep a limit, judged by how they followed before. Trust is
 * suspended when a limit was exceeded while they missed their setpoints for longer than they need
 * to settle. It returns once they have followed to where they were missing.
 */
sealed interface RegulatorTrust {

  /** Suspension ends after this time even without new evidence. */
  Duration SUSPENDED_FOR = Duration.ofMinutes(30);

  /**
   * Criteria.
   *
   * @param toleranceW tolerated steady-state error, W; more would be missing at the limit
   * @param settling how long a limit may be exceeded while they settle
   */
  record Rules(double toleranceW, Duration settling) {

    /** {@code largestW}: largest power of the batteries together, W. */
    static Rules of(double largestW, Duration settling) {
      return new Rules(Math.max(30, 0.005 * largestW), settling);
    }

    private boolean follows(double setpointW, double measuredW) {
      return Math.abs(setpointW - measuredW) <= toleranceW;
    }
  }

  /**
   * State after one more cycle.
   *
   * @param setpointW last setpoint of the batteries, W; empty = none is in force, so that none can
   *     be missed
   * @param measuredW measured power, W
   * @param limitExceeded whether a limit at the grid connection is exceeded
   */
  RegulatorTrust next(
      OptionalDouble setpointW, double measuredW, boolean limitExceeded, Moment now);

  /** Trust at the start. */
  static RegulatorTrust at(Rules rules) {
    return new Trusted(rules, Duration.ZERO, Optional.empty());
  }

  /**
   * They count with their full range.
   *
   * @param missed how long they missed their setpoints at an exceeded limit
   * @param last last judgement
   */
  record Trusted(Rules rules, Duration missed, Optional<Moment> last) implements RegulatorTrust {

    @Override
    public RegulatorTrust next(
        OptionalDouble setpointW, double measuredW, boolean limitExceeded, Moment now) {
      if (!limitExceeded || setpointW.isEmpty()) {
        return new Trusted(rules, Duration.ZERO, Optional.of(now));
      }
      double setW = setpointW.getAsDouble();
      // With an oscillating setpoint even a dead device sometimes seems to follow.
      boolean follows = rules.follows(setW, measuredW);
      Duration span = follows ? missed : missed.plus(since(last, now));
      return span.compareTo(rules.settling()) > 0
          ? new Suspended(rules, Duration.ZERO, Math.signum(setW - measuredW), measuredW, now)
          : new Trusted(rules, span, Optional.of(now));
    }
  }

  /**
   * They count with their measured power.
   *
   * @param lasted time since the suspension
   * @param missing direction of the missing power: 1 or -1
   * @param furthestW furthest power in that direction without following, W
   * @param last last judgement
   */
  record Suspended(Rules rules, Duration lasted, double missing, double furthestW, Moment last)
      implements RegulatorTrust {

    @Override
    public RegulatorTrust next(
        OptionalDouble setpointW, double measuredW, boolean limitExceeded, Moment now) {
      Duration span = lasted.plus(now.since(last));
      if (setpointW.isEmpty()) {
        return after(span, furthestW, false, now);
      }
      double setW = setpointW.getAsDouble();
      boolean follows = rules.follows(setW, measuredW);
      double reached =
          missing > 0 ? Math.max(furthestW, measuredW) : Math.min(furthestW, measuredW);
      double furthest = follows ? furthestW : reached;
      // A setpoint equal to the measured power, or below the reached one, proves nothing.
      boolean shown = follows && missing * (setW - furthest) > 2 * rules.toleranceW();
      return after(span, furthest, shown, now);
    }

    private RegulatorTrust after(Duration span, double furthest, boolean shown, Moment now) {
      return shown || span.compareTo(SUSPENDED_FOR) > 0
          ? new Trusted(rules, Duration.ZERO, Optional.of(now))
          : new Suspended(rules, span, missing, furthest, now);
    }
  }

  private static Duration since(Optional<Moment> last, Moment now) {
    return last.map(now::since).orElse(Duration.ZERO);
  }
}
