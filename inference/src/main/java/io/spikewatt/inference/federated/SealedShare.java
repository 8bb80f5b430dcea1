package io.spikewatt.inference.federated;

/** Shares of a member's two secrets, sealed by AES-GCM (nonce and ciphertext) for another. */
public record SealedShare(byte[] tag, int from, int to, byte[] sealed) {
  private static final char KIND = 'S';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(from).number(to).block(sealed).bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static SealedShare decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a sealed share", KIND, bytes);
    return in.whole(
        new SealedShare(
            RoundTerms.tag(in),
            in.integer("a sender", 1, SecretShares.MOST),
            in.integer("a receiver", 1, SecretShares.MOST),
            in.block("a sealed share", ShareSeal.SEALED_BYTES)));
  }
}
