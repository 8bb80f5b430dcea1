package io.spikewatt.controller.setpoint;

import java.time.Instant;
import java.util.Optional;

/**
 * A request from outside for one device.
 *
 * @param value power into the bus of a battery or charger, W; largest power of a source or another
 *     load, W; operation mode of a device
 * @param until when it lapses; empty = unknown
 * @param reason of the request
 */
public record DeviceRequest(double value, Optional<Instant> until, Reason reason) {

  /** A value that somebody set. */
  public DeviceRequest(double value, Optional<Instant> until) {
    this(value, until, Reason.REMOTE_REQUEST);
  }
}
