package io.spikewatt.hal.signal;

/**
 * One measured or commanded quantity of one device.
 *
 * @param deviceId the device's id in the site's configuration, for example {@code battery1}
 * @param quantity the measured or commanded quantity
 */
public record Signal(String deviceId, Quantity quantity) {

  /** Hashes names, because an enum's own hash, and so the order of maps, differs by process. */
  @Override
  public int hashCode() {
    return 31 * deviceId.hashCode() + quantity.name().hashCode();
  }

  /** As a record's own, which the client compiler leaves as a chain of method handles. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Signal signal
        && quantity == signal.quantity
        && deviceId.equals(signal.deviceId);
  }

  @Override
  public String toString() {
    return deviceId + "/" + quantity.wireName();
  }
}
