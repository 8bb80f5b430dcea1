package io.spikewatt.controller.homeassistant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Devices to announce, and earlier ones to remove.
 *
 * @param devices by topic of their discovery messages, in the order of publishing: a device through
 *     which others are reached comes first
 * @param states topics of our own that are retained for Home Assistant
 * @param before what was announced earlier: by topic, the entities as key to platform
 */
record SiteAnnouncement(
    SequencedMap<String, AnnouncedDevice> devices,
    SortedSet<String> states,
    SortedMap<String, SortedMap<String, String>> before) {

  static SiteAnnouncement of(
      String prefix,
      List<AnnouncedDevice> devices,
      SortedSet<String> states,
      SortedMap<String, SortedMap<String, String>> before) {
    SequencedMap<String, AnnouncedDevice> byTopic = new LinkedHashMap<>();
    devices.forEach(device -> byTopic.put(DiscoveryMessage.topic(prefix, device.id()), device));
    return new SiteAnnouncement(byTopic, states, before);
  }

  /** Takes back all that was announced. */
  static SiteAnnouncement nothing(SortedMap<String, SortedMap<String, String>> before) {
    return new SiteAnnouncement(new LinkedHashMap<>(), new TreeSet<>(), before);
  }

  /** The announcement once all earlier topics are removed. */
  SortedMap<String, SortedMap<String, String>> wanted() {
    SortedMap<String, SortedMap<String, String>> wanted = new TreeMap<>();
    states.forEach(topic -> wanted.put(topic, new TreeMap<>()));
    devices.forEach(
        (topic, device) -> {
          SortedMap<String, String> entities = new TreeMap<>();
          device
              .entities()
              .forEach(entity -> entities.put(entity.key(), entity.platform().wireName()));
          wanted.put(topic, entities);
        });
    return wanted;
  }

  /** What may be at the broker while this is announced. */
  SortedMap<String, SortedMap<String, String>> possible() {
    SortedMap<String, SortedMap<String, String>> possible = wanted();
    before.forEach(
        (topic, entities) -> {
          SortedMap<String, String> all = new TreeMap<>(entities);
          all.putAll(possible.getOrDefault(topic, new TreeMap<>()));
          possible.put(topic, all);
        });
    return possible;
  }

  /** Topics whose message is taken back whole. */
  List<String> goneTopics() {
    return before.keySet().stream()
        .filter(topic -> !devices.containsKey(topic) && !states.contains(topic))
        .toList();
  }

  /** Entities of a device that are taken back: key to platform. */
  SortedMap<String, String> goneEntities(String topic) {
    SortedMap<String, String> gone = new TreeMap<>(before.getOrDefault(topic, new TreeMap<>()));
    Map<String, String> present = wanted().getOrDefault(topic, new TreeMap<>());
    gone.keySet().removeAll(present.keySet());
    return gone;
  }

  /** Whether nothing is left to be taken back. */
  boolean isSettled() {
    return goneTopics().isEmpty()
        && devices.keySet().stream().allMatch(topic -> goneEntities(topic).isEmpty());
  }

  /** The same once all is taken back. */
  SiteAnnouncement settled() {
    return new SiteAnnouncement(devices, states, new TreeMap<>());
  }
}
