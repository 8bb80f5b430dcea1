package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairKeyTest {
  private static final byte[] CONTEXT = {1, 2, 3};

  /** RFC 7748, 6.1. */
  @Test
  void public_keys_are_those_of_the_standard() {
    assertPublic(
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    assertPublic(
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  }

  private static void assertPublic(String expected, String secret) {
    HexFormat hex = HexFormat.of();
    assertEquals(expected, hex.formatHex(PairKey.of(hex.parseHex(secret)).publicKey()));
  }

  @Test
  void both_ends_derive_the_same_secret_and_another_one_for_another_purpose() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    PairKey one = PairKey.drawn(random);
    PairKey other = PairKey.drawn(random);
    byte[] shared = one.shared(other.publicKey(), CONTEXT);
    assertArrayEquals(shared, other.shared(one.publicKey(), CONTEXT));
    assertFalse(Arrays.equals(shared, other.shared(one.publicKey(), new byte[] {4})));
    assertFalse(Arrays.equals(shared, PairKey.drawn(random).shared(one.publicKey(), CONTEXT)));
  }

  @Test
  void a_key_comes_back_from_its_secret() {
    PairKey key = PairKey.drawn(new SplittableRandom(2));
    assertArrayEquals(key.publicKey(), PairKey.of(key.secret()).publicKey());
  }

  @Test
  void a_point_of_small_order_is_refused_by_name() {
    PairKey key = PairKey.drawn(new SplittableRandom(3));
    RoundRefusal refusal =
        assertThrows(RoundRefusal.class, () -> key.shared(new byte[PairKey.BYTES], CONTEXT));
    assertEquals(RoundRefusal.Cause.BAD_KEY, refusal.reason());
  }
}
