package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the contents of an output's registers with the written values. A foreign writer changes
 * a register that was once read back as written; any other difference means that the device does
 * not follow.
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

  /** The cells written on this connection; null if none were, or if the write failed. */
  @Nullable List<Cell> written(RegisterSession session) {
    return session.connection() == connection ? written : null;
  }

  Look read(RegisterSession session, Moment now) {
    return registers.look(session, now);
  }

  /** The fault if a differing value must not be restored now; empty = equal, or it may be. */
  Optional<Fault> difference(List<Cell> before, Look held, Moment now) {
    return writeContention.fault(!held.differs(before), confirmed, held::toString, now);
  }

  /** Sets the expected contents of the registers. */
  void expect(List<Cell> cells, RegisterSession session) {
    written = cells;
    connection = session.connection();
  }

  /** Reads back written registers, before the write counts as done. */
  Look confirm(List<Cell> cells, RegisterSession session, Moment now) {
    expect(cells, session);
    Look held = read(session, now);
    confirmed = held.failure().isEmpty() && !held.differs(cells);
    return held;
  }

  /** Clears the expected contents. */
  void reset() {
    written = null;
  }
}
