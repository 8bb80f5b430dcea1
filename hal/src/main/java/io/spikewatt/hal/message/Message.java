package io.spikewatt.hal.message;

import java.time.Duration;
import java.util.Optional;

/**
 * One message of a topic.
 *
 * @param topic full topic
 * @param payload bytes, not to be changed by readers
 * @param retained whether the broker keeps (on publishing) or had kept (on receiving) it
 * @param kind how it is sent; of no meaning in one that was received
 * @param expiry how long the broker keeps it for subscribers that are away, more than a second;
 *     empty = for as long as it likes. Only MQTT 5 carries it
 */
public record Message(
    String topic, byte[] payload, boolean retained, Kind kind, Optional<Duration> expiry) {

  /** What becomes of a message while the broker is away, and which goes first on its return. */
  public enum Kind {
    /** Waits for the broker within a bound. */
    WAITING,
    /** Worthless later, or kept elsewhere: sent over the present connection or never. */
    FLEETING,
    /** As a fleeting one, of earlier: sent once nothing else waits. */
    HISTORICAL
  }

  /** A message that may wait for the broker. */
  public Message(String topic, byte[] payload, boolean retained) {
    this(topic, payload, retained, Kind.WAITING, Optional.empty());
  }

  /** A message that is not retained, for the present connection only. */
  public static Message fleeting(String topic, byte[] payload) {
    return new Message(topic, payload, false, Kind.FLEETING, Optional.empty());
  }

  /** A message of earlier that is not retained, for the present connection only. */
  public static Message historical(String topic, byte[] payload) {
    return new Message(topic, payload, false, Kind.HISTORICAL, Optional.empty());
  }

  /** The same message, worthless to subscribers after a time. */
  public Message expiringAfter(Duration time) {
    return new Message(topic, payload, retained, kind, Optional.of(time));
  }
}
