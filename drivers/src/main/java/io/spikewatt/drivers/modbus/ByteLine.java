package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.Optional;

/** An open stream of bytes to one endpoint: a socket or a serial port. */
interface ByteLine extends AutoCloseable {

  /** Opens a line. */
  @FunctionalInterface
  interface Opener {
    ByteLine open(Deadline deadline) throws IOException;
  }

  void write(byte[] bytes, Deadline deadline) throws IOException;

  /**
   * Fills {@code length} bytes or throws.
   *
   * @throws java.net.SocketTimeoutException if the deadline passes first
   * @throws IOException if the line ends or breaks
   */
  void readFully(byte[] into, int offset, int length, Deadline deadline) throws IOException;

  /** A line whose bytes one thread can await together with those of others. */
  interface Awaitable {

    /** Becomes readable when bytes arrive. */
    SelectableChannel channel();

    /** The arrived bytes that were not read yet; never waits. Throws if the line ended or broke. */
    ByteBuffer arrived() throws IOException;
  }

  /** The same line, if its bytes can be awaited; empty for a serial port. */
  default Optional<Awaitable> awaitable() {
    return Optional.empty();
  }

  /** Discards bytes that were fetched along with an answer. Needs no I/O; later bytes remain. */
  default void discardBuffered() {}

  /**
   * Discards unsolicited bytes: late and repeated answers, noise. Bounded. Returns their number,
   * and throws if the line has ended or broken.
   */
  int drain() throws IOException;

  /**
   * Whether the line can go on after a failed exchange. A socket cannot, because only a new
   * connection detects a dead peer. A serial port can.
   */
  boolean survivesErrors();

  @Override
  void close();
}
