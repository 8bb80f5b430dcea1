package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Optional;

/** A heat pump with SG-Ready contacts, which decides by itself without a request. */
public final class SgReadyAsset {

  private SgReadyAsset() {}

  /** The heat pump of a site. */
  public static SiteDevice of(DeviceConfig device, Optional<OutputSpec> output) {
    return SiteDevice.of(device, Purpose.NONE)
        .controlled(
            new OperationModes(Role.SgReady.NORMAL, Role.SgReady.BLOCKED, Role.SgReady.ORDERED),
            output);
  }
}
