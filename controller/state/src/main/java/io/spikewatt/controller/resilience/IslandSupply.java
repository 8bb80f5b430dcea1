package io.spikewatt.controller.resilience;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;

/**
 * Supply of an island: the batteries as one. Gensets do not count, because their fuel is unknown.
 *
 * @param usableWh energy between the lowest and the highest permitted state of charge, Wh
 * @param chargeW largest charging power, W
 * @param dischargeW largest discharging power, W
 * @param efficiency of charging and of discharging, each, 0..1
 */
public record IslandSupply(double usableWh, double chargeW, double dischargeW, double efficiency) {

  /** The site's batteries together, with their mean efficiency weighted by capacity. */
  public static IslandSupply of(Site site) {
    double usable = 0;
    double charge = 0;
    double discharge = 0;
    double capacity = 0;
    double efficiency = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        usable += battery.capacityWh() * (battery.maxSocPct() - battery.minSocPct()) / 100;
        charge += battery.chargeW();
        discharge += battery.dischargeW();
        capacity += battery.capacityWh();
        efficiency += battery.capacityWh() * battery.efficiency();
      }
    }
    return new IslandSupply(usable, charge, discharge, capacity > 0 ? efficiency / capacity : 1);
  }
}
