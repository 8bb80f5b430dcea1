package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks a gateway to take part in a round: terms, its number from 1, base model's version. */
public record RoundInvitation(RoundTerms terms, int member, long base) {

  /** Member and version, then the terms, little-endian. */
  public byte[] encoded() {
    byte[] own = terms.encoded();
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES + own.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(member)
        .putLong(base)
        .put(own)
        .array();
  }

  /** Reverses {@link #encoded}; throws for other bytes. */
  public static RoundInvitation decoded(byte[] message) throws RoundRefusal {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int member = bytes.getInt();
      long base = bytes.getLong();
      byte[] own = new byte[bytes.remaining()];
      bytes.get(own);
      return new RoundInvitation(RoundTerms.decoded(own), member, base);
    } catch (BufferUnderflowException _) {
      throw new RoundRefusal(RoundRefusal.Cause.MALFORMED, "an invitation that ends early");
    }
  }
}
