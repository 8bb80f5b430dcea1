package io.spikewatt.drivers.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "12.5 | `` | Numeric[value=12.5]",
        "` -3e2\n` | `` | Numeric[value=-300.0]",
        "{\"a\": 7} | a | Numeric[value=7.0]",
        "{\"x\": [{\"y\": 1}], \"a\": {\"b\": [1, {\"c\": -2.5}]}} | a.b[1].c |"
            + " Numeric[value=-2.5]",
        "{\"m\": [[1, 2], [3, 4]]} | m[1][0] | Numeric[value=3.0]",
        "{\"a\": \"ON\"} | a | Text[text=ON]",
        "{\"a\": true} | a | Text[text=true]",
        "ON | `` | Text[text=ON]",
        "{\"a\": null} | a | Nothing[]",
        "`` | `` | Nothing[]",
        "`` | a | Nothing[]",
        "{\"b\": 1} | a | Absent[]",
        "{\"a\": [1]} | a[1] | Absent[]",
      })
  void findsTheValueAtItsPlace(String payload, String path, String found) {
    assertEquals(found, read(payload, path).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "{\"a\": 1e999} | a | expected a finite number, found Infinity",
        "1e999 | `` | expected a finite number, found Infinity",
        "{\"a\": NaN} | a | expected JSON: Non-standard token 'NaN'",
        "{\"a\": Infinity} | a | expected JSON: Non-standard token 'Infinity'",
        "{\"a\": {\"b\": 1}} | a | expected a value, found an object",
        "{\"a\": [1]} | a | expected a value, found a list",
        "{\"a\": 1} | a.b | expected an object with b, found \"1\"",
        "{\"a\": 1} | a[0] | expected a list, found \"1\"",
        "[1] | a | expected an object with a, found a list",
        "5 | a | expected an object with a, found \"5\"",
        "{\"a\": 1 | a | expected JSON: Unexpected end-of-input",
        "{\"a\": 1} x | a | expected JSON: Unrecognized token",
        "{\"a\": 1} {} | a | expected one JSON document",
        "{\"a\": 1, \"a\": 2} | a | expected JSON: Duplicate field 'a'",
        "{'a': 1} | a | expected JSON: Unexpected character",
      })
  void saysWhatWasExpectedAndWhatWasFound(String payload, String path, String why) {
    PayloadValue.Bad bad = assertInstanceOf(PayloadValue.Bad.class, read(payload, path));
    assertTrue(bad.why().startsWith(why), bad.why());
    assertEquals(1, bad.why().lines().count());
  }

  @Test
  void aHugePayloadIsRefusedUnread() {
    String huge = "{\"a\": 1, \"b\": \"" + "x".repeat(PayloadReader.MAX_BYTES) + "\"}";
    assertTrue(bad(huge).startsWith("at most 16384 bytes, not 16"), bad(huge));
  }

  @Test
  void aDeepDocumentIsRefused() {
    String deep = "{\"a\": 1, \"b\": " + "[".repeat(8_000) + "]".repeat(8_000) + "}";
    assertTrue(bad(deep).contains("nesting depth"), bad(deep));
  }

  @Test
  void aLongNumberIsRefused() {
    String digits = "{\"a\": 1" + "0".repeat(5_000) + "}";
    assertTrue(bad(digits).contains("Number"), bad(digits));
  }

  @Test
  void aLongTextIsCutInTheMessageAndControlCharactersAreNotPassedOn() {
    String text = "\u001b[2J" + "y".repeat(500);
    PayloadValue.Bad bad =
        assertInstanceOf(
            PayloadValue.Bad.class,
            new PayloadReader("").read(text.getBytes(StandardCharsets.UTF_8)));
    assertTrue(bad.why().length() < 100 && bad.why().contains("?[2Jyy"), bad.why());
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] bytes = {'1', (byte) 0xC3, (byte) 0x28};
    assertInstanceOf(PayloadValue.Bad.class, new PayloadReader("").read(bytes));
    assertInstanceOf(PayloadValue.Bad.class, new PayloadReader("a").read(bytes));
  }

  @Test
  void whateverComesInItEndsWithoutAnException() {
    Random random = new Random(7);
    byte[] good =
        "{\"a\": {\"b\": [1, {\"c\": -2.5e3}]}, \"d\": \"ON\"}".getBytes(StandardCharsets.UTF_8);
    PayloadReader reader = new PayloadReader("a.b[1].c");
    PayloadReader plain = new PayloadReader("");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int k = random.nextInt(1, 6); k > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      for (PayloadValue payloadValue : new PayloadValue[] {reader.read(bytes), plain.read(bytes)}) {
        assertTrue(!(payloadValue instanceof PayloadValue.Numeric n) || Double.isFinite(n.value()));
      }
    }
  }

  private static String bad(String payload) {
    return assertInstanceOf(PayloadValue.Bad.class, read(payload, "a")).why();
  }

  private static PayloadValue read(String payload, String path) {
    return new PayloadReader(path).read(payload.getBytes(StandardCharsets.UTF_8));
  }
}
