package io.spikewatt.inference.federated;

/**
 * A member's update under its masks: random to everybody until the group's sum is unmasked.
 *
 * @param tag of the round's terms
 * @param values modulo 2^32, one a shared weight
 */
public record MaskedUpdate(byte[] tag, int member, int[] values) {
  private static final char KIND = 'U';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(member).integers(values).bytes();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws RoundRefusal for other bytes
   */
  public static MaskedUpdate decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a masked update", KIND, bytes);
    MaskedUpdate update =
        new MaskedUpdate(
            RoundTerms.tag(in), in.integer("a member", 1, SecretShares.MOST), in.integers());
    in.end();
    return update;
  }
}
