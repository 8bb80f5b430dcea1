package io.spikewatt.fleet.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A log of messages that can be read again from any place. Reading removes nothing. Confined to one
 * thread.
 */
public interface RecordStream extends AutoCloseable {

  /** Opens a stream; a reader that failed is replaced by a new one. */
  @FunctionalInterface
  interface Source {

    /**
     * Opens the stream, and makes it where it is missing.
     *
     * @param from first offset; empty = the oldest message that is kept
     * @throws IOException if it cannot be reached
     */
    RecordStream open(OptionalLong from) throws IOException;
  }

  /**
   * The next messages in their order; empty if none came within the time.
   *
   * @param most messages, at least 1
   * @throws IOException if the reader was cut off; it has to be opened anew
   */
  List<StreamMessage> next(int most, Duration wait) throws IOException, InterruptedException;

  @Override
  void close();
}
