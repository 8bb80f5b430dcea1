package io.spikewatt.hal.signal;

/**
 * One measured or commanded quantity of one device.
 *
 * @param deviceId the device's id in the site's configuration, for example {@code battery1}
 * @param quantity what is measured or commanded
 */
public record Signal(String deviceId, Quantity quantity) {
  @Override
  public String toString() {
    return deviceId + "/" + quantity.wireName();
  }
}
