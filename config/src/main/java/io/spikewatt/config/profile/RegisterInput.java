package io.spikewatt.config.profile;

import java.time.Duration;

/**
 * A value that is read from a Modbus map.
 *
 * @param every how often it is read; zero = in every cycle
 */
public record RegisterInput(RegisterSpec register, Duration every) {

  /** Read in every cycle. */
  public RegisterInput(RegisterSpec register) {
    this(register, Duration.ZERO);
  }
}
