package io.spikewatt.controller.homeassistant;

import java.util.ArrayList;
import java.util.List;

/**
 * An entity of a device.
 *
 * @param key its name among those of the device; it never changes, for Home Assistant knows the
 *     entity by it
 * @param name for people, without the device's name
 * @param options the rest, in order
 */
record Entity(Platform platform, String key, String name, List<EntityOption> options) {

  Entity {
    options = List.copyOf(options);
  }

  static Entity of(Platform platform, String key, String name) {
    return new Entity(platform, key, name, List.of());
  }

  /** A measured value: it has a unit, and its mean makes sense. */
  static Entity measured(String key, String name, String deviceClass, String unit) {
    Entity entity = of(Platform.SENSOR, key, name);
    if (!deviceClass.isEmpty()) {
      entity = entity.with("device_class", deviceClass);
    }
    return entity.with("unit_of_measurement", unit).with("state_class", "measurement");
  }

  /** A counter of energy, which falls only where it begins anew. */
  static Entity energy(String key, String name, String unit, String topic, String template) {
    return of(Platform.SENSOR, key, name)
        .with("device_class", "energy")
        .with("unit_of_measurement", unit)
        .with("state_class", "total_increasing")
        .reading(topic, template);
  }

  Entity with(String option, String value) {
    return with(new EntityOption.Text(option, value));
  }

  Entity with(String option, double value) {
    return with(new EntityOption.Quantity(option, value));
  }

  Entity with(EntityOption option) {
    List<EntityOption> more = new ArrayList<>(options);
    more.add(option);
    return new Entity(platform, key, name, more);
  }

  Entity reading(String topic, String template) {
    return with("state_topic", topic).with("value_template", template);
  }

  /** For the page of the device only, not for the overview. */
  Entity diagnostic() {
    return with("entity_category", "diagnostic");
  }

  /** Its value is unknown after this time without a message. */
  Entity expiringAfter(long seconds) {
    return with("expire_after", (double) seconds);
  }
}
