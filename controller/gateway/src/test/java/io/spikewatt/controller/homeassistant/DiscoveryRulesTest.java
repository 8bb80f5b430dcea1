package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.signal.Quantity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryRulesTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "commands: all -> commands: all",
        "commands: all -> commands: none",
        "commands: all -> commands: \"mode, ev\"",
        "commands: all -> commands: none, senders: [{ name: home-assistant, commands: \"ev,"
            + " compute\" }]",
        "commands: all -> commands: all, root: my/own, home-assistant-prefix: ha/discovery",
        "name: home -> name: a-very-long-site-name",
        "reserve-soc-pct: 10 -> monitor-only: true",
        "import-limit-w: 11000 -> import-limit-w: 0",
        "currency: EUR -> currency: CHF",
      })
  void everyMessageKeepsTheRules(String change) {
    Map<String, String> configs = configs(change);
    assertTrue(configs.size() > 10, configs.keySet().toString());
    assertEquals(List.of(), checker(change).check(configs));
  }

  @Test
  void sitesOnOneBrokerHaveNothingInCommonWhateverTheirNames() {
    Map<String, String> all = new TreeMap<>();
    int messages = 0;
    int sites = 0;
    for (String[] names :
        List.of(
            new String[] {"home", "pv1"},
            new String[] {"home-pv1", "pv1"},
            new String[] {"planner", "home"},
            new String[] {"a", "planner"},
            new String[] {"a-b", "b_pv1"},
            new String[] {"b", "a_planner"})) {
      Map<String, String> one =
          configs(
              directory.resolve("" + sites++),
              yaml -> yaml.replace("name: home", "name: " + names[0]).replace("pv1", names[1]));
      all.putAll(one);
      messages += one.size();
    }
    assertTrue(messages > 75, messages + " messages");
    assertEquals(messages, all.size(), "no two share a topic");
    List<String> complaints = new DiscoveryChecker("homeassistant").check(all);
    // A suggested entity id may be taken; Home Assistant then numbers it.
    complaints.removeIf(text -> text.contains("default_entity_id"));
    assertEquals(List.of(), complaints);
  }

  @Test
  void theEnergyDashboardIsCompleteOnFirstStart() {
    Map<String, Map<String, Object>> entities = entities(configs(""));
    for (String id :
        List.of(
            "sensor.home_grid_import_wh",
            "sensor.home_grid_export_wh",
            "sensor.home_pv_production_wh",
            "sensor.home_battery_charge_wh",
            "sensor.home_battery_discharge_wh",
            "sensor.home_meter1_import_wh",
            "sensor.home_pv1_import_wh",
            "sensor.home_battery1_export_wh",
            "sensor.home_battery1_import_wh",
            "sensor.home_ev1_export_wh")) {
      assertEquals("energy", Json.at(entities, id).get("device_class"), id);
      assertEquals("total_increasing", Json.at(entities, id).get("state_class"), id);
    }
    for (String id : List.of("sensor.home_grid_w", "sensor.home_pv1_power_w")) {
      assertEquals("power", Json.at(entities, id).get("device_class"), id);
    }
    assertEquals("battery", Json.at(entities, "sensor.home_battery1_soc_pct").get("device_class"));
    for (String id : List.of("sensor.home_import_price", "sensor.home_export_price")) {
      assertEquals("EUR/kWh", Json.at(entities, id).get("unit_of_measurement"), id);
    }
  }

  @Test
  void onlyPermittedControlsAreAnnouncedOnTheirSendersTopics() {
    assertEquals(Set.of(), commandTopics("commands: all -> commands: none"));
    assertEquals(
        Set.of("spikewatt/home/command/from/home-assistant/mode"),
        commandTopics("commands: all -> commands: mode"));
    assertEquals(
        Set.of(
            "spikewatt/home/command/from/home-assistant/ev/ev1/energy",
            "spikewatt/home/command/from/home-assistant/ev/ev1/departure",
            "spikewatt/home/command/mode"),
        commandTopics(
            "commands: all -> commands: mode, senders: [{ name: home-assistant, commands: ev }, {"
                + " name: other, commands: all }]"));
  }

  @Test
  void aDeviceTellsWhatItsProfilePromisesAndWhatItWasSeenToHave() {
    RecordedBroker broker = new RecordedBroker();
    try (AnnouncedSite site =
        new AnnouncedSite(AnnouncedSite.yaml(directory), broker, AnnouncedSite.START)) {
      site.seconds(2);
      Set<String> before = entities(RecordedBroker.newest(broker.take())).keySet();
      assertFalse(before.contains("sensor.home_pv1_temperature_c"));
      site.reads("pv1", Quantity.TEMPERATURE_C, 41).seconds(20);
      Map<String, Map<String, Object>> after = entities(RecordedBroker.newest(broker.take()));
      assertTrue(after.containsKey("sensor.home_pv1_temperature_c"), after.keySet().toString());
    }
    try (AnnouncedSite again =
        new AnnouncedSite(AnnouncedSite.yaml(directory), broker, AnnouncedSite.START)) {
      again.seconds(2);
      assertTrue(
          entities(RecordedBroker.newest(broker.take()))
              .containsKey("sensor.home_pv1_temperature_c"),
          "it stays over a restart");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "p":"sensor","unique_id":"spikewatt_home_pv1.power_w" | "p":"sensor"       | unique_id
          "name":"home pv1"          | "nom":"home pv1"                             | unknown device key
          "name":"Power"             | "name":"Home pv1 power"                      | repeats the device
          "unit_of_measurement":"Wh" | "unit_of_measurement":"Ws"                   | energy in Ws
          "state_class":"total_increasing" | "state_class":"measurement"            | energy with state class
          "device_class":"power","unit_of_measurement":"W" | "device_class":"power","unit_of_measurement":"V" | power in V
          "value_template"           | "object_id":"x","value_template"             | key object_id
          "default_entity_id":"sensor.home_pv1_power_w" | "default_entity_id":"sensor.Home" | default_entity_id
          "expire_after":60          | "expire_after":0                             | expire_after
          "via_device":"spikewatt_home" | "via_device":"nobody"                     | via_device of no device
          "ids":["spikewatt_home_pv1"] | "ids":["spikewätt"]                        | not ASCII
          "o":{                      | "origin":{                                   | are required
          "availability_mode":"all"  | "availability_mode":"latest"                 | availability_mode
          "p":"sensor"               | "p":"thermometer"                            | unknown platform
          spikewatt_home_pv1.setpoint" | spikewatt_home_pv1.power_w"                | not unique
          """)
  void theCheckerFindsWhatBreaksARule(String sound, String broken, String complaint) {
    Map<String, String> configs = configs("");
    String topic = "homeassistant/device/spikewatt_home_pv1/config";
    String before = Json.at(configs, topic);
    String after = before.replace(sound, broken);
    assertFalse(before.equals(after), before);
    configs.put(topic, after);
    List<String> complaints = new ArrayList<>();
    try {
      complaints.addAll(new DiscoveryChecker("homeassistant").check(configs));
    } catch (NullPointerException missing) {
      complaints.add("dev, o and cmps are required");
    }
    assertTrue(
        complaints.stream().anyMatch(text -> text.contains(complaint)), complaints.toString());
  }

  private Set<String> commandTopics(String change) {
    Set<String> topics = new TreeSet<>();
    entities(configs(change))
        .values()
        .forEach(
            entity -> {
              if (entity.get("command_topic") instanceof String topic) {
                topics.add(topic);
              }
            });
    return topics;
  }

  private static DiscoveryChecker checker(String change) {
    return new DiscoveryChecker(change.contains("ha/discovery") ? "ha/discovery" : "homeassistant");
  }

  private Map<String, String> configs(String change) {
    return configs(directory, change);
  }

  /** The discovery messages of the usual site with a change, {@code before -> after}. */
  static Map<String, String> configs(Path directory, String change) {
    String[] texts = change.split(" -> ", -1);
    UnaryOperator<String> changed =
        yaml -> {
          String other = texts.length < 2 ? yaml : yaml.replace(texts[0], texts[1]);
          if (texts.length == 2 && !texts[0].equals(texts[1]) && other.equals(yaml)) {
            throw new IllegalArgumentException(change);
          }
          return other;
        };
    return configs(directory, changed);
  }

  private static Map<String, String> configs(Path directory, UnaryOperator<String> changed) {
    RecordedBroker broker = new RecordedBroker();
    try (AnnouncedSite site =
        new AnnouncedSite(
            changed.apply(AnnouncedSite.yaml(directory)), broker, AnnouncedSite.START)) {
      site.seconds(2);
    }
    Map<String, String> configs = new TreeMap<>(RecordedBroker.newest(broker.take()));
    configs.keySet().removeIf(topic -> !topic.endsWith("/config"));
    return configs;
  }

  /** Entities by their default id. */
  static Map<String, Map<String, Object>> entities(Map<String, String> messages) {
    Map<String, Map<String, Object>> entities = new TreeMap<>();
    messages.forEach(
        (topic, payload) -> {
          if (topic.endsWith("/config")) {
            Json.map(Json.object(payload).get("cmps"))
                .values()
                .forEach(
                    each -> {
                      Map<String, Object> entity = Json.map(each);
                      entities.put(String.valueOf(entity.get("default_entity_id")), entity);
                    });
          }
        });
    return entities;
  }
}
