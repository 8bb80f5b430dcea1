package io.spikewatt.hal.message;

/**
 * One message of a topic.
 *
 * @param topic full topic
 * @param payload bytes, not to be changed by readers
 * @param retained whether the broker keeps (on publishing) or had kept (on receiving) it
 * @param kind how it is sent; of no meaning in one that was received
 */
public record Message(String topic, byte[] payload, boolean retained, Kind kind) {

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
    this(topic, payload, retained, Kind.WAITING);
  }

  /** A message that is not retained, for the present connection only. */
  public static Message fleeting(String topic, byte[] payload) {
    return new Message(topic, payload, false, Kind.FLEETING);
  }
}
