package io.spikewatt.controller.limit;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.StorageWindow;
import io.spikewatt.controller.asset.site.SiteDevices;
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

  private final Map<Signal, StorageWindow> windows = new LinkedHashMap<>();

  public SocInterlock(Site site) {
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.control().orElse(null) instanceof FastRegulator regulator) {
        windows.put(new Signal(device.id(), Quantity.POWER_W), regulator.window());
      }
    }
  }

  @Override
  public Range allowed(Signal output, PlantSnapshot snapshot) {
    StorageWindow window = windows.get(output);
    if (window == null) {
      return Range.ALL;
    }
    OptionalDouble soc = snapshot.value(output.deviceId(), Quantity.SOC_PCT);
    if (soc.isEmpty()) {
      return new Range(0, 0, "state of charge unknown");
    }
    double pct = soc.getAsDouble();
    if (pct <= window.minSocPct()) {
      return new Range(Double.NEGATIVE_INFINITY, 0, "state of charge at its lower limit");
    }
    if (pct >= window.maxSocPct()) {
      return new Range(0, Double.POSITIVE_INFINITY, "state of charge at its upper limit");
    }
    return Range.ALL;
  }
}
