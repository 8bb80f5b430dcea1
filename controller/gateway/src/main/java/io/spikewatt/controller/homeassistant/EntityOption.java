package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.json.JsonWriter;
import java.util.List;

/** One option of an entity, by Home Assistant's name. */
sealed interface EntityOption {

  record Text(String key, String value) implements EntityOption {}

  record Quantity(String key, double value) implements EntityOption {}

  record Flag(String key, boolean value) implements EntityOption {}

  record Texts(String key, List<String> values) implements EntityOption {}

  /** Topics that an entity is available with, in the place of its device's. */
  record Availability(List<AvailabilityTopic> topics) implements EntityOption {}

  /** Writes it into the entity's object. */
  default void write(JsonWriter entity) {
    var _ =
        switch (this) {
          case Text(String key, String value) -> entity.put(key, value);
          case Quantity(String key, double value) -> entity.put(key, value);
          case Flag(String key, boolean value) -> entity.put(key, value);
          case Texts(String key, List<String> values) -> entity.put(key, values);
          case Availability(List<AvailabilityTopic> topics) ->
              AvailabilityTopic.write(entity, topics);
        };
  }
}
