package io.spikewatt.fleet.link;

import io.spikewatt.hal.message.ForwardingPort;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * A coordinator's connection. A link has room for few messages, as a gateway needs; a model for
 * thousands of gateways waits here, and goes to the link as the broker confirms. Each call moves
 * the queue on. {@link #send} is not paced: its sender paces itself. Safe for use by many threads.
 */
public final class PacedPort extends ForwardingPort {

  /** Half of what a link keeps. */
  private static final int MOST_UNDER_WAY = 500;

  private static final long MOST_BYTES_UNDER_WAY = 1L << 20;

  /** A model for each of 100,000 gateways, and what else there is. */
  private static final int MOST_WAITING = 500_000;

  private final Predicate<String> readElsewhere;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private final Deque<Sent> underWay = new ArrayDeque<>();
  private long bytesUnderWay;
  private long dropped;

  private record Sent(int bytes, MessageDelivery delivery) {}

  /**
   * @param link closed with this
   * @param readElsewhere topics whose messages {@link #poll} leaves out
   */
  public PacedPort(MessagePort link, Predicate<String> readElsewhere) {
    super(link);
    this.readElsewhere = readElsewhere;
  }

  @Override
  public synchronized void publish(Message message) {
    if (waiting.size() >= MOST_WAITING) {
      waiting.removeFirst();
      if (dropped++ == 0) {
        Logger.warn("more than {} messages to gateways wait: the oldest go", MOST_WAITING);
      }
    }
    waiting.addLast(message);
    move();
  }

  @Override
  public Optional<Message> poll() {
    synchronized (this) {
      move();
    }
    Optional<Message> next = port.poll();
    while (next.isPresent() && readElsewhere.test(next.get().topic())) {
      next = port.poll();
    }
    return next;
  }

  /** Number of messages that the link does not have yet. */
  public synchronized int waiting() {
    return waiting.size();
  }

  private void move() {
    while (!underWay.isEmpty()
        && underWay.getFirst().delivery.state() != MessageDelivery.State.UNDER_WAY) {
      bytesUnderWay -= underWay.removeFirst().bytes;
    }
    while (!waiting.isEmpty()
        && underWay.size() < MOST_UNDER_WAY
        && bytesUnderWay < MOST_BYTES_UNDER_WAY) {
      Message next = waiting.removeFirst();
      int bytes = next.payload().length;
      bytesUnderWay += bytes;
      underWay.addLast(new Sent(bytes, port.send(next)));
    }
  }
}
