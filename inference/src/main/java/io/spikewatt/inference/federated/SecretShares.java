package io.spikewatt.inference.federated;

import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Shamir's secret sharing, byte by byte over GF(2^8) with the polynomial of AES. Any {@code needed}
 * shares give the secret; fewer say nothing of it.
 */
final class SecretShares {
  /** Most shares: the non-zero elements of the field. */
  static final int MOST = 255;

  private static final int POLYNOMIAL = 0x11b;

  private SecretShares() {}

  /** Splits a secret into shares of its length, for members 1 to {@code count}. */
  static byte[][] split(byte[] secret, int needed, int count, RandomGenerator random) {
    if (needed < 1 || needed > count || count > MOST) {
      throw new IllegalArgumentException(
          "%d of %d shares, at most %d".formatted(needed, count, MOST));
    }
    byte[][] coefficients = new byte[needed][secret.length];
    coefficients[0] = secret;
    for (int c = 1; c < needed; c++) {
      random.nextBytes(coefficients[c]);
    }
    byte[][] shares = new byte[count][secret.length];
    for (int member = 1; member <= count; member++) {
      for (int i = 0; i < secret.length; i++) {
        int value = 0;
        for (int c = needed - 1; c >= 0; c--) {
          value = times(value, member) ^ (coefficients[c][i] & 0xff);
        }
        shares[member - 1][i] = (byte) value;
      }
    }
    return shares;
  }

  /** The secret of enough equally long shares by member, 1 to 255; a random one of fewer. */
  static byte[] combine(Map<Integer, byte[]> shares) {
    int[] members = shares.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    if (members.length == 0 || members[0] < 1 || members[members.length - 1] > MOST) {
      throw new IllegalArgumentException("shares of members " + Arrays.toString(members));
    }
    byte[] secret = new byte[shares.values().iterator().next().length];
    for (int member : members) {
      int weight = 1;
      for (int other : members) {
        if (other != member) {
          weight = times(weight, times(other, inverse(other ^ member)));
        }
      }
      byte[] share = shares.getOrDefault(member, secret);
      WeightUpdate.sameLength(secret.length, share.length);
      for (int i = 0; i < secret.length; i++) {
        secret[i] ^= (byte) times(weight, share[i] & 0xff);
      }
    }
    return secret;
  }

  /** Product in the field, without branches or tables that depend on the secret. */
  private static int times(int a, int b) {
    int product = 0;
    int shifted = a;
    for (int bit = 0; bit < 8; bit++) {
      product ^= shifted & -(b >> bit & 1);
      shifted = (shifted << 1) ^ (POLYNOMIAL & -(shifted >> 7 & 1));
    }
    return product;
  }

  /** a^254. */
  private static int inverse(int a) {
    int power = 1;
    for (int i = 0; i < 254; i++) {
      power = times(power, a);
    }
    return power;
  }
}
