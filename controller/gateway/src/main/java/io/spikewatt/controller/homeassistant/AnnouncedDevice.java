package io.spikewatt.controller.homeassistant;

import java.util.List;
import java.util.Optional;

/**
 * A device as it is announced.
 *
 * @param id how Home Assistant knows it, {@code [a-zA-Z0-9_-]+}; it never changes
 * @param slug first part of its entities' ids, {@code [a-z0-9_]+}
 * @param name for people
 * @param model what it is, for people
 * @param via id of the device that it is reached through; empty = none
 * @param availability topics all of which must say online
 * @param entities keys unique
 */
record AnnouncedDevice(
    String id,
    String slug,
    String name,
    String model,
    Optional<String> via,
    List<AvailabilityTopic> availability,
    List<Entity> entities) {

  AnnouncedDevice {
    availability = List.copyOf(availability);
    entities = List.copyOf(entities);
  }

  /** How Home Assistant knows an entity; no key and no id contains a full stop. */
  String uniqueId(Entity entity) {
    return id + "." + entity.key();
  }
}
