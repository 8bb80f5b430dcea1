package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrimaryHostTest {

  private final PrimaryHost host =
      new PrimaryHost(new SparkplugTopics("g", "n", Optional.of("scada")));

  private static Message state(String topic, String payload) {
    return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), true);
  }

  private boolean online(String payload) {
    assertTrue(host.take(state("spBv1.0/STATE/scada", payload)));
    return host.online();
  }

  @Test
  void a_node_without_a_primary_host_never_waits() {
    PrimaryHost none = new PrimaryHost(new SparkplugTopics("g", "n", Optional.empty()));
    assertTrue(none.online());
    assertFalse(none.take(state("spBv1.0/STATE/scada", "{}")));
  }

  @Test
  void the_newest_statement_counts_whatever_the_order() {
    assertFalse(host.online());
    assertTrue(online("{\"online\": true, \"timestamp\": 5}"));
    assertTrue(online("{\"online\": false, \"timestamp\": 4}"), "a late death");
    assertFalse(online("{\"online\": false, \"timestamp\": 5}"));
    assertFalse(online("{\"online\": true, \"timestamp\": 4}"));
    assertTrue(online("{\"timestamp\": 6, \"more\": [{}], \"online\": true}"));
  }

  @Test
  void another_host_does_not_count() {
    assertFalse(host.take(state("spBv1.0/STATE/other", "{\"online\": true, \"timestamp\": 5}")));
    assertFalse(host.online());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ONLINE",
        "{",
        "[]",
        "{\"online\": true}",
        "{\"timestamp\": 9}",
        "{\"online\": \"true\", \"timestamp\": 9}",
        "{\"online\": true, \"timestamp\": 1e3}",
        "{\"online\": true, \"timestamp\": 99999999999999999999}",
        "{\"online\": true, \"timestamp\": 9, \"a\": [[[[[[]]]]]]}"
      })
  void what_is_not_understood_changes_nothing(String payload) {
    assertFalse(online(payload));
    assertTrue(online("{\"online\": true, \"timestamp\": 5}"));
    assertEquals(true, online(payload.repeat(200)), "too long as well");
  }
}
