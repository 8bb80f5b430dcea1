package io.spikewatt.controller.asset.shed;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.PlanCapability;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Optional;

/** A relay that sheds load. */
public final class ShedAsset {

  private ShedAsset() {}

  /** The relay of a site. */
  public static SiteDevice of(
      DeviceConfig device, Role.ShedRelay role, Optional<OutputSpec> output) {
    double cost = role.costPerKwh().orElse(Double.POSITIVE_INFINITY);
    return SiteDevice.of(device, Purpose.NONE)
        .controlled(new SheddableLoad(role.loadW(), role.tier(), cost), output)
        .planned(new PlanCapability.Shedding(role.loadW(), role.costPerKwh()));
  }
}
