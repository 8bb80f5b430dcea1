package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SecretSharesTest {
  private static final int NEEDED = 7;
  private static final int COUNT = 10;
  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] secret = new byte[32];

  private Map<Integer, byte[]> drawn(byte[][] shares, int howMany) {
    Map<Integer, byte[]> drawn = new TreeMap<>();
    while (drawn.size() < howMany) {
      int member = 1 + random.nextInt(shares.length);
      drawn.put(member, shares[member - 1]);
    }
    return drawn;
  }

  @Test
  void any_shares_that_suffice_give_the_secret() {
    random.nextBytes(secret);
    byte[][] shares = SecretShares.split(secret, NEEDED, COUNT, random);
    for (int trial = 0; trial < 100; trial++) {
      assertArrayEquals(secret, SecretShares.combine(drawn(shares, NEEDED + trial % 4)));
    }
  }

  @Test
  void one_share_less_gives_something_else() {
    random.nextBytes(secret);
    byte[][] shares = SecretShares.split(secret, NEEDED, COUNT, random);
    for (int trial = 0; trial < 100; trial++) {
      assertFalse(Arrays.equals(secret, SecretShares.combine(drawn(shares, NEEDED - 1))));
    }
  }

  /** Each value of a byte is as likely under one share less, whatever the secret is. */
  @Test
  void one_share_less_says_nothing_of_the_secret() {
    int[] seen = new int[256];
    for (int trial = 0; trial < 256 * 200; trial++) {
      byte[][] shares = SecretShares.split(new byte[] {42}, 3, 5, random);
      seen[shares[1][0] & 0xff]++;
    }
    for (int count : seen) {
      assertEquals(200, count, 5 * Math.sqrt(200));
    }
  }

  @Test
  void as_many_as_the_field_holds_and_no_more() {
    random.nextBytes(secret);
    byte[][] shares = SecretShares.split(secret, 170, SecretShares.MOST, random);
    assertArrayEquals(secret, SecretShares.combine(drawn(shares, 170)));
    assertThrows(
        IllegalArgumentException.class, () -> SecretShares.split(secret, 170, 256, random));
    assertThrows(IllegalArgumentException.class, () -> SecretShares.split(secret, 11, 10, random));
    assertThrows(
        IllegalArgumentException.class, () -> SecretShares.combine(Map.of(0, new byte[32])));
  }
}
