package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.report.MqttTopics;
import java.util.List;

/**
 * Topics and ids of a site's announcements. A site's name has no underscore, so no two ids of
 * different devices and sites are equal.
 */
record EntityNames(Site site, MqttTopics topics) {

  private static final String ONLINE = "{{ value_json.get('state') }}";

  static EntityNames of(Site site) {
    return new EntityNames(site, MqttTopics.of(site));
  }

  String siteId() {
    return "spikewatt_" + site.name();
  }

  String plannerId() {
    return "spikewatt-planner_" + site.name();
  }

  String deviceId(String device) {
    return siteId() + "_" + device;
  }

  String slug(String device) {
    String name = device.isEmpty() ? site.name() : site.name() + "_" + device;
    return DiscoveryMessage.slug(name);
  }

  List<AvailabilityTopic> daemon() {
    return List.of(new AvailabilityTopic(topics.status(), ONLINE));
  }

  /** Whether the daemon is online and reads anything of the device. */
  List<AvailabilityTopic> device(String device) {
    return List.of(
        new AvailabilityTopic(topics.status(), ONLINE),
        new AvailabilityTopic(topics.availability(device), ""));
  }
}
