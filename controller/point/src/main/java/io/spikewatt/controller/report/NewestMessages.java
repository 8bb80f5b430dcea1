package io.spikewatt.controller.report;

import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest message of each topic that is published more rarely than once a cycle, for brokers
 * that were reached after it was published, or that have forgotten it. Safe for use by many
 * threads: no older message of a topic follows a newer one.
 */
final class NewestMessages {

  private final MessagePort port;
  private final Map<String, Published> byTopic = new LinkedHashMap<>();

  /**
   * @param connection over which it was sent, or will be
   * @param until when it is not to be sent any more
   */
  private record Published(Message message, long connection, Instant until) {}

  NewestMessages(MessagePort port) {
    this.port = port;
  }

  /** Publishes a message that holds until there is a newer one. */
  void publish(Message message) {
    publish(message, Instant.MAX);
  }

  /**
   * @param until when it is not to be repeated any more
   */
  synchronized void publish(Message message, Instant until) {
    long present = port.connections();
    // A retained message waits in the port for the next connection.
    boolean waits = message.retained() && !port.connected();
    byTopic.put(message.topic(), new Published(message, waits ? present + 1 : present, until));
    port.publish(message);
  }

  /**
   * Publishes again what was sent over earlier connections only.
   *
   * @param connection number of the present one
   */
  synchronized void repeat(long connection, Instant now) {
    byTopic.values().removeIf(published -> published.until.isBefore(now));
    byTopic.replaceAll((topic, published) -> repeated(published, connection));
  }

  private Published repeated(Published published, long connection) {
    if (published.connection >= connection) {
      return published;
    }
    port.publish(published.message);
    return new Published(published.message, connection, published.until);
  }
}
