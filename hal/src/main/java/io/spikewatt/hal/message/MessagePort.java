package io.spikewatt.hal.message;

import java.util.Optional;

/**
 * A connection to a broker that comes back by itself. No method blocks on the network or throws for
 * what the network does. Safe for use by many threads.
 */
public interface MessagePort extends AutoCloseable {

  /** Whether the broker is reached now. */
  boolean connected();

  /**
   * Hands a message over. While the broker is away, the newest retained message of each topic is
   * kept and sent on return, and a bounded number of the others; what is dropped is counted.
   */
  void publish(Message message);

  /** The oldest message received on the subscribed topics that was not taken yet. */
  Optional<Message> poll();

  /** Messages dropped since start, in either direction. */
  long dropped();

  /** Sends what is queued within a short bound, then disconnects in order. */
  @Override
  void close();
}
