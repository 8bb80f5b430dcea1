package io.spikewatt.controller.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of somebody who is not trusted. */
class StrictJsonTest {

  private static JsonTree read(String json) throws MalformedMessage {
    return JsonTree.strict(json.getBytes(UTF_8));
  }

  @Test
  void values_keep_their_kind_and_are_found_by_their_path() throws MalformedMessage {
    JsonTree tree =
        read("{\"a\":{\"b\":[1,\"2\",null,true,{\"c\":-1.5e3}]},\"d-e\":[[7]],\"f\":[]}");
    assertEquals(JsonKind.OBJECT, tree.kind());
    assertEquals(JsonKind.NUMBER, tree.at("a.b[0]").orElseThrow().kind());
    assertEquals(JsonKind.TEXT, tree.at("a.b[1]").orElseThrow().kind());
    assertEquals(JsonKind.NOTHING, tree.at("a.b[2]").orElseThrow().kind());
    assertEquals(JsonKind.TRUTH, tree.at("a.b[3]").orElseThrow().kind());
    assertEquals("-1.5e3", tree.at("a.b[4].c").orElseThrow().text());
    assertEquals("7", tree.at("d-e[0][0]").orElseThrow().text());
    assertEquals(JsonKind.LIST, tree.at("f").orElseThrow().kind());
    assertEquals(Optional.of(tree), tree.at("$"));
    assertEquals("7", read("[[6,7]]").at("[0][1]").orElseThrow().text());
    for (String missing : new String[] {"x", "a.x", "a.b[9]", "a[0]", "[0]", "f.g", "a.b.c"}) {
      assertEquals(Optional.empty(), tree.at(missing), missing);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "{\"a\":1,\"a\":2}",
        "{\"b\":{\"a\":1,\"c\":0,\"a\":1}}",
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "{} {}",
        "[1] 2",
        "[01]",
        "[+1]",
        "[.5]",
        "{'a':1}",
        "{a:1}",
        "[1,]",
        "// a\n[]",
        "\"\\x\"",
        "nulls",
        "[12345678901234567890123456789012345678901234567890]"
      })
  void anything_else_is_refused(String json) {
    MalformedMessage refused = assertThrows(MalformedMessage.class, () -> read(json));
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} | line 1, column 2: expected a name in double quotes, a comma or the object's end, found '",
        "{\"a\":NaN} | line 1, column 9: expected a value after a name, found another word",
        "[1, | line 1, column 4: expected a value, a comma or the list's end, found the document's end",
        "{\"a\":1,\"a\":2} | line 1, column 8: expected each name once in an object",
        "nulls | line 1, column 1: expected one JSON value, found another word",
        "{} {} | line 1, column 4: expected one JSON value, found more behind it",
      })
  void a_fault_has_a_place_and_our_own_words(String json, String words) {
    MalformedMessage refused = assertThrows(MalformedMessage.class, () -> read(json));
    assertEquals("JSON, " + words, refused.getMessage());
  }

  @Test
  void no_sentence_is_the_parsers() {
    for (String json : new String[] {"NaN", "{a:1}", "[+1]", "\"\\x\"", "[01]", "[".repeat(30)}) {
      String why =
          String.valueOf(assertThrows(MalformedMessage.class, () -> read(json)).getMessage());
      assertTrue(why.startsWith("JSON, line 1, column "), why);
      for (String theirs :
          new String[] {"Source", "REDACTED", "JsonReadFeature", "enable", "Stream"}) {
        assertFalse(why.contains(theirs), why);
      }
    }
  }

  @Test
  void depth_number_of_values_and_lengths_are_bounded() throws MalformedMessage {
    assertEquals(JsonKind.LIST, read("[".repeat(19) + "]".repeat(19)).kind());
    assertThrows(MalformedMessage.class, () -> read("[".repeat(21) + "]".repeat(21)));
    int most = JsonTree.MOST_VALUES - 1;
    assertEquals(most, read("[" + "1,".repeat(most - 1) + "1]").items().size());
    MalformedMessage many =
        assertThrows(MalformedMessage.class, () -> read("[" + "1,".repeat(most) + "1]"));
    assertTrue(String.valueOf(many.getMessage()).contains("at most 20000 values"));
    assertThrows(MalformedMessage.class, () -> read("\"" + "a".repeat(70_000) + "\""));
    assertThrows(MalformedMessage.class, () -> read("{\"" + "a".repeat(300) + "\":1}"));
    assertThrows(MalformedMessage.class, () -> JsonTree.strict(new byte[] {'"', (byte) 0xC3, '"'}));
  }
}
