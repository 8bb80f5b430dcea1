package io.spikewatt.inference.federated;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Masks and commitments as both ends of a round compute them; sums are modulo 2^32. */
final class MaskSums {

  private MaskSums() {}

  /** Adds a mask to values in place, or takes it away. */
  static void add(int[] values, int[] mask, int sign) {
    for (int i = 0; i < values.length; i++) {
      values[i] += sign * mask[i];
    }
  }

  /** Sign of the mask of a pair in the update of its first; the other has the opposite one. */
  static int sign(int member, int other) {
    return member < other ? 1 : -1;
  }

  /** The mask of two members. */
  static int[] pair(RoundTerms terms, PairKey own, byte[] otherPublic, int length)
      throws RoundRefusal {
    byte[] context = new MessageWriter('m').block(terms.tag()).bytes();
    return MaskStream.of(own.shared(otherPublic, context), length);
  }

  static byte[] digest(byte[] secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
