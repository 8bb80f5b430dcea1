package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.Optional;

/**
 * How devices of this type want to be spoken to over Modbus; a site's connection may say otherwise.
 *
 * @param port TCP port
 * @param unit Modbus unit id
 * @param timeout for one answer
 * @param connectDelay silence between connecting and the first request
 * @param gap silence between an answer and the next request
 * @param idleClose the connection is closed when it was not used for so long; empty = never
 */
public record LinkDefaults(
    Optional<Integer> port,
    Optional<Integer> unit,
    Optional<Duration> timeout,
    Optional<Duration> connectDelay,
    Optional<Duration> gap,
    Optional<Duration> idleClose) {

  /** Nothing special. */
  public static final LinkDefaults NONE =
      new LinkDefaults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
