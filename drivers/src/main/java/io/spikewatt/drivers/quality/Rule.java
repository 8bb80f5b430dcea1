package io.spikewatt.drivers.quality;

import io.spikewatt.config.profile.Plausible;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * What a signal's readings can be.
 *
 * @param min smallest true value, in the quantity's unit
 * @param max largest true value
 * @param source what the range rests on, for people
 * @param ratePerS largest true change a second; infinity = no bound
 * @param step a change that is possible at once, whatever the rate: resolution and recalibration
 * @param freeze how long a true value other than 0 stands still to the last bit; empty = for ever
 * @param flipFloor the sign of smaller values is not judged; infinity = of none
 */
record Rule(
    double min,
    double max,
    String source,
    double ratePerS,
    double step,
    Optional<Duration> freeze,
    double flipFloor) {

  /** What the profile, the role and the quantity say together; the narrowest counts. */
  static Rule of(DeviceConfig device, Quantity quantity) {
    Rule rule = Nameplate.rule(device.role(), quantity);
    Quantity counted = device.invert() ? Inversion.of(quantity) : quantity;
    for (Plausible plausible : device.profile().plausible()) {
      if (plausible.quantity() == counted) {
        boolean turned = device.invert() && Inversion.signed(quantity);
        rule = turned ? rule.and(turned(plausible)) : rule.and(plausible);
      }
    }
    return rule;
  }

  /** Whether there is anything to check beyond what the quantity itself says. */
  boolean says() {
    return !Double.isInfinite(min)
        || !Double.isInfinite(max)
        || !Double.isInfinite(ratePerS)
        || freeze.isPresent()
        || !Double.isInfinite(flipFloor);
  }

  private Rule and(Plausible profile) {
    boolean ownRate = !Double.isInfinite(profile.maxRatePerS());
    boolean narrower = profile.min() > min || profile.max() < max;
    double least = Math.max(min, profile.min());
    double most = Math.min(max, profile.max());
    return new Rule(
        least,
        most,
        narrower ? "profile" : source,
        ownRate ? profile.maxRatePerS() : ratePerS,
        ownRate ? 0 : step,
        profile.freeze(),
        flipFloor);
  }

  private static Plausible turned(Plausible it) {
    return new Plausible(it.quantity(), -it.max(), -it.min(), it.maxRatePerS(), it.freeze());
  }
}
