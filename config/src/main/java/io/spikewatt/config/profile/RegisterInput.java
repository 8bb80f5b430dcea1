package io.spikewatt.config.profile;

import io.spikewatt.config.profile.RegisterSpec.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A value that is read from a Modbus map.
 *
 * @param every how often it is read; zero = in every cycle
 * @param plus registers added to it: further phases or strings
 * @param whereFitted the same, of parts that not every device has
 * @param instead source of a device that does not have this value
 */
public record RegisterInput(
    RegisterSpec register,
    Duration every,
    List<RegisterSpec> plus,
    List<RegisterSpec> whereFitted,
    Optional<SignedByState> instead) {

  public RegisterInput {
    plus = List.copyOf(plus);
    whereFitted = List.copyOf(whereFitted);
  }

  /** A raw magnitude with its sign in a state register: bits (of 16) for positive and negative. */
  public record SignedByState(
      RegisterSpec magnitude, RegisterSpec state, int positive, int negative) {}

  /** The same with further raw bit patterns that mean "no value", by number format. */
  public RegisterInput withSentinels(Map<Encoding, Set<Long>> sentinels) {
    return new RegisterInput(
        register.withSentinels(sentinels),
        every,
        plus.stream().map(part -> part.withSentinels(sentinels)).toList(),
        whereFitted.stream().map(part -> part.withSentinels(sentinels)).toList(),
        instead.map(
            it ->
                new SignedByState(
                    it.magnitude.withSentinels(sentinels), it.state, it.positive, it.negative)));
  }

  /** A value of one register. */
  public static RegisterInput of(RegisterSpec register, Duration every) {
    return new RegisterInput(register, every, List.of(), List.of(), Optional.empty());
  }

  /** The registers whose sum it is, at least one. */
  public List<RegisterSpec> parts() {
    return Stream.concat(Stream.of(register), plus.stream()).toList();
  }
}
