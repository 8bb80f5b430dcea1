package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every template that is announced, evaluated on payloads that the daemon really sends. */
class ValueTemplatesTest {

  private static final Instant NOW = Instant.parse("2026-06-15T10:00:00.250Z");

  @TempDir private Path directory;

  private final RecordedBroker broker = new RecordedBroker();
  private final Map<String, String> newest = new TreeMap<>();
  private Jinja jinja;
  private int sites;

  @BeforeEach
  void start() throws IOException {
    jinja = Jinja.start(directory);
  }

  @AfterEach
  void end() throws IOException {
    if (jinja != null) {
      jinja.close();
    }
  }

  @Test
  void aValueIsWhatThePayloadSays() {
    run(site -> {});
    Map<String, String> states = states();
    Map<String, String> expected = new TreeMap<>();
    expected.put("sensor.home_grid_w", "400");
    expected.put("sensor.home_grid_import_w", "400");
    expected.put("sensor.home_grid_export_w", "0");
    expected.put("sensor.home_pv_w", "3000");
    expected.put("sensor.home_battery_w", "-600");
    expected.put("sensor.home_ev_w", "-1500");
    expected.put("sensor.home_load_w", "500");
    expected.put("sensor.home_grid", "up");
    expected.put("sensor.home_mode_now", "self-consumption");
    expected.put("sensor.home_import_price", "0.3");
    expected.put("sensor.home_export_price", "0.08");
    expected.put("sensor.home_limit_import_now", "11000");
    expected.put("sensor.home_meter1_import_wh", "1000000");
    expected.put("sensor.home_grid_import_wh", "0");
    expected.put("sensor.home_battery1_soc_pct", "50");
    expected.put("sensor.home_pv1_power_w", "3000");
    expected.put("sensor.home_heatpump1_temperature_c", "22");
    expected.put("binary_sensor.home_ev1_connected", "ON");
    expected.put("binary_sensor.home_tie1_contact", "OFF");
    expected.put("sensor.home_shed_setpoint", "open");
    expected.put("select.home_mode", "auto");
    expected.put("select.home_objective", "cost");
    expected.put("number.home_limit_import", "11000.0");
    expected.put("number.home_reserve", "10.0");
    expected.put("number.home_compute1_budget", "3000.0");
    expected.put("number.home_ev1_needed_energy", "None");
    expected.put("text.home_ev1_departure", "");
    expected.forEach((id, value) -> assertEquals(value, states.get(id), id));
    assertTrue(
        Json.at(states, "sensor.home_doing").contains("battery"),
        Json.at(states, "sensor.home_doing"));
    assertTrue(Double.parseDouble(states.get("sensor.home_pv_production_wh")) > 20);
  }

  @Test
  void whatCannotBeReadIsUnknownAndNeverZero() {
    run(site -> site.site().devices().forEach(device -> site.silence(device.id())));
    Map<String, Map<String, Object>> entities = DiscoveryRulesTest.entities(newest);
    Set<String> unknown = new HashSet<>();
    states()
        .forEach(
            (id, value) -> {
              Map<String, Object> entity = Json.at(entities, id);
              String topic = String.valueOf(entity.get("state_topic"));
              boolean measured =
                  topic.endsWith("/telemetry")
                      || (topic.endsWith("/state")
                          && "measurement".equals(entity.get("state_class"))
                          && entity.get("entity_category") == null);
              if (measured) {
                assertEquals("None", value, id);
                unknown.add(id);
              }
            });
    assertTrue(unknown.size() > 40, unknown.toString());
    assertTrue(unknown.contains("sensor.home_grid_export_w"), unknown.toString());
    assertTrue(unknown.contains("binary_sensor.home_ev1_connected"), unknown.toString());
    assertEquals("ON", states().get("binary_sensor.home_alarm"));
    assertEquals("None", states().get("sensor.home_grid"));
  }

  @Test
  void ofAPayloadWithoutTheValueEveryTemplateYieldsUnknown() {
    run(site -> {});
    DiscoveryRulesTest.entities(newest)
        .forEach(
            (id, entity) -> {
              if (entity.get("value_template") instanceof String template) {
                String value = jinja.value(template, "{}");
                // Without an order the configured value holds.
                boolean ordered = String.valueOf(entity.get("state_topic")).endsWith("/in-force");
                boolean unknown = value.equals("None") || value.isEmpty();
                assertTrue(unknown || ordered, id + ": " + value);
              }
            });
  }

