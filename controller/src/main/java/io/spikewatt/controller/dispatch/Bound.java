package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Range of power that one reason allows.
 *
 * @param reason the reason
 * @param by who set the limit at the grid connection; empty for other bounds
 * @param leastW smallest power into the site bus, W; negative infinity = none
 * @param mostW largest power into the site bus, W, at least {@code leastW}; infinity = none
 * @param gridW power at the grid connection that it keeps, W, import positive; empty = none
 */
public record Bound(
    Reason reason,
    Optional<GridLimits.Source> by,
    double leastW,
    double mostW,
    OptionalDouble gridW) {

  static Bound atLeast(Reason reason, double watts) {
    return new Bound(
        reason, Optional.empty(), watts, Double.POSITIVE_INFINITY, OptionalDouble.empty());
  }

  static Bound atMost(Reason reason, double watts) {
    return new Bound(
        reason, Optional.empty(), Double.NEGATIVE_INFINITY, watts, OptionalDouble.empty());
  }

  /** Bound of a remote request: one power. */
  static Bound requested(double watts) {
    return new Bound(
        Reason.REMOTE_REQUEST,
        Optional.of(GridLimits.Source.COMMAND),
        watts,
        watts,
        OptionalDouble.empty());
  }

  /** The same bound with the source that set it. */
  Bound by(Optional<GridLimits.Source> source) {
    return new Bound(reason, source, leastW, mostW, gridW);
  }

  /** The same bound, which keeps a power at the grid connection, W. */
  Bound keeping(double watts) {
    return new Bound(reason, by, leastW, mostW, OptionalDouble.of(watts));
  }
}
