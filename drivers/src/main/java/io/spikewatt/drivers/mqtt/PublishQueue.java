package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Messages to send, in order: of retained messages the newest of each topic, of the others a
 * bounded number. Does no I/O; the caller locks.
 */
final class PublishQueue {

  private final int maxMessages;
  private final long maxBytes;
  private final Deque<Message> queue = new ArrayDeque<>();
  private long bytes;
  private int passing;
  private long dropped;

  /**
   * @param maxMessages most messages that are not retained
   * @param maxBytes most bytes of payload; beyond it the oldest that is not retained goes
   */
  PublishQueue(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  void add(Message message) {
    if (message.retained()) {
      // The older one is superseded, so it does not count as dropped.
      removeRetained(message.topic());
    }
    queue.addLast(message);
    count(message, 1);
    trim();
  }

  /** Puts a message that was sent but not confirmed back to the front. */
  void putBack(Message message) {
    if (message.retained() && hasRetained(message.topic())) {
      return;
    }
    queue.addFirst(message);
    count(message, 1);
    trim();
  }

  /** Drops messages that were only for the lost connection. */
  void dropFleeting() {
    for (Iterator<Message> i = queue.iterator(); i.hasNext(); ) {
      Message message = i.next();
      if (message.fleeting()) {
        i.remove();
        count(message, -1);
      }
    }
  }

  Optional<Message> take() {
    Message first = queue.pollFirst();
    if (first != null) {
      count(first, -1);
    }
    return Optional.ofNullable(first);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  long dropped() {
    return dropped;
  }

  private void trim() {
    while (passing > maxMessages || (bytes > maxBytes && passing > 0)) {
      for (Iterator<Message> i = queue.iterator(); i.hasNext(); ) {
        Message message = i.next();
        if (!message.retained()) {
          i.remove();
          count(message, -1);
          dropped++;
          break;
        }
      }
    }
  }

  private void removeRetained(String topic) {
    for (Iterator<Message> i = queue.iterator(); i.hasNext(); ) {
      Message message = i.next();
      if (message.retained() && message.topic().equals(topic)) {
        i.remove();
        count(message, -1);
        return;
      }
    }
  }

  private boolean hasRetained(String topic) {
    return queue.stream().anyMatch(m -> m.retained() && m.topic().equals(topic));
  }

  private void count(Message message, int sign) {
    bytes += (long) sign * message.payload().length;
    passing += message.retained() ? 0 : sign;
  }
}
