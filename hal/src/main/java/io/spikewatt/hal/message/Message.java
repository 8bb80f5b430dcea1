package io.spikewatt.hal.message;

import java.time.Duration;
import java.util.Optional;

/**
 * One message of a topic.
 *
 * @param topic full topic
 * @param payload bytes, not to be changed by readers
 * @param retained whether the broker keeps (on publishing) or had kept (on receiving) it
 * @param kind way of sending; without a meaning in a received message
 * @param expiry time for which the broker keeps it for absent subscribers, more than a second;
 *     empty = at the broker's choice. Only MQTT 5 carries it
 */
public record Message(
    String topic, byte[] payload, boolean retained, Kind kind, Optional<Duration> expiry) {

  /** Treatment of a message while the broker is away, and its priority on the broker's return. */
  public enum Kind {
    /** Waits for the broker within a bound. */
    WAITING,
    /** Worthless later, or kept elsewhere: sent over the present connection or never. */
    FLEETING,
    /** As a fleeting one, with past values: sent once no other message waits. */
    HISTORICAL
  }

  /** A message that waits for the broker. */
  public Message(String topic, byte[] payload, boolean retained) {
    this(topic, payload, retained, Kind.WAITING, Optional.empty());
  }

  /** A message that is not retained, for the present connection only. */
  public static Message fleeting(String topic, byte[] payload) {
    return new Message(topic, payload, false, Kind.FLEETING, Optional.empty());
  }

  /** A message of past values that is not retained, for the present connection only. */
  public static Message historical(String topic, byte[] payload) {
    return new Message(topic, payload, false, Kind.HISTORICAL, Optional.empty());
  }

  /** The same message, worthless to subscribers after a time. */
  public Message expiringAfter(Duration time) {
    return new Message(topic, payload, retained, kind, Optional.of(time));
  }
}
