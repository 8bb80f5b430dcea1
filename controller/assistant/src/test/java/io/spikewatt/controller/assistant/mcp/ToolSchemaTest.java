package io.spikewatt.controller.assistant.mcp;

import static io.spikewatt.controller.assistant.mcp.TestClient.at;
import static io.spikewatt.controller.assistant.mcp.TestClient.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One list of arguments is both schema and check. */
class ToolSchemaTest {

  /** Arguments of the fixture as a tool gets them; or the first problem. */
  private static String given(String arguments) {
    McpAnswer answer = call("set_limit", arguments);
    return at(answer, "result.isError").equals("false")
        ? at(answer, "result.content[1].text")
        : at(answer, "result.content[0].text");
  }

  @Test
  void the_schema_says_what_the_check_accepts() {
    String schema =
        """
        {"type":"object","properties":{\
        "limit_w":{"type":"number","minimum":0.0,"maximum":11000.5,"description":"It."},\
        "repeats_count":{"type":"integer","minimum":-1,"maximum":3,"description":"It."},\
        "reason":{"type":"string","maxLength":10,"description":"It."},\
        "mode":{"type":"string","enum":["eco","fast"],"description":"It."},\
        "hold":{"type":"boolean","description":"It."},\
        "until":{"type":"string","format":"date-time","description":"It."}},\
        "required":["limit_w"],"additionalProperties":false}""";
    assertTrue(TestClient.TOOLS.json().contains(schema), TestClient.TOOLS.json());
    assertTrue(
        TestClient.TOOLS
            .json()
            .contains("\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false}"));
  }

