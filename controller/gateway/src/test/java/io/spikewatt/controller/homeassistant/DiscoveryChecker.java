package io.spikewatt.controller.homeassistant;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Home Assistant's rules for device discovery, as data: its documentation, its schemas, and what
 * its energy dashboard demands. It shares nothing with what makes the messages.
 */
final class DiscoveryChecker {

  private static final Set<String> ROOT =
      Set.of(
          "dev",
          "o",
          "cmps",
          "availability",
          "availability_mode",
          "state_topic",
          "command_topic",
          "qos",
          "encoding");

  private static final Set<String> DEVICE =
      Set.of("ids", "name", "mf", "mdl", "sw", "hw", "sn", "cu", "sa", "via_device");

  private static final Set<String> ORIGIN = Set.of("name", "sw", "url");

  private static final Set<String> ANY_ENTITY =
      Set.of(
          "p",
          "unique_id",
          "default_entity_id",
          "name",
          "availability",
          "availability_mode",
          "entity_category",
          "enabled_by_default",
          "icon",
          "json_attributes_topic",
          "json_attributes_template",
          "qos",
          "encoding");

  private static final Set<String> READ = Set.of("state_topic", "value_template");
  private static final Set<String> GIVEN = Set.of("command_topic", "command_template", "retain");

  /** By platform: what else is allowed, and what is required. */
  private record Rule(Set<String> allowed, Set<String> required) {
    static Rule of(Set<String> required, List<Set<String>> groups, String... more) {
      Set<String> allowed = new HashSet<>(Set.of(more));
      groups.forEach(allowed::addAll);
      return new Rule(allowed, required);
    }
  }

  private static final Map<String, Rule> PLATFORMS =
      Map.of(
          "sensor",
          Rule.of(
              Set.of("state_topic"),
              List.of(READ),
              "device_class",
              "unit_of_measurement",
              "state_class",
              "expire_after",
              "force_update",
              "options",
              "suggested_display_precision",
              "last_reset_value_template"),
          "binary_sensor",
          Rule.of(
              Set.of("state_topic"),
              List.of(READ),
              "device_class",
              "expire_after",
              "payload_on",
              "payload_off",
              "off_delay"),
          "number",
          Rule.of(
              Set.of("command_topic"),
              List.of(READ, GIVEN),
              "device_class",
              "unit_of_measurement",
              "min",
              "max",
              "step",
              "mode",
              "optimistic",
              "payload_reset"),
          "select",
          Rule.of(
              Set.of("command_topic", "options"), List.of(READ, GIVEN), "options", "optimistic"),
          "button",
          Rule.of(Set.of("command_topic"), List.of(GIVEN), "device_class", "payload_press"),
          "text",
          Rule.of(Set.of("command_topic"), List.of(READ, GIVEN), "min", "max", "mode", "pattern"));

  /** Units of a sensor's, or a number's, device class. */
  private static final Map<String, Set<String>> UNITS =
      Map.ofEntries(
          Map.entry("power", Set.of("W", "kW", "MW")),
          Map.entry("energy", Set.of("Wh", "kWh", "MWh")),
          Map.entry("energy_storage", Set.of("Wh", "kWh", "MWh")),
          Map.entry("battery", Set.of("%")),
          Map.entry("temperature", Set.of("°C", "°F", "K")),
          Map.entry("voltage", Set.of("V", "mV", "kV")),
          Map.entry("current", Set.of("A", "mA")),
          Map.entry("frequency", Set.of("Hz", "kHz")),
          Map.entry("reactive_power", Set.of("var", "kvar")),
          Map.entry("duration", Set.of("s", "min", "h", "d")),
          Map.entry("weight", Set.of("kg", "g", "t")),
          Map.entry("monetary", Set.of("EUR", "CHF", "GBP", "USD")));

  /** State classes of a sensor's device class; "" = without one. */
  private static final Map<String, Set<String>> STATE_CLASSES =
      Map.ofEntries(
          Map.entry("power", Set.of("measurement")),
          Map.entry("energy", Set.of("total_increasing", "total", "")),
          Map.entry("energy_storage", Set.of("measurement")),
          Map.entry("battery", Set.of("measurement")),
          Map.entry("temperature", Set.of("measurement")),
          Map.entry("voltage", Set.of("measurement")),
          Map.entry("current", Set.of("measurement")),
          Map.entry("frequency", Set.of("measurement")),
          Map.entry("reactive_power", Set.of("measurement")),
          Map.entry("duration", Set.of("measurement", "")),
          Map.entry("weight", Set.of("measurement", "")),
          Map.entry("monetary", Set.of("total", "")),
          Map.entry("timestamp", Set.of("")),
          Map.entry("enum", Set.of("")));

