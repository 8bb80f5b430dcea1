package io.spikewatt.drivers.quality;

import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * Plausible readings of a signal.
 *
 * @param min smallest true value, in the quantity's unit
 * @param max largest true value
 * @param source origin of the range, for people
 * @param ratePerS largest true change a second; infinity = no bound
 * @param step a change that is possible at once, whatever the rate: resolution and recalibration
 * @param freeze longest time for which a true value other than 0 repeats bit by bit; empty =
 *     unlimited
 * @param flipFloor the sign of smaller values is not checked; infinity = no sign is checked
 */
record PlausibilityLimits(
    double min,
    double max,
    String source,
    double ratePerS,
    double step,
    Optional<Duration> freeze,
    double flipFloor) {

  /** Limits of profile, role and quantity combined; the narrowest counts. */
  static PlausibilityLimits of(DeviceConfig device, Quantity quantity) {
    PlausibilityLimits limits = RolePlausibility.rule(device.role(), quantity);
    Quantity counted = device.invert() ? SignInversion.of(quantity) : quantity;
    for (PlausibleRange range : device.profile().plausible()) {
      if (range.quantity() == counted) {
        boolean turned = device.invert() && SignInversion.signed(quantity);
        limits = turned ? limits.and(turned(range)) : limits.and(range);
      }
    }
    return limits;
  }

  /** Whether there is any limit beyond those of the quantity itself. */
  boolean anyLimit() {
    return !Double.isInfinite(min)
        || !Double.isInfinite(max)
        || !Double.isInfinite(ratePerS)
        || freeze.isPresent()
        || !Double.isInfinite(flipFloor);
  }

  private PlausibilityLimits and(PlausibleRange profile) {
    boolean ownRate = !Double.isInfinite(profile.maxRatePerS());
    boolean narrower = profile.min() > min || profile.max() < max;
    double least = Math.max(min, profile.min());
    double most = Math.min(max, profile.max());
    return new PlausibilityLimits(
        least,
        most,
        narrower ? "profile" : source,
        ownRate ? profile.maxRatePerS() : ratePerS,
        ownRate ? 0 : step,
        profile.freeze(),
        flipFloor);
  }

  private static PlausibleRange turned(PlausibleRange it) {
    return new PlausibleRange(it.quantity(), -it.max(), -it.min(), it.maxRatePerS(), it.freeze());
  }
}
