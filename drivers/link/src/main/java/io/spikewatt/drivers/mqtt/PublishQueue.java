package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.MessageDelivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Messages to send, in order, historical ones last: of retained messages the newest of each topic,
 * of the others a bounded number. Does no I/O; the caller locks.
 */
final class PublishQueue {

  private final int maxMessages;
  private final long maxBytes;
  private final Deque<OutgoingMessage> live = new ArrayDeque<>();
  private final Deque<OutgoingMessage> historical = new ArrayDeque<>();
  private long bytes;
  private int passing;
  private long dropped;

  /** Bounds messages that are not retained, and all payload bytes, by dropping the oldest. */
  PublishQueue(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  void add(OutgoingMessage outgoing) {
    if (outgoing.message().retained()) {
      // The older one is superseded, so it does not count as dropped.
      removeRetained(outgoing.message().topic());
    }
    (outgoing.historical() ? historical : live).addLast(outgoing);
    count(outgoing, 1);
    trim();
  }

  /** Puts a message that was sent but not confirmed back to the front, if it may wait. */
  void putBack(OutgoingMessage outgoing) {
    if (!outgoing.waits()
        || (outgoing.message().retained() && hasRetained(outgoing.message().topic()))) {
      outgoing.delivery().end(MessageDelivery.State.LOST);
      return;
    }
    live.addFirst(outgoing);
    count(outgoing, 1);
    trim();
  }

  /** Drops messages that were only for the lost connection. */
  void connectionLost() {
    drop(live, false);
    drop(historical, false);
  }

  /** Drops all messages. */
  void clear() {
    drop(live, true);
    drop(historical, true);
  }

  private void drop(Deque<OutgoingMessage> queue, boolean all) {
    for (Iterator<OutgoingMessage> i = queue.iterator(); i.hasNext(); ) {
      OutgoingMessage outgoing = i.next();
      if (all || !outgoing.waits()) {
        i.remove();
        gone(outgoing);
      }
    }
  }

  /** The next message, a historical one if no other waits. */
  Optional<OutgoingMessage> take() {
    OutgoingMessage first = live.isEmpty() ? historical.pollFirst() : live.pollFirst();
    if (first != null) {
      count(first, -1);
    }
    return Optional.ofNullable(first);
  }

  boolean isEmpty() {
    return live.isEmpty() && historical.isEmpty();
  }

  boolean nextIsHistorical() {
    return live.isEmpty() && !historical.isEmpty();
  }

  long dropped() {
    return dropped;
  }

  private void trim() {
    while (passing > maxMessages || (bytes > maxBytes && passing > 0)) {
      if (!historical.isEmpty()) {
        gone(historical.removeFirst());
      } else {
        gone(removeOldestPassing());
      }
      dropped++;
    }
  }

  private OutgoingMessage removeOldestPassing() {
    for (Iterator<OutgoingMessage> i = live.iterator(); i.hasNext(); ) {
      OutgoingMessage outgoing = i.next();
      if (!outgoing.message().retained()) {
        i.remove();
        return outgoing;
      }
    }
    throw new IllegalStateException("all messages are retained, but " + passing + " were counted");
  }

  private void removeRetained(String topic) {
    for (Iterator<OutgoingMessage> i = live.iterator(); i.hasNext(); ) {
      OutgoingMessage outgoing = i.next();
      if (outgoing.message().retained() && outgoing.message().topic().equals(topic)) {
        i.remove();
        gone(outgoing);
        return;
      }
    }
  }

  private boolean hasRetained(String topic) {
    return live.stream()
        .anyMatch(other -> other.message().retained() && other.message().topic().equals(topic));
  }

  private void gone(OutgoingMessage outgoing) {
    count(outgoing, -1);
    outgoing.delivery().end(MessageDelivery.State.LOST);
  }

  private void count(OutgoingMessage outgoing, int sign) {
    bytes += (long) sign * outgoing.message().payload().length;
    passing += outgoing.message().retained() ? 0 : sign;
  }
}
