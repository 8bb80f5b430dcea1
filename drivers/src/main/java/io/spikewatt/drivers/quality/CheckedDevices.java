package io.spikewatt.drivers.quality;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.device.Device;

/** Wraps a protocol's device with plausibility checks. */
public final class CheckedDevices {

  private CheckedDevices() {}

  /** The device with the configured sign and checked readings. */
  public static Device of(DeviceConfig config, Device device) {
    Device counted = config.invert() ? new InvertedDevice(device) : device;
    return new CheckedDevice(counted, config);
  }
}
