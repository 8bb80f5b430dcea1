package io.spikewatt.controller.asset.site;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.battery.BatteryAsset;
import io.spikewatt.controller.asset.compute.ComputeAsset;
import io.spikewatt.controller.asset.ev.EvAsset;
import io.spikewatt.controller.asset.genset.GensetAsset;
import io.spikewatt.controller.asset.heatpump.HeatPumpAsset;
import io.spikewatt.controller.asset.heatpump.SgReadyAsset;
import io.spikewatt.controller.asset.shed.ShedAsset;
import io.spikewatt.controller.asset.source.SourceAsset;
import io.spikewatt.controller.asset.transfer.TransferAsset;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The devices of a site as control sees them: the one switch over all roles. */
public final class SiteDevices {

  private SiteDevices() {}

  /** All devices in the configuration's order, to be read only. */
  public static List<SiteDevice> of(Site site) {
    return of(site, List.of());
  }

  /**
   * All devices in the configuration's order.
   *
   * @param outputs the outputs that control writes; a device without one gets no setpoint
   */
  public static List<SiteDevice> of(Site site, Collection<OutputSpec> outputs) {
    return site.devices().stream()
        .map(device -> of(site, device, output(device, outputs)))
        .toList();
  }

  private static SiteDevice of(Site site, DeviceConfig device, Optional<OutputSpec> output) {
    return switch (device.role()) {
      case Role.Source source -> SourceAsset.of(device, source, output);
      case Role.Battery battery ->
          BatteryAsset.of(device, battery, site.control().reserveSocPct(), output);
      case Role.EvCharger charger -> EvAsset.of(device, charger, output);
      case Role.Compute compute -> ComputeAsset.of(device, compute, output);
      case Role.Genset genset -> GensetAsset.of(device, genset, output);
      case Role.ShedRelay relay -> ShedAsset.of(device, relay, output);
      case Role.TransferSwitch _ -> TransferAsset.of(device, output);
      case Role.HeatPump pump -> HeatPumpAsset.of(device, pump, output);
      case Role.SgReady _ -> SgReadyAsset.of(device, output);
      case Role.GridMeter _ -> SiteDevice.of(device, Purpose.GRID_METER);
      case Role.UtilityMeter _ -> SiteDevice.of(device, Purpose.BILLING_METER);
      case Role.Load _ ->
          SiteDevice.of(device, isFeeder(site, device) ? Purpose.FEEDER : Purpose.NONE);
      case Role.LimitContact _ -> SiteDevice.of(device, Purpose.OPERATOR_CONTACT);
      case Role.ModeSwitch _, Role.FeedInLimit _ -> SiteDevice.of(device, Purpose.NONE);
    };
  }

  /**
   * Whether a feeder measures uncontrolled load. One that measures another device of the site
   * independently does not: it would be counted twice. Contacts have no power that counts, so the
   * meter behind them does.
   */
  private static boolean isFeeder(Site site, DeviceConfig device) {
    return site.devices().stream()
        .filter(
            other ->
                !(other.role() instanceof Role.SgReady || other.role() instanceof Role.ShedRelay))
        .noneMatch(other -> other.meter().filter(device.id()::equals).isPresent());
  }

  private static Optional<OutputSpec> output(DeviceConfig device, Collection<OutputSpec> outputs) {
    return outputs.stream()
        .filter(output -> output.signal().deviceId().equals(device.id()))
        .findFirst();
  }
}
