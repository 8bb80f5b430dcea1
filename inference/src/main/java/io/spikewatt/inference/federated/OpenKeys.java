package io.spikewatt.inference.federated;

/**
 * A member's first message: its public keys of the round.
 *
 * @param tag of the round's terms
 * @param member number in the group
 * @param channelKey with which the others seal shares for it
 * @param maskKey with which it masks its update in pairs
 * @param listKey with which it signs the list of survivors
 * @param selfMaskDigest SHA-256 of the key of its own mask, which it thereby commits to
 */
public record OpenKeys(
    byte[] tag,
    int member,
    byte[] channelKey,
    byte[] maskKey,
    byte[] listKey,
    byte[] selfMaskDigest) {
  private static final char KIND = 'K';

  public byte[] encoded() {
    return new MessageWriter(KIND)
        .block(tag)
        .number(member)
        .block(channelKey)
        .block(maskKey)
        .block(listKey)
        .block(selfMaskDigest)
        .bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static OpenKeys decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("open keys", KIND, bytes);
    return in.whole(
        new OpenKeys(
            RoundTerms.tag(in),
            in.member(),
            in.block("a channel key", PairKey.BYTES),
            in.block("a mask key", PairKey.BYTES),
            in.block("a list key", ListKey.PUBLIC_BYTES),
            in.block("a digest", PairKey.BYTES)));
  }
}
