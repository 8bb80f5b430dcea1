package io.spikewatt.hal.message;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A connection to a broker that reconnects by itself. No method blocks on the network or throws for
 * network faults. Safe for use by many threads.
 */
public interface MessagePort extends AutoCloseable {

  /** Whether the broker is reached now. */
  boolean connected();

  /**
   * When the first of the certificates of the last connection ends, the broker's or the own one;
   * empty = it had none.
   */
  default Optional<Instant> certificateEnds() {
    return Optional.empty();
  }

  /** Number of the connection: one more with each time that the broker was reached. */
  long connections();

  /**
   * Sets what is called after each new connection, in place of the one before. It is called on the
   * link's thread without a lock, so it returns at once and throws nothing. A port that never calls
   * is found connected by {@link #connections}.
   */
  default void onConnection(Runnable listener) {}

  /**
   * Ends a connection in order and connects anew, where the broker keeps it but nothing comes.
   *
   * @param connection number of the connection; nothing happens if it is lost already
   */
  default void renew(long connection) {}

  /** Why the broker is not reached, in words; empty = it is, or there is none. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /**
   * Hands a message over. While the broker is away, the newest retained message of each topic is
   * kept and sent on return, and a bounded number of the others that may wait; dropped messages are
   * counted. Fleeting ones are not kept, nor sent again if their connection was lost before they
   * arrived.
   */
  void publish(Message message);

  /** As {@link #publish}, for a sender who keeps the message until the broker has confirmed it. */
  MessageDelivery send(Message message);

  /** The oldest message received on the subscribed topics that was not taken yet. */
  Optional<Message> poll();

  /**
   * Subscribes to more topics, for a reader of their own; {@link #poll} does not see their
   * messages. A topic that the broker does not grant stays silent and is logged.
   *
   * @param topics full topics, without wildcards
   */
  Mailbox watch(Set<String> topics);

  /** Ends the delivery to a mailbox whose reader is gone. */
  default void unwatch(Mailbox mailbox) {}

  /** Sends the queued messages within a short bound, then disconnects in order. */
  @Override
  void close();
}
