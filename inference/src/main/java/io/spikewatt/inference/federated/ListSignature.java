package io.spikewatt.inference.federated;

/** A survivor's signature, by its list key, over the list of survivors that it was sent. */
public record ListSignature(byte[] tag, int member, byte[] signature) {
  private static final char KIND = 'C';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(member).block(signature).bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static ListSignature decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a signature of a list", KIND, bytes);
    return in.whole(
        new ListSignature(
            RoundTerms.tag(in), in.member(), in.block("a signature", ListKey.SIGNATURE_BYTES)));
  }
}
