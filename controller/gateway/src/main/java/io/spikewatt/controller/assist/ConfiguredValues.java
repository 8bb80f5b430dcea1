package io.spikewatt.controller.assist;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.json.JsonWriter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Values of the configuration in force by key. Only the grid, the tariff, control, and what devices
 * are: addresses, files, positions and everything secret have no key here.
 */
final class ConfiguredValues {

  private static final int DEEPEST = 6;

  private final Map<String, String> values = new LinkedHashMap<>();

  private ConfiguredValues() {}

  /** All values, such as {@code control.reserve-soc-pct}, as plain texts. */
  static Map<String, String> of(Site site) {
    ConfiguredValues all = new ConfiguredValues();
    all.add("grid", site.grid(), 0);
    all.add("tariff", site.tariff(), 0);
    all.add("control", site.control(), 0);
    for (DeviceConfig device : site.devices()) {
      String role = kebab(device.role().getClass().getSimpleName());
      all.values.put("devices." + device.id() + ".role", role);
      all.add("devices." + device.id() + "." + role, device.role(), 0);
    }
    return all.values;
  }

  private void add(String key, Object value, int depth) {
    switch (value) {
      case Optional<?> maybe -> maybe.ifPresent(content -> add(key, content, depth));
      case OptionalDouble maybe -> maybe.ifPresent(number -> add(key, number, depth));
      case Double number -> values.put(key, plain(number));
      case Duration time -> values.put(key, time.toSeconds() + " s");
      case Enum<?> word -> values.put(key, JsonWriter.word(word));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          add(key + "[" + i + "]", list.get(i), depth + 1);
        }
      }
      case Record record when depth < DEEPEST -> parts(key, record, depth + 1);
      default -> values.put(key, FigureWords.quoted(value.toString()));
    }
  }

  private void parts(String key, Record record, int depth) {
    for (RecordComponent part : record.getClass().getRecordComponents()) {
      try {
        add(key + "." + kebab(part.getName()), part.getAccessor().invoke(record), depth);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a component of a public record is readable", e);
      }
    }
  }

  private static String plain(double number) {
    if (Double.isInfinite(number)) {
      return "none";
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
