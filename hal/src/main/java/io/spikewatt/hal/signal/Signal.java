package io.spikewatt.hal.signal;

/**
 * One measured or commanded quantity of one device.
 *
 * @param deviceId the device's id in the site's configuration, for example {@code battery1}
 * @param quantity the measured or commanded quantity
 */
public record Signal(String deviceId, Quantity quantity) {

  /**
   * By names: an enum's own hash differs from process to process, and the order of maps with it.
   */
  @Override
  public int hashCode() {
    return 31 * deviceId.hashCode() + quantity.name().hashCode();
  }

  @Override
  public String toString() {
    return deviceId + "/" + quantity.wireName();
  }
}