  @Test
  void thePlannersValuesAreThoseOfThePlan() {
    String plan =
        """
        {"start":"2026-06-15T10:00:00Z","slotS":900,"expectedCost":-1.25,"gridW":[-20,5],
         "batteryW":[0,-40,-700,0,900],"reserveSocPct":12,"validUntil":"2026-06-15T11:00:00Z",
         "unmet":["ev1: 3 kWh are missing"]}\
        """;
    assertEquals("-1.25", planned("expected_cost", plan));
    assertEquals("-20", planned("planned_grid_w", plan));
    assertEquals("0", planned("planned_battery_w", plan), "a planned zero is one");
    assertEquals("2026-06-15T10:30:00+00:00", planned("next_charge", plan));
    assertEquals("2026-06-15T11:00:00+00:00", planned("next_discharge", plan));
    assertEquals("ev1: 3 kWh are missing", planned("unmet", plan));
    assertEquals("None", planned("co2_kg", plan));
    assertEquals("none", planned("unmet", "{\"unmet\":[]}"));
    assertEquals("None", planned("next_charge", "{\"batteryW\":[0,0],\"slotS\":900}"));
    assertEquals("None", planned("planned_grid_w", "{\"gridW\":[]}"));
    String forecast = "{\"slotS\":900,\"mean\":[%s4000]}".formatted("1000,".repeat(96));
    assertEquals("24000", planned("pv_ahead_wh", forecast).replace(".0", ""));
  }

  private String planned(String key, String payload) {
    if (newest.isEmpty()) {
      run(site -> {});
    }
    Map<String, Object> entity =
        Json.at(DiscoveryRulesTest.entities(newest), "sensor.home_planner_" + key);
    return jinja.value(entity.get("value_template"), payload);
  }

  @Test
  void aLongTextIsCutToWhatAStateMayBe() {
    run(site -> {});
    Object template =
        Json.at(DiscoveryRulesTest.entities(newest), "sensor.home_doing").get("value_template");
    assertEquals(
        255, jinja.value(template, "{\"doing\":\"%s\"}".formatted("x".repeat(900))).length());
  }

  /** A control, what a user gives it, and what is then in force. */
  private record Given(String entity, String value, String shown) {}

  private static final List<Given> GIVEN =
      List.of(
          new Given("select.home_mode", "hold", "hold"),
          new Given("select.home_mode", "island", "island"),
          new Given("select.home_objective", "self-consumption", "self-consumption"),
          new Given("number.home_limit_import", "2500", "2500"),
          new Given("number.home_limit_import", "0.0", "0"),
          new Given("number.home_limit_export", "4000.0", "4000"),
          new Given("number.home_reserve", "35", "35"),
          new Given("number.home_compute1_budget", "1200.5", "1200.5"),
          new Given("number.home_ev1_needed_energy", "20000", "20000"),
          new Given("text.home_ev1_departure", "06:30", "06:30"),
          new Given("text.home_ev1_departure", "12:01", "12:01"));

  @Test
  void aControlsCommandIsObeyedAndShownAndRefusedWhenLateRetainedOrRepeated() {
    run(site -> {});
    Map<String, Map<String, Object>> entities = DiscoveryRulesTest.entities(newest);
    for (Given given : GIVEN) {
      Map<String, Object> entity = Json.at(entities, given.entity);
      String topic = String.valueOf(entity.get("command_topic"));
      String payload = jinja.command(entity.get("command_template"), given.value, NOW);
      CommandResult retained = answered(topic, payload, true, NOW);
      assertFalse(retained.accepted(), given + ": " + payload);
      for (int late : List.of(30, 60, 3600)) {
        CommandResult result = answered(topic, payload, false, NOW.plusSeconds(late));
        assertFalse(result.accepted(), given + " after " + late + " s: " + payload);
        assertTrue(
            result.reason().startsWith("arrived too late") || result.reason().startsWith("expired"),
            result.reason());
      }
      CommandResult result = answered(topic, payload, false, NOW.plusSeconds(2));
      assertTrue(result.accepted(), given + ": " + result.reason() + " " + payload);
      assertTrue(result.id().startsWith("ha-1781517600250000-"), result.id());
      assertEquals(given.shown, shown(given, payload), given.toString());
    }
  }

  @Test
  void aButtonsCommandEndsWhatIsInForce() {
    run(site -> {});
    Map<String, Map<String, Object>> entities = DiscoveryRulesTest.entities(newest);
    List<String> buttons =
        entities.keySet().stream().filter(id -> id.startsWith("button.")).toList();
    assertEquals(
        List.of(
            "button.home_automatic",
            "button.home_end_limit_export",
            "button.home_end_limit_import",
            "button.home_reload"),
        buttons);
    for (String id : buttons) {
      Map<String, Object> entity = Json.at(entities, id);
      String topic = String.valueOf(entity.get("command_topic"));
      String payload = jinja.command(entity.get("command_template"), "PRESS", NOW);
      assertTrue(answered(topic, payload, false, NOW).accepted(), id + ": " + payload);
      assertFalse(answered(topic, payload, false, NOW.plusSeconds(3600)).accepted(), id);
    }
    RecordedBroker own = new RecordedBroker();
    try (AnnouncedSite site = site(own)) {
      give(own, Json.at(entities, "number.home_limit_import"), "2500", site);
      assertTrue(inForce(own).contains("limit-import\":{\"value\":2500"), "ordered");
      give(own, Json.at(entities, "button.home_end_limit_import"), "PRESS", site);
      assertTrue(inForce(own).contains("limit-import\":{\"value\":11000"), "as configured");
      site.seconds(61);
      assertTrue(inForce(own).endsWith("\"commands\":{}}"), "and no order any more");
    }
  }

