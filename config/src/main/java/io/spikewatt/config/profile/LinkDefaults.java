package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.Optional;

/**
 * Modbus link settings for devices of this type; a site's connection may override them.
 *
 * @param port TCP port
 * @param unit Modbus unit id
 * @param timeout for one answer
 * @param connectDelay silence between connecting and the first request
 * @param gap silence between an answer and the next request
 * @param idleClose idle time after which the connection is closed; empty = never
 */
public record LinkDefaults(
    Optional<Integer> port,
    Optional<Integer> unit,
    Optional<Duration> timeout,
    Optional<Duration> connectDelay,
    Optional<Duration> gap,
    Optional<Duration> idleClose) {

  /** No recommendation. */
  public static final LinkDefaults NONE =
      new LinkDefaults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
