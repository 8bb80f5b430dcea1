package io.spikewatt.controller.page;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Signal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people call the devices of a site: the word of their kind, numbered in the order of the
 * configuration where the site has several. Ids are for the site file and for programs.
 */
public record DeviceNames(Map<String, DeviceName> names) {

  private static final String JOINT = ", ";

  public DeviceNames {
    names = Map.copyOf(names);
  }

  /**
   * @param kind of the device, {@code ev-charger}
   * @param number among those of its kind, from 1; empty = it is the only one
   */
  public record DeviceName(String kind, Optional<Integer> number) {

    Phrase phrase() {
      Phrase word = Phrase.of("device." + kind);
      return number
          .map(n -> new Phrase("page.numbered", Map.of("name", word, "n", n)))
          .orElse(word);
    }
  }

  static DeviceNames of(Site site) {
    Map<String, Long> counts =
        site.devices().stream()
            .collect(Collectors.groupingBy(device -> kind(device.role()), Collectors.counting()));
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, DeviceName> names = new HashMap<>();
    for (DeviceConfig device : site.devices()) {
      String kind = kind(device.role());
      int number = numbers.merge(kind, 1, Integer::sum);
      boolean several = counts.getOrDefault(kind, 0L) > 1;
      names.put(
          device.id(), new DeviceName(kind, several ? Optional.of(number) : Optional.empty()));
    }
    return new DeviceNames(names);
  }

  /** Kind of a role, as pages and words write it: {@code ev-charger}. */
  private static String kind(Role role) {
    return role.getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  DeviceName of(DeviceConfig device) {
    return Optional.ofNullable(names.get(device.id())).orElseThrow();
  }

  /** The phrase with names in place of the ids among its values. */
  Phrase in(Phrase phrase) {
    Map<String, Object> values = new HashMap<>();
    phrase.values().forEach((place, value) -> values.put(place, named(value)));
    return new Phrase(phrase.key(), values);
  }

  private Object named(Object value) {
    return switch (value) {
      case Phrase part -> in(part);
      case Signal signal -> device(signal.deviceId()).orElse(signal);
      case String text -> device(text).or(() -> several(text)).orElse(text);
      default -> value;
    };
  }

  /** The name for an id, or for a signal's name such as {@code battery1/power_w}. */
  private Optional<Object> device(String id) {
    return Optional.ofNullable(names.get(id.split("/", 2)[0])).map(DeviceName::phrase);
  }

  /** Names for a list of ids; empty if the text is none. */
  private Optional<Object> several(String text) {
    List<Phrase> listed =
        Arrays.stream(text.split(JOINT))
            .flatMap(id -> Optional.ofNullable(names.get(id)).stream())
            .map(DeviceName::phrase)
            .toList();
    return listed.size() < 2 || listed.size() < text.split(JOINT).length
        ? Optional.empty()
        : listed.stream()
            .reduce((all, one) -> new Phrase("sentence.list", Map.of("first", all, "second", one)))
            .map(Object.class::cast);
  }
}
