package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.guard.Interlock;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Keeps each battery within its state-of-charge window: no discharge at the lower edge, no charging
 * at the upper one, and neither while the state of charge is unknown.
 */
public final class SocInterlock implements Interlock {

  private final Map<Signal, Role.Battery> batteries = new LinkedHashMap<>();

  public SocInterlock(Site site) {
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        batteries.put(new Signal(device.id(), Quantity.POWER_W), battery);
      }
    }
  }

  @Override
  public Range allowed(Signal output, PlantSnapshot snapshot) {
    Role.Battery battery = batteries.get(output);
    if (battery == null) {
      return Range.ALL;
    }
    OptionalDouble soc = snapshot.value(output.deviceId(), Quantity.SOC_PCT);
    if (soc.isEmpty()) {
      return new Range(0, 0, "state of charge unknown");
    }
    double pct = soc.getAsDouble();
    if (pct <= battery.minSocPct()) {
      return new Range(Double.NEGATIVE_INFINITY, 0, "state of charge at its lower limit");
    }
    if (pct >= battery.maxSocPct()) {
      return new Range(0, Double.POSITIVE_INFINITY, "state of charge at its upper limit");
    }
    return Range.ALL;
  }
}
