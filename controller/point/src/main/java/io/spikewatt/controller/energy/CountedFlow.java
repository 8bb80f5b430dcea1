package io.spikewatt.controller.energy;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.List;
import java.util.Optional;

/**
 * An energy that is counted at a device.
 *
 * @param site the site's energy that it is a part of; empty = none
 * @param integrates whether its power may be integrated where the device has no register
 */
public record CountedFlow(
    DeviceConfig device, FlowDirection direction, Optional<SiteEnergy> site, boolean integrates) {

  /** Ratings are of usual operation, and limits are exceeded for a while. */
  private static final double MARGIN = 2;

  private static final double LEAST_RATED_W = 10_000;

  /** All of a site, in the configuration's order. */
  public static List<CountedFlow> of(Site site) {
    return site.devices().stream().flatMap(device -> of(device).stream()).toList();
  }

  public static List<CountedFlow> of(DeviceConfig device) {
    return switch (device.role()) {
      case Role.GridMeter _ ->
          both(device, Optional.of(SiteEnergy.GRID_IMPORT), Optional.of(SiteEnergy.GRID_EXPORT));
      case Role.Pv _ -> List.of(made(device, Optional.of(SiteEnergy.PV_PRODUCTION)));
      case Role.Wind _ -> List.of(made(device, Optional.of(SiteEnergy.WIND_PRODUCTION)));
      case Role.Battery _ ->
          both(
              device,
              Optional.of(SiteEnergy.BATTERY_DISCHARGE),
              Optional.of(SiteEnergy.BATTERY_CHARGE));
      case Role.EvCharger ev ->
          ev.discharges()
              ? both(device, Optional.empty(), Optional.empty())
              : List.of(used(device));
      case Role.Genset _ -> List.of(made(device, Optional.empty()));
      case Role.Load _, Role.Compute _, Role.HeatPump _ -> List.of(used(device));
      case Role.UtilityMeter _ -> registers(device);
      case Role.Powerless _ -> List.of();
    };
  }

  /** Whether the device's profile promises the register. */
  boolean hasRegister() {
    return device.profile().points().reads().contains(direction.register());
  }

  /** Power that it does not exceed for long, W. */
  double ratedW(Site all) {
    double deviceW =
        switch (device.role()) {
          case Role.Source source -> source.ratedW();
          case Role.Battery battery -> Math.max(battery.chargeW(), battery.dischargeW());
          case Role.EvCharger ev -> Math.max(ev.maxW(), ev.dischargeW());
          case Role.Genset genset -> genset.ratedW();
          case Role.Compute compute -> compute.maxW();
          case Role.HeatPump pump -> pump.maxW();
          default -> all.grid().importLimitW() + all.grid().exportLimitW();
        };
    return Math.max(LEAST_RATED_W, MARGIN * deviceW);
  }

  String keptName() {
    return "device/" + device.id() + "/" + direction.keptName();
  }

  private static List<CountedFlow> both(
      DeviceConfig device, Optional<SiteEnergy> imported, Optional<SiteEnergy> exported) {
    return List.of(
        new CountedFlow(device, FlowDirection.IMPORT, imported, true),
        new CountedFlow(device, FlowDirection.EXPORT, exported, true));
  }

  private static CountedFlow made(DeviceConfig device, Optional<SiteEnergy> site) {
    return new CountedFlow(device, FlowDirection.IMPORT, site, true);
  }

  private static CountedFlow used(DeviceConfig device) {
    return new CountedFlow(device, FlowDirection.EXPORT, Optional.empty(), true);
  }

  /** The billing meter's power is too old to be integrated. */
  private static List<CountedFlow> registers(DeviceConfig device) {
    return List.of(FlowDirection.values()).stream()
        .map(direction -> new CountedFlow(device, direction, Optional.empty(), false))
        .filter(CountedFlow::hasRegister)
        .toList();
  }
}
