package io.spikewatt.config.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRightsTest {

  private final CommandRights rights =
      new CommandRights(
          Set.of("prices"),
          Map.of("ha", Set.of("mode", "setpoint"), "operator", Set.of("limit-export")));

  @ParameterizedTest
  @CsvSource({
    "prices, true",
    "mode, false",
    "from/ha/mode, true",
    "from/ha/setpoint/battery1, true",
    "from/ha/prices, false",
    "from/operator/limit-export, true",
    "from/operator/mode, false",
    "from/stranger/mode, false",
    "from/stranger/prices, false",
    "from/ha, false",
    "from/, false",
    "from, false",
    "from//mode, false",
    "from/ha/from/operator/limit-export, false",
  })
  void each_sender_has_rights_of_its_own_and_nobody_has_anothers(String topic, boolean permitted) {
    assertEquals(permitted, rights.permit(topic));
  }

  @ParameterizedTest
  @CsvSource({
    "prices, true",
    "from/ha/prices, true",
    "from/ha/mode, false",
    "from/HA/prices, false",
    "from//prices, false",
    "from/page/prices, false",
    "from/fleet/prices, false",
    "from/sparkplug/prices, true",
  })
  void without_a_list_of_senders_every_sender_has_the_rights_of_all(
      String topic, boolean permitted) {
    CommandRights same = new CommandRights(Set.of("prices"), Map.of());
    assertEquals(permitted, same.permit(topic));
  }

  @Test
  void sparkplug_hosts_have_the_rights_of_all_unless_they_are_listed() {
    assertTrue(rights.permit("from/sparkplug/prices"));
    CommandRights listed = new CommandRights(Set.of("prices"), Map.of("sparkplug", Set.of("mode")));
    assertFalse(listed.permit("from/sparkplug/prices"));
    assertTrue(listed.permit("from/sparkplug/mode"));
  }

  @Test
  void the_sender_is_the_level_after_from() {
    assertEquals("ha", CommandRights.sender("from/ha/setpoint/battery1"));
    assertEquals("", CommandRights.sender("mode"));
    assertEquals("", CommandRights.sender("from/ha"));
  }

  @Test
  void the_commands_name_is_the_topic_without_its_sender() {
    assertEquals("setpoint/battery1", CommandRights.command("from/ha/setpoint/battery1"));
    assertEquals("mode", CommandRights.command("mode"));
    assertEquals("from/ha", CommandRights.command("from/ha"));
  }

  @Test
  void a_command_is_permitted_to_someone_if_any_sender_has_it() {
    assertTrue(rights.permitSomeone("limit-export"));
    assertTrue(rights.permitSomeone("prices"));
    assertFalse(rights.permitSomeone("reload"));
  }
}
