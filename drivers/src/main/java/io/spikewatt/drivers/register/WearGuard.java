package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Protects memory that wears: a least interval between two writes, and a daily budget if the
 * profile states one. Safe values, limits and the device's own mode are always written.
 */
final class WearGuard {

  private final boolean wears;
  private final Duration minInterval;
  private final Optional<WriteAllowance> allowance;

  WearGuard(Persistence persistence, Optional<WriteAllowance> allowance) {
    this.wears = persistence != Persistence.VOLATILE;
    this.minInterval = minInterval(persistence);
    this.allowance = allowance;
  }

  private static Duration minInterval(Persistence persistence) {
    return switch (persistence) {
      case VOLATILE -> Duration.ZERO;
      case UNKNOWN -> Duration.ofSeconds(5);
      case FLASH -> Duration.ofSeconds(60);
    };
  }

  /** Whether any register of the output wears. */
  boolean wears() {
    return wears;
  }

  /** Why cells of an output written at {@code writtenAt} must wait; empty = they may be written. */
  Optional<Fault> objection(
      ApprovedSetpoint setpoint, List<Cell> cells, @Nullable Moment writtenAt, Moment now) {
    long writes = cells.stream().filter(Cell::wears).count();
    if (writes == 0 || setpoint.isSafe() || setpoint.purpose() != Purpose.ROUTINE) {
      return Optional.empty();
    }
    Duration interval = interval(now);
    if (writtenAt != null && now.since(writtenAt).compareTo(interval) < 0) {
      return sparing("next write " + interval.toSeconds() + " s after the last");
    }
    return allowance
        .filter(budget -> budget.left(now) < writes)
        .flatMap(budget -> sparing(budget.perDay() + " writes a day"));
  }

  private Duration interval(Moment now) {
    Duration pause = allowance.map(budget -> budget.pause(now)).orElse(Duration.ZERO);
    return pause.compareTo(minInterval) > 0 ? pause : minInterval;
  }

  private static Optional<Fault> sparing(String rule) {
    return Optional.of(Fault.of(Fault.Kind.WEAR, "spares the device's memory: " + rule));
  }

  /** Counts a write against the budget, unless the device refused it and spared its memory. */
  void count(Cell cell, RegisterReply reply, Moment now) {
    boolean refused = reply instanceof RegisterReply.Failed failed && failed.exceptionCode() != 0;
    if (cell.wears() && !refused) {
      allowance.ifPresent(budget -> budget.spend(1, now));
    }
  }
}
