package io.spikewatt.inference.federated;

/**
 * A survivor's signature over the list of survivors that it was sent.
 *
 * @param tag of the round's terms
 * @param member that signs
 * @param signature with the list key of its open keys
 */
public record ListSignature(byte[] tag, int member, byte[] signature) {
  private static final char KIND = 'C';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(member).block(signature).bytes();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws RoundRefusal for other bytes
   */
  public static ListSignature decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a signature of a list", KIND, bytes);
    ListSignature signature =
        new ListSignature(
            RoundTerms.tag(in),
            in.integer("a member", 1, SecretShares.MOST),
            in.block("a signature", ListKey.SIGNATURE_BYTES));
    in.end();
    return signature;
  }
}
