package io.spikewatt.controller.assistant.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.MalformedMessage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash of a PIN. */
class PinHashTest {

  private final Random random = new Random(3);

  @Test
  void the_right_pin_alone_matches() throws MalformedMessage {
    PinHash hash = PinHash.make("739184", 3, random);
    assertTrue(hash.matches("739184"));
    for (String wrong : new String[] {"739185", "73918", "7391840", "", "x".repeat(100_000)}) {
      assertFalse(hash.matches(wrong));
    }
    assertNotEquals(hash.salt(), PinHash.make("739184", 3, random).salt());
    assertFalse(hash.toString().contains(hash.hash()));
  }

  @Test
  void a_file_holds_what_is_needed() throws MalformedMessage {
    PinHash hash = PinHash.make("739184", 10_000, random);
    assertEquals(hash, PinHash.parse(hash.text() + "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "000000", "123456", "987654", ""})
  void a_pin_that_is_guessed_first_is_refused(String pin) {
    assertThrows(MalformedMessage.class, () -> PinHash.make(pin, 1, random));
  }

  @Test
  void too_few_and_too_many_rounds_are_refused() throws MalformedMessage {
    String text = PinHash.make("739184", 1, random).text();
    assertThrows(MalformedMessage.class, () -> PinHash.parse(text));
    assertThrows(MalformedMessage.class, () -> PinHash.parse(text.replace(":1:", ":9999999:")));
    assertThrows(MalformedMessage.class, () -> PinHash.parse("739184"));
  }
}
