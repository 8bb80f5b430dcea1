package io.spikewatt.controller.homeassistant;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/**
 * Which retained topics the broker holds of us, and which entities each discovery message has: what
 * is no longer wanted can then be taken back, also by another run of the daemon.
 */
record AnnouncementMemory(KeptValues kept) {

  private static final String FILE = "home-assistant.properties";

  /** Topics of ours: a damaged line must not clear a topic of somebody else. */
  private static final Pattern TOPIC =
      Pattern.compile(
          "[^#+\\p{Cntrl}]{1,200}(/device/[a-zA-Z0-9_-]+/(config|availability)"
              + "|/energy|/price|/in-force)");

  private static final Pattern ENTITY = Pattern.compile("[a-z_]+/[a-z0-9_]+");

  static AnnouncementMemory in(Path directory) {
    return new AnnouncementMemory(
        KeptValues.in(
            directory.resolve(FILE),
            "topics announced to Home Assistant, and their entities",
            Logger::warn));
  }

  /** Whether anything was ever kept there. */
  static boolean exists(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /** By topic, the entities of its message: key to platform; none if it is no discovery message. */
  SortedMap<String, SortedMap<String, String>> topics() {
    SortedMap<String, SortedMap<String, String>> topics = new TreeMap<>();
    kept.all()
        .forEach(
            (topic, line) -> {
              SortedMap<String, String> entities = new TreeMap<>();
              for (String entity : List.of(line.split(" ", -1))) {
                if (ENTITY.matcher(entity).matches()) {
                  int slash = entity.indexOf('/');
                  entities.put(entity.substring(slash + 1), entity.substring(0, slash));
                }
              }
              if (TOPIC.matcher(topic).matches()) {
                topics.put(topic, entities);
              }
            });
    return topics;
  }

  void keep(SortedMap<String, SortedMap<String, String>> topics) {
    SortedMap<String, String> lines = new TreeMap<>();
    topics.forEach(
        (topic, entities) -> {
          StringBuilder line = new StringBuilder();
          entities.forEach(
              (key, platform) ->
                  line.append(line.isEmpty() ? "" : " ").append(platform).append('/').append(key));
          lines.put(topic, line.toString());
        });
    if (!lines.equals(kept.all()) && !kept.replace(lines)) {
      Logger.warn("what is announced to Home Assistant cannot be kept, nor taken back later");
    }
  }
}
