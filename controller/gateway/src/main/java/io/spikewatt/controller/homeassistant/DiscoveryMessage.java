package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.json.JsonWriter;
import java.util.SortedMap;

/** The discovery message of a device, in the format of Home Assistant's device discovery. */
final class DiscoveryMessage {

  private DiscoveryMessage() {}

  static String topic(String prefix, String deviceId) {
    return prefix + "/device/" + deviceId + "/config";
  }

  /**
   * The payload.
   *
   * @param removed entities that were announced before and are gone: key to platform. Each is sent
   *     once with its platform alone, which removes it
   */
  static byte[] payload(AnnouncedDevice device, String version, SortedMap<String, String> removed) {
    return JsonWriter.object(
        writer -> {
          writer
              .in("dev", body -> device(body, device, version))
              .in("o", body -> body.put("name", "Spikewatt").put("sw", version));
          AvailabilityTopic.write(writer, device.availability());
          writer.in(
              "cmps",
              all -> {
                device
                    .entities()
                    .forEach(entity -> all.in(entity.key(), body -> entity(body, device, entity)));
                removed.forEach((key, platform) -> all.in(key, body -> body.put("p", platform)));
              });
        });
  }

  private static void device(JsonWriter body, AnnouncedDevice device, String version) {
    body.put("ids", java.util.List.of(device.id()))
        .put("name", device.name())
        .put("mdl", device.model());
    if (device.via().isPresent()) {
      body.put("via_device", device.via().get());
    } else {
      body.put("mf", "Spikewatt").put("sw", version);
    }
  }

  private static void entity(JsonWriter body, AnnouncedDevice device, Entity entity) {
    body.put("p", entity.platform().wireName())
        .put("unique_id", device.uniqueId(entity))
        .put(
            "default_entity_id",
            entity.platform().wireName() + "." + device.slug() + "_" + slug(entity.key()))
        .put("name", entity.name());
    entity.options().forEach(option -> option.write(body));
  }

  /** A name as entity ids have it. */
  static String slug(String name) {
    return name.replaceAll("[^a-z0-9]+", "_");
  }
}
