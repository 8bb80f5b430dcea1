package io.spikewatt.inference.federated;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The signatures of a group under its list of survivors. They show each member that the others were
 * sent the same list (the consistency check of Bonawitz et al. 2017).
 *
 * @param tag of the round's terms
 * @param signatures by member
 */
public record ListSignatures(byte[] tag, SortedMap<Integer, byte[]> signatures) {
  private static final char KIND = 'N';

  public ListSignatures {
    signatures = new TreeMap<>(signatures);
  }

  public byte[] encoded() {
    MessageWriter message = new MessageWriter(KIND).block(tag).number(signatures.size());
    signatures.forEach((member, signature) -> message.number(member).block(signature));
    return message.bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static ListSignatures decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("signatures of a list", KIND, bytes);
    byte[] tag = RoundTerms.tag(in);
    int count = in.integer("a number of signatures", 0, SecretShares.MOST);
    SortedMap<Integer, byte[]> signatures = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      signatures.put(in.member(), in.block("a signature", ListKey.SIGNATURE_BYTES));
    }
    return in.whole(new ListSignatures(tag, signatures));
  }
}
