package io.spikewatt.hal.message;

/**
 * One message of a topic.
 *
 * @param topic full topic
 * @param payload bytes, not to be changed by readers
 * @param retained whether the broker keeps (on publishing) or had kept (on receiving) it
 * @param fleeting whether it is worthless later, like a command: it is sent over the present
 *     connection or never
 */
public record Message(String topic, byte[] payload, boolean retained, boolean fleeting) {

  /** A message that may wait for the broker. */
  public Message(String topic, byte[] payload, boolean retained) {
    this(topic, payload, retained, false);
  }
}
