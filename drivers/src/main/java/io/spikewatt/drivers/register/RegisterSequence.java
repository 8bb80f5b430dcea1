package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * is retried at once, and a second refusal ends the sequence.
   *
   * @return the failure that ended it; empty = the device took every cell
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

  /** Writes one cell. */
  RegisterReply write(Cell cell, RegisterSession session, Moment now) {
    RegisterReply reply = session.write(cell.span().address(), cell.words());
    if (!(reply instanceof Failed)) {
      staleSetpoint.took(cell);
    }
    wear.count(cell, reply, now);
    return reply;
  }
}
