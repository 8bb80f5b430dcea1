package io.spikewatt.drivers.quality;

import io.spikewatt.config.site.Role;
import io.spikewatt.hal.signal.Quantity;
import java.util.Optional;

/** Plausibility limits from a device's role on the site. */
final class RolePlausibility {

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
                  0, 100, "quantity", socRate(battery), SOC_STEP_PCT, none(), INFINITY)
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
      case Role.LimitContact _,
          Role.ShedRelay _,
          Role.TransferSwitch _,
          Role.ModeSwitch _,
          Role.FeedInLimit _,
          Role.SgReady _ ->
          rule(-INFINITY, INFINITY, INFINITY);
    };
  }

  private static PlausibilityLimits within(double watts) {
    return rule(-watts, watts, floor(watts));
  }

  private static PlausibilityLimits rule(double min, double max, double flipFloor) {
    return new PlausibilityLimits(min, max, "nameplate", INFINITY, 0, none(), flipFloor);
  }

  private static double floor(double watts) {
    return Math.max(50, 0.02 * watts);
  }

  /** Three times the rate at the largest power, percent a second: part of the cells may be off. */
  private static double socRate(Role.Battery battery) {
    double watts = Math.max(battery.chargeW(), battery.dischargeW());
    return 3 * 100 * watts / battery.capacityWh() / 3600;
  }

  private static Optional<java.time.Duration> none() {
    return Optional.empty();
  }
}
