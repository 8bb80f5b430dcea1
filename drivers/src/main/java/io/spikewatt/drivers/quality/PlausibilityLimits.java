package io.spikewatt.drivers.quality;

import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
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

  /** Plausibility limits from a device's role on the site. */
  private static final class RolePlausibility {

    /** Least power at which a meter's sign is checked, W: above noise and small loads. */
    private static final double METER_FLOOR_W = 100;

    /** State of charge has steps of one percent, and some devices recalibrate it. */
    private static final double SOC_STEP_PCT = 5;

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private RolePlausibility() {}

    static PlausibilityLimits rule(Role role, Quantity quantity) {
      return switch (quantity) {
        case POWER_W, POWER_L1_W, POWER_L2_W, POWER_L3_W -> power(role);
        case SOC_PCT ->
            role instanceof Role.Battery battery
                ? new PlausibilityLimits(
                    0, 100, "quantity", socRate(battery), SOC_STEP_PCT, Optional.empty(), INFINITY)
                : rule(-INFINITY, INFINITY, INFINITY);
        default -> rule(-INFINITY, INFINITY, INFINITY);
      };
    }

    /** The shares allow for short overloads and rounded nameplates. */
    private static PlausibilityLimits power(Role role) {
      return switch (role) {
        case Role.Source source ->
            rule(-0.05 * source.ratedW(), 1.2 * source.ratedW(), floor(source.ratedW()));
        case Role.Battery b -> within(1.5 * Math.max(b.chargeW(), b.dischargeW()));
        case Role.EvCharger ev -> within(1.5 * Math.max(ev.maxW(), ev.dischargeW()));
        case Role.Compute compute -> within(1.5 * compute.maxW());
        case Role.GridMeter _, Role.UtilityMeter _, Role.Load _ ->
            rule(-INFINITY, INFINITY, METER_FLOOR_W);
        case Role.HeatPump pump -> within(1.5 * pump.maxW());
        case Role.Genset genset -> within(1.5 * genset.ratedW());
        case Role.Powerless _ -> rule(-INFINITY, INFINITY, INFINITY);
      };
    }

    private static PlausibilityLimits within(double watts) {
      return rule(-watts, watts, floor(watts));
    }

    private static PlausibilityLimits rule(double min, double max, double flipFloor) {
      return new PlausibilityLimits(
          min, max, "nameplate", INFINITY, 0, Optional.empty(), flipFloor);
    }

    private static double floor(double watts) {
      return Math.max(50, 0.02 * watts);
    }

    /** Three times the rate at the largest power, percent a second: cells may be off. */
    private static double socRate(Role.Battery battery) {
      double watts = Math.max(battery.chargeW(), battery.dischargeW());
      return 3 * 100 * watts / battery.capacityWh() / 3600;
    }
  }
}
