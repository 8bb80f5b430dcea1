package io.spikewatt.hal.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Received messages of one reader, oldest first. Bounded in number and bytes: a slow reader loses
 * the oldest. Safe for use by many threads.
 */
public final class Mailbox {

  private static final int MAX_MESSAGES = 64;
  private static final int MAX_BYTES = 256 * 1024;

  private final Deque<Message> waiting = new ArrayDeque<>();
  private int bytes;
  private long dropped;

  /** Adds a message behind the others. */
  public synchronized void put(Message message) {
    waiting.addLast(message);
    bytes += message.payload().length;
    while (waiting.size() > MAX_MESSAGES || (bytes > MAX_BYTES && waiting.size() > 1)) {
      bytes -= waiting.removeFirst().payload().length;
      dropped++;
    }
  }

  /** The oldest message that was not taken yet. */
  public synchronized Optional<Message> poll() {
    Message first = waiting.pollFirst();
    if (first != null) {
      bytes -= first.payload().length;
    }
    return Optional.ofNullable(first);
  }

  /** Number of messages dropped unread. */
  public synchronized long dropped() {
    return dropped;
  }
}