  private static final Set<String> BINARY = Set.of("problem", "plug", "connectivity", "running");
  private static final Pattern OBJECT_ID = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern ENTITY_ID = Pattern.compile("[a-z_]+\\.[a-z0-9_]+");
  private static final Pattern PRICE = Pattern.compile("[A-Z]{3}/kWh");

  private final String prefix;
  private final List<String> complaints = new ArrayList<>();
  private final Set<String> identifiers = new HashSet<>();
  private final Set<String> vias = new HashSet<>();
  private final Set<String> uniqueIds = new HashSet<>();
  private final Set<String> entityIds = new HashSet<>();
  private String where = "";

  DiscoveryChecker(String prefix) {
    this.prefix = prefix;
  }

  /** What is wrong with a site's messages: topic to payload. */
  List<String> check(Map<String, String> messages) {
    messages.forEach(this::message);
    expect(identifiers.containsAll(vias), "via_device of no device: " + vias);
    return complaints;
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      complaints.add(where + ": " + otherwise);
    }
  }

  private void message(String topic, String payload) {
    where = topic;
    String begin = prefix + "/device/";
    expect(topic.startsWith(begin) && topic.endsWith("/config"), "wrong topic");
    String objectId = topic.substring(begin.length(), topic.length() - "/config".length());
    expect(OBJECT_ID.matcher(objectId).matches(), "object id");
    Map<String, Object> root = Json.object(payload);
    expect(ROOT.containsAll(root.keySet()), "unknown root key in " + root.keySet());
    expect(root.keySet().containsAll(Set.of("dev", "o", "cmps")), "dev, o and cmps are required");
    Map<String, Object> device = Json.map(root.get("dev"));
    expect(DEVICE.containsAll(device.keySet()), "unknown device key in " + device.keySet());
    expect(device.get("ids") instanceof List<?> ids && !ids.isEmpty(), "no identifiers");
    for (Object id : (List<?>) Json.at(device, "ids")) {
      expect(isAscii(id), "identifier is not ASCII");
      expect(identifiers.add((String) id), "identifier of two devices: " + id);
    }
    if (device.get("via_device") instanceof String via) {
      vias.add(via);
    }
    Map<String, Object> origin = Json.map(root.get("o"));
    expect(ORIGIN.containsAll(origin.keySet()), "unknown origin key in " + origin.keySet());
    expect(origin.get("name") instanceof String, "origin without a name");
    expect(root.containsKey("availability"), "a device that never goes away");
    availability(root);
    Map<String, Object> components = Json.map(root.get("cmps"));
    expect(!components.isEmpty(), "no entities");
    String deviceName = String.valueOf(device.get("name"));
    components.forEach(
        (key, component) -> {
          where = topic + " " + key;
          component(Json.map(component), deviceName);
        });
  }

  private void component(Map<String, Object> entity, String deviceName) {
    String platform = String.valueOf(entity.get("p"));
    Rule rule = PLATFORMS.get(platform);
    if (rule == null) {
      expect(false, "unknown platform " + platform);
      return;
    }
    if (entity.size() == 1) {
      return;
    }
    for (String key : entity.keySet()) {
      expect(ANY_ENTITY.contains(key) || rule.allowed.contains(key), "key " + key);
    }
    for (String key : rule.required) {
      expect(entity.containsKey(key), key + " is required");
    }
    expect(
        entity.get("unique_id") instanceof String id && isAscii(id) && uniqueIds.add(id),
        "unique_id is missing, not ASCII or not unique: " + entity.get("unique_id"));
    expect(
        entity.get("default_entity_id") instanceof String id
            && ENTITY_ID.matcher(id).matches()
            && id.startsWith(platform + ".")
            && entityIds.add(id),
        "default_entity_id: " + entity.get("default_entity_id"));
    expect(
        entity.get("name") instanceof String name
            && !name.isEmpty()
            && !name.toLowerCase(Locale.ROOT).startsWith(deviceName.toLowerCase(Locale.ROOT)),
        "name is missing or repeats the device's: " + entity.get("name"));
    availability(entity);
    entity.forEach(
        (key, value) -> {
          if (key.endsWith("_topic")) {
            expect(isTopic(value), key + " is no topic: " + value);
          }
        });
    expect(
        !entity.containsKey("state_topic") || entity.containsKey("value_template"),
        "every payload is a JSON document");
    Object category = entity.get("entity_category");
    boolean gives = entity.containsKey("command_topic");
    expect(
        category == null || category.equals(gives ? "config" : "diagnostic"),
        "category " + category);
    if (gives) {
      given(entity);
    }
    switch (platform) {
      case "sensor" -> sensor(entity);
      case "number" -> number(entity);
      case "binary_sensor" ->
          expect(
              entity.get("device_class") == null || BINARY.contains(entity.get("device_class")),
              "device class");
      case "select" ->
          expect(entity.get("options") instanceof List<?> all && !all.isEmpty(), "no options");
      default -> {}
    }
  }

  private void sensor(Map<String, Object> entity) {
    String deviceClass = (String) entity.getOrDefault("device_class", "");
    String unit = (String) entity.getOrDefault("unit_of_measurement", "");
    String stateClass = (String) entity.getOrDefault("state_class", "");
    Object seconds = entity.get("expire_after");
    if (seconds != null) {
      expect(seconds instanceof Double s && s > 0 && s == Math.rint(s), "expire_after " + seconds);
      expect(!stateClass.startsWith("total"), "a counter does not go stale");
    }
    if (deviceClass.isEmpty()) {
      expect(unit.isEmpty() || unit.equals("%") || PRICE.matcher(unit).matches(), "unit " + unit);
      expect(stateClass.isEmpty() || stateClass.equals("measurement"), "state class");
      expect(stateClass.isEmpty() == unit.isEmpty(), "a number has a unit and a state class");
      return;
    }
    expect(STATE_CLASSES.containsKey(deviceClass), "device class " + deviceClass);
    expect(
        STATE_CLASSES.getOrDefault(deviceClass, Set.of()).contains(stateClass),
        deviceClass + " with state class " + stateClass);
    expect(
        UNITS.containsKey(deviceClass) ? UNITS.get(deviceClass).contains(unit) : unit.isEmpty(),
        deviceClass + " in " + unit);
    expect(deviceClass.equals("enum") == entity.containsKey("options"), "options without an enum");
    expect(
        !stateClass.equals("total") || entity.containsKey("last_reset_value_template"),
        "a total without its last reset");
  }

  private void number(Map<String, Object> entity) {
    String deviceClass = (String) entity.getOrDefault("device_class", "");
    Object unit = entity.get("unit_of_measurement");
    expect(
        deviceClass.isEmpty() || UNITS.getOrDefault(deviceClass, Set.of()).contains(unit),
        deviceClass + " in " + unit);
    expect(
        entity.get("min") instanceof Double min
            && entity.get("max") instanceof Double max
            && min < max,
        "min and max");
    expect(!(entity.get("step") instanceof Double step) || step >= 0.001, "step");
    expect(Set.of("auto", "box", "slider").contains(entity.get("mode")), "mode");
  }

  /** A command that the broker kept, or that has no time, would move something later. */
  private void given(Map<String, Object> entity) {
    expect(!Boolean.TRUE.equals(entity.get("retain")), "a retained command");
    String template = String.valueOf(entity.get("command_template"));
    for (String field : List.of("\"id\":", "\"issuedAt\":", "\"validForS\":", "utcnow()")) {
      expect(template.contains(field), "a command without " + field);
    }
  }

  private void availability(Map<String, Object> holder) {
    if (!holder.containsKey("availability")) {
      expect(!holder.containsKey("availability_mode"), "a mode without topics");
      return;
    }
    expect("all".equals(holder.get("availability_mode")), "availability_mode");
    for (Object one : (List<?>) Json.at(holder, "availability")) {
      Map<String, Object> topic = Json.map(one);
      expect(
          Set.of("topic", "value_template", "payload_available", "payload_not_available")
              .containsAll(topic.keySet()),
          "availability key");
      expect(isTopic(topic.get("topic")), "availability topic");
    }
  }

  private static boolean isTopic(@Nullable Object value) {
    return value instanceof String topic
        && !topic.isEmpty()
        && !topic.contains("#")
        && !topic.contains("+")
        && !topic.startsWith("/")
        && !topic.contains("//");
  }

  private static boolean isAscii(@Nullable Object value) {
    return value instanceof String text
        && !text.isEmpty()
        && StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }
}
