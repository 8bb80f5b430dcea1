package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec.Table;

/** A bounded series of exchanges with one unit. Faults of the device are values, not exceptions. */
public interface RegisterSession {

  /** Most words of one read. */
  int MAX_READ = 125;

  /** Most words of one write. */
  int MAX_WRITE = 123;

  /**
   * Returns exactly {@code count} words, or the failure.
   *
   * @param address zero-based
   * @param count 1..{@link #MAX_READ}
   */
  RegisterReply read(Table table, int address, int count);

  /**
   * Writes holding registers in one request (function 16). Returns the words as acknowledged, which
   * the device need not follow, or the failure.
   *
   * @param address zero-based
   * @param words 1..{@link #MAX_WRITE} values 0..65535
   */
  RegisterReply write(int address, int... words);

  /** Number of the connection, growing with each reconnect; 0 before the first. */
  long connection();
}
