package io.spikewatt.config.profile;

import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A value that may be written into a Modbus map: one register, or several that encode it together.
 *
 * @param quantity the controlled quantity
 * @param registers in the order in which they are written
 * @param timeout after which the device drops a setpoint that was not written again; we write at a
 *     third of it; empty = it holds the setpoint for ever
 * @param writesPerDay how often registers that are not volatile may be written in 24 hours; empty =
 *     the default of {@link #dailyWrites} for such memory
 * @param plus readings that are added to the setpoint before it is written, with its sign and unit:
 *     for a device whose setpoint is the power at another place than the one that we control
 */
public record RegisterOutput(
    Quantity quantity,
    List<OutputRegister> registers,
    Optional<Duration> timeout,
    OptionalInt writesPerDay,
    List<RegisterSpec> plus) {

  /** Ten years of a memory that bears 100 000 writes. */
  private static final int FLASH_WRITES = 25;

  /** A year, if it was such a memory. */
  private static final int UNKNOWN_WRITES = 250;

  public RegisterOutput {
    registers = List.copyOf(registers);
    plus = List.copyOf(plus);
  }

  /** The same with further raw bit patterns that mean "no value" in its readings. */
  public RegisterOutput withSentinels(Map<Encoding, Set<Long>> sentinels) {
    return new RegisterOutput(
        quantity,
        registers,
        timeout,
        writesPerDay,
        plus.stream().map(part -> part.withSentinels(sentinels)).toList());
  }

  /** The memory that wears first. */
  public Persistence persistence() {
    if (has(Persistence.FLASH)) {
      return Persistence.FLASH;
    }
    return has(Persistence.UNKNOWN) ? Persistence.UNKNOWN : Persistence.VOLATILE;
  }

  /** How often it may be written in 24 hours; empty = unlimited. */
  public OptionalInt dailyWrites() {
    return switch (persistence()) {
      case VOLATILE -> OptionalInt.empty();
      case FLASH -> OptionalInt.of(writesPerDay.orElse(FLASH_WRITES));
      case UNKNOWN -> OptionalInt.of(writesPerDay.orElse(UNKNOWN_WRITES));
    };
  }

  private boolean has(Persistence persistence) {
    return registers.stream().anyMatch(r -> r.persistence() == persistence);
  }
}
