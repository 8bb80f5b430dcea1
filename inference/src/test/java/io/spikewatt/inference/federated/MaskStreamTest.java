package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaskStreamTest {

  /** AES-256 of a block of zeros under a key of zeros, known answer dc95c078a2408989… of NIST. */
  @Test
  void the_first_integers_are_the_standards_known_answer() {
    int[] mask = MaskStream.of(new byte[32], 4);
    assertEquals(0x78c095dc, mask[0]);
    assertEquals(0x898940a2, mask[1]);
  }

  @Test
  void a_longer_mask_begins_with_the_shorter_one() {
    byte[] key = new byte[32];
    key[5] = 9;
    int[] mask = MaskStream.of(key, 1000);
    assertArrayEquals(Arrays.copyOf(mask, 7), MaskStream.of(key, 7));
    assertFalse(Arrays.equals(mask, MaskStream.of(new byte[32], 1000)));
  }
}
