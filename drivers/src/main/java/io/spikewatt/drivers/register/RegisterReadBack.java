package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what an output's registers hold with what was written into them. Distinguishes a foreign
 * writer from a device that does not follow: the former changes a register that was once read back
 * as written.
 */
final class RegisterReadBack {

  private final OutputRegisters registers;
  private final WriteContention writeContention = new WriteContention();
  private @Nullable List<Cell> written;
  private boolean confirmed;
  private long connection;

  RegisterReadBack(OutputRegisters registers) {
    this.registers = registers;
  }

  /** Whether the output is left to a foreign writer for now. */
  boolean yielding(Moment now) {
    return writeContention.yielding(now);
  }

  /** What was written on this connection; null if nothing was, or if that has failed. */
  @Nullable List<Cell> written(RegisterSession session) {
    return session.connection() == connection ? written : null;
  }

  /** Reads the registers. */
  Look read(RegisterSession session, Moment now) {
    return registers.look(session, now);
  }

  /**
   * Judges a difference between what was written and what is held.
   *
   * @return the fault if it may not be put back now; empty = there is none, or it may
   */
  Optional<Fault> difference(List<Cell> before, Look held, Moment now) {
    if (!held.differs(before)) {
      writeContention.undisturbed(now);
      return Optional.empty();
    }
    if (writeContention.mayPutBack(now)) {
      return Optional.empty();
    }
    Fault.Kind kind = confirmed ? Fault.Kind.FOREIGN_WRITER : Fault.Kind.NOT_FOLLOWED;
    return Optional.of(Fault.of(kind, held.toString()));
  }

  /** These cells are what the registers are meant to hold from now on. */
  void expect(List<Cell> cells, RegisterSession session) {
    written = cells;
    connection = session.connection();
  }

  /** Reads the registers after they were written, before that counts as done. */
  Look confirm(List<Cell> cells, RegisterSession session, Moment now) {
    expect(cells, session);
    Look held = read(session, now);
    confirmed = held.failure().isEmpty() && !held.differs(cells);
    return held;
  }

  /** Nothing is expected of the registers any more. */
  void reset() {
    written = null;
  }
}
