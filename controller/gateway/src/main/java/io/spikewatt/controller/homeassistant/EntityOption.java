package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.json.JsonWriter;
import java.util.List;

/** One option of an entity, by Home Assistant's name. */
sealed interface EntityOption {

  /** Writes it into the entity's object. */
  void write(JsonWriter entity);

  /** A text. */
  record Text(String key, String value) implements EntityOption {
    @Override
    public void write(JsonWriter entity) {
      entity.put(key, value);
    }
  }

  /** A number. */
  record Quantity(String key, double value) implements EntityOption {
    @Override
    public void write(JsonWriter entity) {
      entity.put(key, value);
    }
  }

  /** Yes or no. */
  record Flag(String key, boolean value) implements EntityOption {
    @Override
    public void write(JsonWriter entity) {
      entity.put(key, value);
    }
  }

  /** A list of texts. */
  record Texts(String key, List<String> values) implements EntityOption {
    @Override
    public void write(JsonWriter entity) {
      entity.put(key, values);
    }
  }

  /** Topics that an entity is available with, in the place of its device's. */
  record Availability(List<AvailabilityTopic> topics) implements EntityOption {
    @Override
    public void write(JsonWriter entity) {
      AvailabilityTopic.write(entity, topics);
    }
  }
}
