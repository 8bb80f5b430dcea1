package io.spikewatt.drivers.quality;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.device.Device;

/** From a device as its protocol gives it to one whose readings can be believed. */
public final class CheckedDevices {

  private CheckedDevices() {}

  /** The device, counted as the configuration says, with its readings checked. */
  public static Device of(DeviceConfig config, Device device) {
    Device counted = config.invert() ? new InvertedDevice(device) : device;
    return new CheckedDevice(counted, config);
  }
}
