package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.command.CommandExclusions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities that give commands are contracts: users' automations name them. */
class CommandEntitiesTest {

  @TempDir private Path directory;

  @Test
  void everyEntityOfTheFixtureIsAnnouncedAsItWas() throws IOException {
    Set<String> announced = new TreeSet<>();
    DiscoveryRulesTest.entities(DiscoveryRulesTest.configs(directory, ""))
        .values()
        .forEach(
            entity -> {
              if (entity.get("command_topic") instanceof String topic) {
                announced.add(topic + " " + new TreeMap<>(entity));
              }
            });
    List<String> missing =
        fixture().stream()
            .filter(line -> !announced.contains(line))
            .map(line -> line + "\n  is now none of\n  " + String.join("\n  ", announced))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void everyCommandHasAnEntityOrAReason() {
    String prefix = "spikewatt/home/command/from/home-assistant/";
    Set<String> words = new TreeSet<>();
    DiscoveryRulesTest.entities(DiscoveryRulesTest.configs(directory, ""))
        .values()
        .forEach(
            entity -> {
              if (entity.get("command_topic") instanceof String topic) {
                words.add(topic.substring(prefix.length()).split("/", 2)[0]);
              }
            });
    assertEquals(CommandExclusions.offered(CommandExclusions.HOME_ASSISTANT), words);
  }

  @Test
  void aCarIsToldToChargeNowByASelect() {
    Map<String, Object> entity =
        Json.at(
            DiscoveryRulesTest.entities(DiscoveryRulesTest.configs(directory, "")),
            "select.home_ev1_charge_now");
    assertEquals(List.of("on", "off"), entity.get("options"));
    assertEquals(
        "spikewatt/home/command/from/home-assistant/charge-now/ev1", entity.get("command_topic"));
  }

  private static List<String> fixture() throws IOException {
    try (InputStream in = CommandEntitiesTest.class.getResourceAsStream("command-entities.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
