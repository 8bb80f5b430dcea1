package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec.Table;

/** A bounded series of exchanges with one unit. Faults of the device are values, not exceptions. */
public interface RegisterSession {

  /** Most words that one read may ask for. */
  int MAX_READ = 125;

  /** Most words that one write may carry. */
  int MAX_WRITE = 123;

  /**
   * Reads registers.
   *
   * @param address zero-based
   * @param count 1..{@link #MAX_READ}
   * @return exactly {@code count} words, or why not
   */
  RegisterReply read(Table table, int address, int count);

  /**
   * Writes holding registers in one request (function 16).
   *
   * @param address zero-based
   * @param words 1..{@link #MAX_WRITE} values 0..65535
   * @return the words as acknowledged, or the failure; an acknowledged value is not necessarily
   *     followed
   */
  RegisterReply write(int address, int... words);

  /** Number of the connection, growing with each reconnect; 0 before the first. */
  long connection();
}
