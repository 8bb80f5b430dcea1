package io.spikewatt.inference.federated;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the sum is unmasked with: shares of the own masks of members that sent their update, and of
 * the pair keys of those that dropped out after they had sent their shares. Together they are the
 * senders of shares. Members sign it before they reveal any.
 *
 * @param tag of the round's terms
 * @param survivors members whose update is in the sum
 * @param dropped members that the survivors masked against but that sent none
 */
public record SurvivorList(byte[] tag, SortedSet<Integer> survivors, SortedSet<Integer> dropped) {
  private static final char KIND = 'L';

  public SurvivorList {
    survivors = new TreeSet<>(survivors);
    dropped = new TreeSet<>(dropped);
  }

  public byte[] encoded() {
    MessageWriter message = new MessageWriter(KIND).block(tag);
    members(message, survivors);
    members(message, dropped);
    return message.bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static SurvivorList decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a list of survivors", KIND, bytes);
    return in.whole(new SurvivorList(RoundTerms.tag(in), members(in), members(in)));
  }

  private static void members(MessageWriter message, SortedSet<Integer> members) {
    message.number(members.size());
    members.forEach(message::number);
  }

  private static SortedSet<Integer> members(MessageReader in) throws RoundRefusal {
    int count = in.integer("a number of members", 0, SecretShares.MOST);
    SortedSet<Integer> members = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      members.add(in.member());
    }
    return members;
  }
}
