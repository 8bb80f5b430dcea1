package io.spikewatt.hal.message;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A connection to a broker that reconnects by itself. No method blocks on the network or throws for
 * network faults. Safe for use by many threads.
 */
public interface MessagePort extends AutoCloseable {

  /** Whether the connection is up. */
  boolean connected();

  /**
   * End of the first certificate of the last connection to expire, the broker's or our own; empty =
   * it had none.
   */
  default Optional<Instant> certificateEnds() {
    return Optional.empty();
  }

  /** Number of the connection, growing with each new one. */
  long connections();

  /**
   * Sets the listener for new connections, in place of the previous one. It runs on the link's
   * thread without a lock, so it must return at once and throw nothing. A port may never call it;
   * then {@link #connections} shows a new connection.
   */
  default void onConnection(Runnable listener) {}

  /**
   * Reconnects when the broker keeps a connection but sends nothing; has no effect if the
   * connection of that number is lost already.
   */
  default void renew(long connection) {}

  /** Why the connection is down, in words; empty = it is up, or the site has no broker. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /**
   * Sends a message. While the broker is away, the port keeps the newest retained message of each
   * topic and a bounded number of the others that may wait, and counts dropped ones. Fleeting ones
   * are neither kept nor sent again after a lost connection.
   */
  default void publish(Message message) {
    MessageDelivery _ = send(message);
  }

  /** As {@link #publish}, for a sender that keeps the message until the broker confirms it. */
  MessageDelivery send(Message message);

  /** Takes the oldest message received on the subscribed topics. */
  Optional<Message> poll();

  /**
   * Subscribes to more full topics, without wildcards, for a separate reader; {@link #poll} does
   * not return their messages. A topic that the broker refuses is logged.
   */
  Mailbox watch(Set<String> topics);

  /** Ends the delivery to a mailbox whose reader is gone. */
  default void unwatch(Mailbox mailbox) {}

  /** Sends the queued messages within a short bound, then disconnects in order. */
  @Override
  void close();
}
