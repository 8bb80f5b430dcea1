package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The part of an expected net load that the site's batteries cannot cover for its duration. */
public final class UncoveredLoad {

  private static final double PERCENT = 100;

  private final Map<String, Role.Battery> batteries = new LinkedHashMap<>();
  private final double reserveSocPct;

  public UncoveredLoad(Site site) {
    this.reserveSocPct = site.control().reserveSocPct();
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        batteries.put(device.id(), battery);
      }
    }
  }

  /**
   * Power that has to be imported, W, {@code >= 0}. A battery of unknown charge covers nothing.
   *
   * @param netW mean of load minus production over that time, W
   * @param requestedPct commanded reserve, percent; 0 = none. The higher of it and the configured
   *     one counts
   * @param hours length of that time, above 0
   */
  public double watts(double netW, PlantState state, double requestedPct, double hours) {
    double left = netW;
    for (Map.Entry<String, Role.Battery> each : batteries.entrySet()) {
      OptionalDouble socPct =
          state
              .assets()
              .find(each.getKey())
              .map(battery -> battery.socPct().ifKnown())
              .orElse(OptionalDouble.empty());
      if (socPct.isPresent()) {
        left -= availableW(each.getValue(), socPct.getAsDouble(), requestedPct, hours);
      }
    }
    return Math.max(0, left);
  }

  private double availableW(
      Role.Battery battery, double socPct, double requestedPct, double hours) {
    double lowestPct = Math.max(battery.minSocPct(), Math.max(reserveSocPct, requestedPct));
    double storedWh = battery.capacityWh() * Math.max(0, socPct - lowestPct) / PERCENT;
    return Math.min(battery.dischargeW(), storedWh * battery.efficiency() / hours);
  }
}
