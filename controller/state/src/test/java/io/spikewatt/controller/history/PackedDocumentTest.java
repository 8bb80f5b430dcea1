package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedDocumentTest {

  private static final String USUAL =
      "{\"mode\":\"auto\",\"doing\":\"auto (plan in force): battery rests: stores surplus, keeps"
          + " its energy (stored kWh 0.195, import 0.180, export"
          + " 0.080)\",\"setpoints\":[{\"id\":\"pv1\",\"power_limit_w\":6000,\"reason\":\"no"
          + " need\"},{\"id\":\"battery1\",\"power_w\":0,\"reason\":\"stores surplus, keeps its"
          + " energy (stored kWh 0.195, import 0.180, export"
          + " 0.080)\"}],\"gridW\":978,\"loadW\":978,\"pvW\":0,\"batteryW\":0,\"socPct\":[{\"id\":"
          + "\"battery1\",\"value\":33.566}]}";

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "größer als 0 °C", USUAL})
  void aDocumentComesBackAsItWas(String document) {
    assertEquals(Optional.of(document), PackedDocument.unpack(PackedDocument.pack(document)));
  }

  @Test
  void aUsualDocumentTakesLessThanAThird() {
    int packed = PackedDocument.pack(USUAL).length;
    assertTrue(packed < USUAL.length() / 3, packed + " of " + USUAL.length() + " bytes");
  }

  /** Documents of years are packed with it. */
  @Test
  void theDictionaryIsTheOneOfTheFirstVersion() {
    // zlib's header names the dictionary by its checksum.
    byte[] header = Arrays.copyOf(PackedDocument.pack("{}"), 6);
    assertEquals("78f9a1821daf", HexFormat.of().formatHex(header));
  }

  @Test
  void damagedBytesAreNoDocument() {
    byte[] packed = PackedDocument.pack(USUAL);
    for (int i = 0; i < packed.length; i++) {
      byte[] damaged = packed.clone();
      damaged[i] ^= 0x41;
      assertEquals(Optional.empty(), PackedDocument.unpack(damaged), "byte " + i);
      assertEquals(Optional.empty(), PackedDocument.unpack(Arrays.copyOf(packed, i)), "cut " + i);
    }
  }
}
