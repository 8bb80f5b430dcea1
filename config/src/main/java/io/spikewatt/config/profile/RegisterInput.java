package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A value that is read from a Modbus map.
 *
 * @param every how often it is read; zero = in every cycle
 * @param plus registers added to it: further phases or strings
 */
public record RegisterInput(RegisterSpec register, Duration every, List<RegisterSpec> plus) {

  public RegisterInput {
    plus = List.copyOf(plus);
  }

  /** The registers whose sum it is. */
  public List<RegisterSpec> parts() {
    return Stream.concat(Stream.of(register), plus.stream()).toList();
  }
}
