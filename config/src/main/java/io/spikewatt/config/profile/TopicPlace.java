package io.spikewatt.config.profile;

/**
 * Place of a value in the messages of a device.
 *
 * @param topic below the device's base topic; empty = the base topic itself
 * @param path way through a JSON document, for example {@code a.b[0].c}; empty = the payload is the
 *     value itself
 */
public record TopicPlace(String topic, String path) {

  /** The whole topic. */
  public String under(String base) {
    return topic.isEmpty() ? base : base + "/" + topic;
  }
}