  @Test
  void the_same_values_have_the_same_text_however_they_were_written() {
    String canonical =
        "{\"limit_w\":100,\"repeats_count\":2,\"reason\":\"ä\",\"mode\":\"eco\",\"hold\":true,"
            + "\"until\":\"2026-07-28T15:00:00Z\"}";
    assertEquals(
        canonical,
        given(
            "{\"limit_w\":1e2,\"repeats_count\":2.0,\"reason\":\"\\u00e4\",\"mode\":\"eco\","
                + "\"hold\":true,\"until\":\"2026-07-28T17:00:00+02:00\"}"));
    assertEquals(
        canonical,
        given(
            "{\"until\":\"2026-07-28T15:00:00.9Z\",\"hold\":true,\"mode\":\"eco\","
                + "\"reason\":\"ä\",\"repeats_count\":2,\"limit_w\":100.0}"));
    assertEquals("{\"limit_w\":0}", given("{\"limit_w\":-0.0}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | limit_w: expected a number from 0 to 11000.5, found nothing",
        "{'limit_w':null} | limit_w: expected a number from 0 to 11000.5, found null",
        "{'limit_w':'5'} | limit_w: expected a number from 0 to 11000.5, found \"5\"",
        "{'limit_w':11000.6} | limit_w: expected a number from 0 to 11000.5, found 11000.6",
        "{'limit_w':-1e-9} | limit_w: expected a number from 0 to 11000.5, found -1e-9",
        "{'limit_w':1e999} | limit_w: expected a number from 0 to 11000.5, found 1e999",
        "{'limit_w':[5]} | limit_w: expected a number from 0 to 11000.5, found a list",
        "{'limit_w':5,'repeats_count':1.5} | repeats_count: expected a whole number from -1 to 3, found 1.5",
        "{'limit_w':5,'repeats_count':4} | repeats_count: expected a whole number from -1 to 3, found 4",
        "{'limit_w':5,'reason':'12345678901'} | reason: expected a text of at most 10 characters on one line, found \"12345678901\"",
        "{'limit_w':5,'reason':'a\\nb'} | reason: expected a text of at most 10 characters on one line, found \"a\uFFFDb\"",
        "{'limit_w':5,'reason':'a\\u202eb'} | reason: expected a text of at most 10 characters on one line, found \"a\uFFFDb\"",
        "{'limit_w':5,'reason':'\\ud83d'} | reason: expected a text of at most 10 characters on one line, found \"\uFFFD\"",
        "{'limit_w':5,'mode':'ECO'} | mode: expected one of eco, fast, found \"ECO\"",
        "{'limit_w':5,'hold':1} | hold: expected true or false, found 1",
        "{'limit_w':5,'until':'now'} | until: expected a time such as 2026-07-28T15:00:00Z or 2026-07-28T17:00:00+02:00, found \"now\"",
        "{'limit_w':5,'until':'2026-02-30T00:00:00Z'} | until: expected a time such as 2026-07-28T15:00:00Z or 2026-07-28T17:00:00+02:00, found \"2026-02-30T00:00:00Z\"",
        "{'limit_w':5,'until':'2026-07-28T15:00:00'} | until: expected a time such as 2026-07-28T15:00:00Z or 2026-07-28T17:00:00+02:00, found \"2026-07-28T15:00:00\"",
        "{'limit_w':5,'Limit_w':9} | Limit_w: expected no other arguments than limit_w, repeats_count, reason, mode, hold, until, found an argument"
      })
  void a_wrong_argument_is_told_with_where_expected_and_found(String arguments, String sentence) {
    assertEquals(sentence, given(arguments.replace('\'', '"')));
  }

  @Test
  void all_problems_are_told_at_once_up_to_eight() {
    assertEquals(3, given("{\"hold\":1,\"other\":2}").lines().count());
    StringBuilder many = new StringBuilder("{\"limit_w\":1");
    for (int i = 0; i < 30; i++) {
      many.append(",\"x").append(i).append("\":1");
    }
    assertEquals(8, given(many.append('}').toString()).lines().count());
  }

  @Test
  void a_tool_reads_values_of_the_kind_that_it_declared() {
    List<ToolArgument> declared =
        List.of(
            new ToolArgument("limit_w", new ArgumentKind.Quantity(0, 9), true, "It."),
            new ToolArgument("n_count", new ArgumentKind.Whole(0, 9), false, "It."),
            new ToolArgument("mode", new ArgumentKind.Choice(List.of("eco")), false, "It."),
            new ToolArgument("reason", new ArgumentKind.Text(9), false, "It."),
            new ToolArgument("hold", new ArgumentKind.Flag(), false, "It."),
            new ToolArgument("until", new ArgumentKind.Time(), false, "It."));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("limit_w", "2.5");
    values.put("hold", "false");
    values.put("until", "2026-07-28T15:00:00Z");
    ToolArguments arguments = new ToolArguments(declared, values);
    assertEquals(OptionalDouble.of(2.5), arguments.number("limit_w"));
    assertEquals(OptionalInt.empty(), arguments.whole("n_count"));
    assertEquals(Optional.empty(), arguments.choice("mode"));
    assertEquals(Optional.empty(), arguments.text("reason"));
    assertEquals(Optional.of(false), arguments.flag("hold"));
    assertEquals(Optional.of(Instant.parse("2026-07-28T15:00:00Z")), arguments.time("until"));
    assertThrows(IllegalArgumentException.class, () -> arguments.text("limit_w"));
    assertThrows(IllegalArgumentException.class, () -> arguments.text("none"));
  }

  @Test
  void a_number_has_its_unit_in_its_name() {
    ArgumentKind number = new ArgumentKind.Quantity(0, 1);
    assertThrows(
        IllegalArgumentException.class, () -> new ToolArgument("limit", number, true, "It."));
    assertThrows(
        IllegalArgumentException.class, () -> new ToolArgument("Limit_w", number, true, "It."));
    ToolArgument twice = new ToolArgument("limit_w", number, true, "It.");
    assertThrows(IllegalArgumentException.class, () -> new ToolSchema(List.of(twice, twice)));
  }

  @Test
  void quoted_text_neither_hides_nor_grows() {
    assertEquals("a\uFFFDb", QuotedText.of("a\u200bb", 10));
    assertEquals("ab…", QuotedText.of("abc", 2));
    assertEquals("😀…", QuotedText.of("😀😀", 1));
    assertEquals("\uFFFD", QuotedText.of("\ud800", 5));
    assertEquals("Wärme 3 %", QuotedText.of("Wärme 3 %", 9));
  }
}