  @Test
  void twoPressesAreTwoCommands() {
    run(site -> {});
    Object template =
        Json.at(DiscoveryRulesTest.entities(newest), "button.home_automatic")
            .get("command_template");
    assertNotEquals(
        jinja.command(template, "PRESS", NOW), jinja.command(template, "PRESS", NOW.plusMillis(1)));
  }

  /** What the entity shows once its command is in force. */
  private String shown(Given given, String payload) {
    RecordedBroker own = new RecordedBroker();
    try (AnnouncedSite site = site(own)) {
      site.seconds(1);
      Map<String, Object> entity =
          Json.at(DiscoveryRulesTest.entities(RecordedBroker.newest(own.take())), given.entity);
      own.deliver(String.valueOf(entity.get("command_topic")), payload, false);
      site.seconds(1);
      return jinja.value(entity.get("value_template"), inForce(own));
    }
  }

  @Test
  void aRefusedCommandIsShownWithItsReason() {
    RecordedBroker own = new RecordedBroker();
    try (AnnouncedSite site = site(own)) {
      site.seconds(1);
      Map<String, Map<String, Object>> all =
          DiscoveryRulesTest.entities(RecordedBroker.newest(own.take()));
      Map<String, Object> entity = Json.at(all, "sensor.home_last_refusal");
      Map<String, Object> limit = Json.at(all, "number.home_limit_export");
      give(own, limit, "99999999", site);
      Message told =
          own.take().stream()
              .filter(message -> message.topic().equals(entity.get("state_topic")))
              .findFirst()
              .orElseThrow();
      assertTrue(told.retained());
      String payload = new String(told.payload(), StandardCharsets.UTF_8);
      String reason = jinja.value(entity.get("value_template"), payload);
      assertTrue(reason.contains("expected a number 0.0..4000.0"), reason);
      String attributes = jinja.value(entity.get("json_attributes_template"), payload);
      assertTrue(attributes.contains("limit-export"), attributes);
      give(own, limit, "1000", site);
      assertTrue(
          own.take().stream()
              .noneMatch(message -> message.topic().equals(entity.get("state_topic"))),
          "an accepted one is no refusal");
    }
  }

  private void give(
      RecordedBroker own, Map<String, Object> entity, String value, AnnouncedSite site) {
    String payload = jinja.command(entity.get("command_template"), value, site.now().instant());
    own.deliver(String.valueOf(entity.get("command_topic")), payload, false);
    site.seconds(1);
  }

  private static String inForce(RecordedBroker own) {
    List<String> told = new ArrayList<>();
    for (Message message : own.take()) {
      if (message.topic().endsWith("/in-force")) {
        assertTrue(message.retained());
        told.add(new String(message.payload(), StandardCharsets.UTF_8));
      }
    }
    return told.getLast();
  }

  private static CommandResult answered(
      String topic, String payload, boolean retained, Instant now) {
    CommandProcessor processor =
        new CommandProcessor(
            AnnouncedSite.load(AnnouncedSite.yaml(Path.of("state"))),
            name -> true,
            (id, lasting, restricts, at) -> Optional.empty());
    String name = topic.substring(topic.indexOf("/command/") + "/command/".length());
    Message message = new Message(topic, payload.getBytes(StandardCharsets.UTF_8), retained);
    return processor.process(name, message, new Moment(0, now));
  }

  /** Half a minute of a site that was changed. */
  private void run(Consumer<AnnouncedSite> change) {
    try (AnnouncedSite site = site(broker)) {
      site.reads("battery1", Quantity.ENERGY_IMPORT_WH, 7000);
      change.accept(site);
      site.seconds(40);
    }
    newest.putAll(RecordedBroker.newest(broker.take()));
  }

  private AnnouncedSite site(RecordedBroker own) {
    // Each with a history of its own: ids are taken once.
    Path state = directory.resolve("state" + sites++);
    return new AnnouncedSite(AnnouncedSite.yaml(state), own, AnnouncedSite.START);
  }

  /** By entity what its template makes of the newest payload; without a payload no entry. */
  private Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    DiscoveryRulesTest.entities(newest)
        .forEach(
            (id, entity) -> {
              String payload = newest.get(String.valueOf(entity.get("state_topic")));
              if (payload != null) {
                states.put(id, jinja.value(entity.get("value_template"), payload));
              }
            });
    return states;
  }
}
