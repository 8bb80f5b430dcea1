package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The site's controllable devices by id, in the configuration's order.
 *
 * @param reserveSocPct state of charge that is not discharged while the grid is up, percent
 */
record Fleet(
    Map<String, Role.Battery> batteries,
    Map<String, Role.EvCharger> chargers,
    Map<String, Role.Pv> pvs,
    Map<String, Role.Compute> computes,
    Map<String, Role.ShedRelay> relays,
    double reserveSocPct) {

  static Fleet of(Site site) {
    Map<String, Role.Battery> batteries = new LinkedHashMap<>();
    Map<String, Role.EvCharger> chargers = new LinkedHashMap<>();
    Map<String, Role.Pv> pvs = new LinkedHashMap<>();
    Map<String, Role.Compute> computes = new LinkedHashMap<>();
    Map<String, Role.ShedRelay> relays = new LinkedHashMap<>();
    for (DeviceConfig device : site.devices()) {
      switch (device.role()) {
        case Role.Battery role -> batteries.put(device.id(), role);
        case Role.EvCharger role -> chargers.put(device.id(), role);
        case Role.Pv role -> pvs.put(device.id(), role);
        case Role.Compute role -> computes.put(device.id(), role);
        case Role.ShedRelay role -> relays.put(device.id(), role);
        case Role.GridMeter _, Role.UtilityMeter _, Role.Load _, Role.LimitContact _ -> {}
      }
    }
    return new Fleet(
        batteries, chargers, pvs, computes, relays, site.control().reserveSocPct());
  }

  double pvRatedW() {
    return pvs.values().stream().mapToDouble(Role.Pv::ratedW).sum();
  }
}
