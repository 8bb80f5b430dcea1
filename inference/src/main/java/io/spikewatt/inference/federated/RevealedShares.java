package io.spikewatt.inference.federated;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a member reveals of the others: of each either a share of its own mask or one of its pair
 * key.
 *
 * @param tag of the round's terms
 * @param member that reveals
 * @param selfMasks by survivor
 * @param pairKeys by member that dropped out
 */
public record RevealedShares(
    byte[] tag,
    int member,
    SortedMap<Integer, byte[]> selfMasks,
    SortedMap<Integer, byte[]> pairKeys) {
  private static final char KIND = 'R';

  public RevealedShares {
    selfMasks = new TreeMap<>(selfMasks);
    pairKeys = new TreeMap<>(pairKeys);
  }

  public byte[] encoded() {
    MessageWriter message = new MessageWriter(KIND).block(tag).number(member);
    shares(message, selfMasks);
    shares(message, pairKeys);
    return message.bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static RevealedShares decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("revealed shares", KIND, bytes);
    return in.whole(new RevealedShares(RoundTerms.tag(in), in.member(), shares(in), shares(in)));
  }

  private static void shares(MessageWriter message, Map<Integer, byte[]> shares) {
    message.number(shares.size());
    shares.forEach((member, share) -> message.number(member).block(share));
  }

  private static SortedMap<Integer, byte[]> shares(MessageReader in) throws RoundRefusal {
    int count = in.integer("a number of shares", 0, SecretShares.MOST);
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      shares.put(in.member(), in.block("a share", PairKey.BYTES));
    }
    return shares;
  }
}
