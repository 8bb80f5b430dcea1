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
   * Writes all cells. Some devices take no setpoint before a later register puts them into remote
   * control: a refused cell is tried once more at the end. Where an old value in it would act then,
   * it is tried again at once, and nothing after it is written if it is refused.
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
