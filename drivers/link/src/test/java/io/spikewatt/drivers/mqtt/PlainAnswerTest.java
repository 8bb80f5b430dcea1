package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainAnswerTest {

  private static final int FIXED_HEADER = 2;

  @ParameterizedTest
  @CsvSource({
    // CONNACK: session present, assigned client id, topic aliases, a user property
    "20 03 00 00 00, 20 03 00 00 00",
    "20 0A 01 00 07 22 00 0A 12 00 01 61, 20 03 00 00 00",
    "20 0A 00 00 07 26 00 01 61 00 01 62, 20 03 00 00 00",
    // QoS, retained messages and keep-alive decide what the library sends
    "20 0A 00 00 07 24 01 25 00 13 00 0A, 20 0A 00 00 07 24 01 25 00 13 00 0A",
    // PUBACK with and without a reason, with a reason in words
    "40 02 12 34, 40 02 12 34",
    "40 03 12 34 87, 40 03 12 34 87",
    "40 08 12 34 87 04 1F 00 01 61, 40 03 12 34 87",
    // SUBACK: granted, not authorised, quota exceeded
    "90 06 00 01 00 01 87 97, 90 06 00 01 00 01 80 80",
    "90 08 00 01 04 1F 00 01 61 01, 90 04 00 01 00 01",
    // PINGRESP, DISCONNECT
    "D0 00, D0 00",
    "E0 00, E0 01 00",
    "E0 06 8E 04 1F 00 01 61, E0 01 8E",
  })
  void what_passes_has_no_properties_but_those_that_bind_the_library(String sent, String passed)
      throws IOException {
    assertArrayEquals(bytes(passed), PlainAnswer.of(bytes(sent), FIXED_HEADER).bytes());
  }

  @Test
  void the_brokers_limits_are_read_as_unsigned_numbers() throws IOException {
    byte[] connack = bytes("20 0B 00 00 08 21 FF FF 27 FF FF FF FF");
    assertEquals(
        new BrokerLimits(65_535, 4_294_967_295L), PlainAnswer.of(connack, FIXED_HEADER).limits());
    assertEquals(
        BrokerLimits.UNKNOWN, PlainAnswer.of(bytes("20 03 00 00 00"), FIXED_HEADER).limits());
  }

  @Test
  void a_subscription_to_many_topics_is_answered_whole() throws IOException {
    byte[] suback = new byte[3 + 3 + 300];
    suback[0] = (byte) 0x90;
    suback[1] = (byte) ((303 & 127) | 128);
    suback[2] = (byte) (303 >> 7);
    assertArrayEquals(suback, PlainAnswer.of(suback, 3).bytes());
  }

  /** Lengths that lie, properties that do not exist, and bodies that are cut off. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "20 01 00",
        "20 03 00 00 05",
        "20 08 00 00 FF FF FF 7F 21 00",
        "20 08 00 00 FF FF FF FF FF 01",
        "20 05 00 00 02 21 00",
        "20 06 00 00 03 12 FF FF",
        "20 06 00 00 03 16 80 00",
        "20 05 00 00 02 7E 00",
        "40 01 12",
        "90 01 00",
        "90 03 00 01 7F",
      })
  void a_broken_answer_is_an_error(String sent) {
    assertThrows(IOException.class, () -> PlainAnswer.of(bytes(sent), FIXED_HEADER));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }
}
