package io.spikewatt.controller.assistant.proposal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.controller.json.MalformedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of one meaning have one spelling, and nothing else is taken. */
class ProposedCommandTest {

  private static String canonical(String json) throws MalformedMessage {
    return ProposedCommand.of("ev/car1", json.getBytes(UTF_8), 60).arguments();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ \"value\" : 1.50e1 }                     | {\"value\":15}",
        "{\"value\":-0.0}                           | {\"value\":0}",
        "{\"b\":[1, true, \"x\"],\"a\":{ \"c\":{}}} | {\"a\":{\"c\":{}},\"b\":[1,true,\"x\"]}",
        "{\"value\":\"\\u0061\\\"\\\\\"}            | {\"value\":\"a\\\"\\\\\"}",
        "{\"value\":[]}                             | {\"value\":[]}",
      })
  void a_meaning_has_one_spelling(String written, String right) throws MalformedMessage {
    assertEquals(right, canonical(written));
    assertEquals(right, canonical(right));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "null",
        "[]",
        "{\"a\":1}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":null}",
        "{\"a\":NaN}",
        "{\"a\":1e99}",
        "{\"a\":1e-99}",
        "{\"a\":1e999999999}",
        "{\"a\":\"\\u202e\"}",
        "{\"a\":\"k\u00fcche\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\n\":1}",
      })
  void anything_else_is_refused(String written) {
    assertThrows(MalformedMessage.class, () -> canonical(written));
  }

  @Test
  void giant_and_deep_arguments_are_refused() {
    assertThrows(MalformedMessage.class, () -> canonical("{\"a\":\"" + "x".repeat(2000) + "\"}"));
    assertThrows(
        MalformedMessage.class,
        () -> canonical("{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "EV/car1", "ev/", "ev/car1/../x", "ev/a/b/c", "ev car", "ev/c\u0430r1"})
  void a_wrong_name_is_refused(String name) {
    assertThrows(MalformedMessage.class, () -> ProposedCommand.of(name, "{}".getBytes(UTF_8), 60));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 604_801, Long.MIN_VALUE, Long.MAX_VALUE})
  void a_command_holds_a_second_to_seven_days(long validForS) {
    assertThrows(
        MalformedMessage.class, () -> ProposedCommand.of("mode", "{}".getBytes(UTF_8), validForS));
  }
}
