package io.spikewatt.inference.federated;

/** A member's update under masks, modulo 2^32: random until the group's sum is unmasked. */
public record MaskedUpdate(byte[] tag, int member, int[] values) {
  private static final char KIND = 'U';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(member).integers(values).bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static MaskedUpdate decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a masked update", KIND, bytes);
    return in.whole(new MaskedUpdate(RoundTerms.tag(in), in.member(), in.integers()));
  }
}
