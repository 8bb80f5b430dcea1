package io.spikewatt.config.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Differences between two configurations of a site, in the words of the configuration file. */
public final class SiteChanges {

  private static final Map<String, Function<Site, Object>> PARTS =
      Map.ofEntries(
          Map.entry("assistant", Site::assistant),
          Map.entry("control", Site::control),
          Map.entry("fleet", Site::fleet),
          Map.entry("grid", Site::grid),
          Map.entry("modbus-proxies", Site::proxies),
          Map.entry("mqtt", Site::mqtt),
          Map.entry("notify", Site::notifications),
          Map.entry("page", Site::page),
          Map.entry("site", site -> List.of(site.name(), site.zone(), site.position())),
          Map.entry("sources", Site::sources),
          Map.entry("storage", Site::storage),
          Map.entry("tariff", Site::tariff));

  private SiteChanges() {}

  /**
   * Names of differing parts, in alphabetical order, then of devices; empty without a difference.
   */
  public static List<String> between(Site before, Site after) {
    List<String> changes = new ArrayList<>();
    PARTS.forEach(
        (name, part) -> {
          if (!part.apply(before).equals(part.apply(after))) {
            changes.add(name);
          }
        });
    changes.sort(null);
    Map<String, DeviceConfig> old = byId(before);
    Map<String, DeviceConfig> now = byId(after);
    Set<String> ids =
        Stream.concat(old.keySet().stream(), now.keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String id : ids) {
      if (!now.containsKey(id)) {
        changes.add("without " + id);
      } else if (!old.containsKey(id)) {
        changes.add("with " + id);
      } else if (!now.get(id).equals(old.get(id))) {
        changes.add(id);
      }
    }
    return changes;
  }

  /**
   * True if the links can stay: only prices, limits, position, aims, or the settings of
   * notifications and sources differ. Devices, broker, folders, names, time zone and the cycle's
   * period are part of the links.
   */
  public static boolean keepLinks(Site before, Site after) {
    return before.name().equals(after.name())
        && before.zone().equals(after.zone())
        && before.devices().equals(after.devices())
        && before.mqtt().equals(after.mqtt())
        && before.storage().equals(after.storage())
        && before.proxies().equals(after.proxies())
        && before.page().equals(after.page())
        && before.assistant().equals(after.assistant())
        && before.notifications().isPresent() == after.notifications().isPresent()
        && before.sources().isEmpty() == after.sources().isEmpty()
        && before.control().cycle().equals(after.control().cycle())
        && before.control().monitorOnly() == after.control().monitorOnly();
  }

  /**
   * True if both sites use the same models with the same settings and sources of weather for
   * forecasts and nowcasts.
   */
  public static boolean keepForecasts(Site before, Site after) {
    return keepModels(before, after) && weather(before).equals(weather(after));
  }

  /** The same, apart from the sources of weather: what was learnt serves on. */
  public static boolean keepModels(Site before, Site after) {
    return before.position().equals(after.position())
        && before.control().forecaster() == after.control().forecaster()
        && before.control().nowcast() == after.control().nowcast();
  }

  private static List<SiteSource> weather(Site site) {
    return site.sources().stream().filter(SiteSource::isWeather).toList();
  }

  private static Map<String, DeviceConfig> byId(Site site) {
    return site.devices().stream().collect(Collectors.toMap(DeviceConfig::id, Function.identity()));
  }
}
