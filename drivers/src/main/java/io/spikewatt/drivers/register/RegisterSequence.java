package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the registers of one output in the profile's order. */
final class RegisterSequence {

  private final OutputRegisters registers;
  private final WearGuard wear;
  private final StaleSetpoint staleSetpoint = new StaleSetpoint();

  RegisterSequence(OutputRegisters registers, WearGuard wear) {
    this.registers = registers;
    this.wear = wear;
  }

  /**
   * Writes all cells. Some devices accept a setpoint only after a later register enables remote
   * control, so a refused cell is retried once at the end. If an old value in it would then act, it
   * is retried at once, and a second refusal ends the sequence. Returns the failure that ended it.
   */
  Optional<Failed> writeAll(List<Cell> cells, RegisterSession session, Moment now) {
    List<Cell> refused = new ArrayList<>();
    for (Cell cell : cells) {
      if (write(cell, session, now) instanceof Failed failed) {
        if (failed.exceptionCode() == 0 || cells.size() == 1) {
          return Optional.of(failed);
        }
        Look look = registers.look(session, now);
        if (!staleSetpoint.in(cell, look, look.differs(cells), now)) {
          refused.add(cell);
        } else if (write(cell, session, now) instanceof Failed again) {
          return Optional.of(again);
        }
      }
    }
    for (Cell cell : refused) {
      if (write(cell, session, now) instanceof Failed failed) {
        return Optional.of(failed);
      }
    }
    staleSetpoint.settled();
    return Optional.empty();
  }

  RegisterReply write(Cell cell, RegisterSession session, Moment now) {
    RegisterReply reply = session.write(cell.span().address(), cell.words());
    if (!(reply instanceof Failed)) {
      staleSetpoint.took(cell);
    }
    wear.count(cell, reply, now);
    return reply;
  }

  /**
   * Detects an old value in a register that refuses ours: it would act as soon as control is taken.
   * The wait is bounded, because some devices accept a value only after control is taken.
   */
  static final class StaleSetpoint {

    /** A device that refuses for longer needs control to be taken first. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<RegisterSpan, int[]> taken = new HashMap<>();
    private @Nullable Moment refusedSince;

    /** The device took the cell's words. */
    void took(Cell cell) {
      taken.put(cell.span(), cell.words());
    }

    /** The device took every cell. */
    void settled() {
      refusedSince = null;
    }

    /**
     * Whether the register that refused the cell holds a stale value that must not act: as read, or
     * else as written last. {@code takes} = control is about to be taken, so that even our own
     * value, which the device has just refused, would act from then on.
     */
    boolean in(Cell cell, Look look, boolean takes, Moment now) {
      // A device that also refuses reads is disturbed, so the refusal does not prove that it needs
      // control first.
      boolean unreadable = look.failure().isPresent();
      Moment since = refusedSince == null || unreadable ? now : refusedSince;
      refusedSince = since;
      if (now.since(since).compareTo(PATIENCE) > 0) {
        return false;
      }
      return switch (look.held(cell)) {
        case SAME -> takes && look.held(cell.emptied()) == OutputRegisters.Held.OTHER;
        case OTHER -> look.held(cell.emptied()) == OutputRegisters.Held.OTHER;
        case UNREADABLE -> {
          int[] old = taken.getOrDefault(cell.span(), new int[0]);
          // Even if it was ours: an unreadable value may be outdated.
          yield Arrays.stream(old).anyMatch(word -> word != 0);
        }
      };
    }
  }
}
