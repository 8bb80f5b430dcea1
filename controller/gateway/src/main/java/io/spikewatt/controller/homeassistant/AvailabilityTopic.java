package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.json.JsonWriter;
import java.util.List;

/**
 * A topic that says online or offline.
 *
 * @param template what reads the word from the payload; empty = the payload is the word
 */
record AvailabilityTopic(String topic, String template) {

  /** Writes topics all of which must say online. */
  static JsonWriter write(JsonWriter writer, List<AvailabilityTopic> topics) {
    return writer
        .each(
            "availability",
            topics,
            (item, one) -> {
              item.put("topic", one.topic);
              if (!one.template.isEmpty()) {
                item.put("value_template", one.template);
              }
            })
        .put("availability_mode", "all");
  }
}
