package io.spikewatt.controller.setpoint;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Range of power that one reason allows.
 *
 * @param by who set the limit at the grid connection; empty for other bounds
 * @param leastW smallest power into the site bus, W; negative infinity = none
 * @param mostW largest power into the site bus, W, at least {@code leastW}; infinity = none
 * @param gridW power at the grid connection that it keeps, W, import positive; empty = none
 */
public record Bound(
    Reason reason, Optional<LimitSource> by, double leastW, double mostW, OptionalDouble gridW) {

  public static Bound atLeast(Reason reason, double watts) {
    return new Bound(
        reason, Optional.empty(), watts, Double.POSITIVE_INFINITY, OptionalDouble.empty());
  }

  public static Bound atMost(Reason reason, double watts) {
    return new Bound(
        reason, Optional.empty(), Double.NEGATIVE_INFINITY, watts, OptionalDouble.empty());
  }

  /** Bound of a remote request: one power. */
  public static Bound requested(double watts) {
    return requested(watts, Reason.REMOTE_REQUEST);
  }

  /** The same for a request with a reason of its own. */
  public static Bound requested(double watts, Reason reason) {
    return new Bound(
        reason, Optional.of(LimitSource.COMMAND), watts, watts, OptionalDouble.empty());
  }

  /** The same bound with the source that set it. */
  public Bound by(Optional<LimitSource> source) {
    return new Bound(reason, source, leastW, mostW, gridW);
  }

  /** The same bound, which keeps a power at the grid connection, W. */
  public Bound keeping(double watts) {
    return new Bound(reason, by, leastW, mostW, OptionalDouble.of(watts));
  }
}
