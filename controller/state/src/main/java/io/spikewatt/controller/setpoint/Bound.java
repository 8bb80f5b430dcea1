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
 * @param perKwh price that causes it, currency a kWh; empty = none does
 */
public record Bound(
    Reason reason,
    Optional<LimitSource> by,
    double leastW,
    double mostW,
    OptionalDouble gridW,
    OptionalDouble perKwh) {

  public static Bound atLeast(Reason reason, double watts) {
    return between(reason, Optional.empty(), watts, Double.POSITIVE_INFINITY);
  }

  public static Bound atMost(Reason reason, double watts) {
    return between(reason, Optional.empty(), Double.NEGATIVE_INFINITY, watts);
  }

  /** Bound of a remote request: one power. */
  public static Bound requested(double watts) {
    return requested(watts, Reason.REMOTE_REQUEST);
  }

  /** The same for a request with a reason of its own. */
  public static Bound requested(double watts, Reason reason) {
    return between(reason, Optional.of(LimitSource.COMMAND), watts, watts);
  }

  /** One power. */
  public static Bound exactly(Reason reason, double watts) {
    return between(reason, Optional.empty(), watts, watts);
  }

  private static Bound between(
      Reason reason, Optional<LimitSource> by, double leastW, double mostW) {
    return new Bound(reason, by, leastW, mostW, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** The same bound with the source that set it. */
  public Bound by(Optional<LimitSource> source) {
    return new Bound(reason, source, leastW, mostW, gridW, perKwh);
  }

  /** The same bound, which keeps a power at the grid connection, W. */
  public Bound keeping(double watts) {
    return new Bound(reason, by, leastW, mostW, OptionalDouble.of(watts), perKwh);
  }

  /** The same bound, caused by a price, currency a kWh; empty = by none. */
  public Bound causedBy(OptionalDouble price) {
    return new Bound(reason, by, leastW, mostW, gridW, price);
  }
}
