package io.spikewatt.controller.asset.transfer;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Optional;

/** The transfer switch: its position is the bus's, and a request separates the site. */
public final class TransferAsset {

  private TransferAsset() {}

  /** The switch of a site. */
  public static SiteDevice of(DeviceConfig device, Optional<OutputSpec> output) {
    return SiteDevice.of(device, Purpose.SEPARATION).controlled(new GridSeparation(), output);
  }
}
