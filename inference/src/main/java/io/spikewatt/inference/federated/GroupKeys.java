package io.spikewatt.inference.federated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The coordinator's answer to open keys: the round's tag and the keys of all members. */
public record GroupKeys(byte[] tag, List<OpenKeys> keys) {
  private static final char KIND = 'G';

  public GroupKeys {
    keys = List.copyOf(keys);
  }

  public byte[] encoded() {
    MessageWriter message = new MessageWriter(KIND).block(tag).number(keys.size());
    keys.forEach(each -> message.block(each.encoded()));
    return message.bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static GroupKeys decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("keys of a group", KIND, bytes);
    byte[] tag = RoundTerms.tag(in);
    int count = in.integer("a number of members", 0, SecretShares.MOST);
    List<OpenKeys> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(OpenKeys.decoded(in.block()));
    }
    return in.whole(new GroupKeys(tag, keys));
  }

  /** The keys by member, checked. */
  Map<Integer, OpenKeys> byMember(RoundTerms terms) throws RoundRefusal {
    terms.requireRound(tag);
    Map<Integer, OpenKeys> byMember = new TreeMap<>();
    for (OpenKeys each : keys) {
      terms.requireRound(each.tag());
      terms.requireMember(each.member());
      if (byMember.put(each.member(), each) != null) {
        throw new RoundRefusal(RoundRefusal.Cause.DUPLICATE, "two keys of member " + each.member());
      }
    }
    GroupMember.requireEnough(terms, byMember.size());
    return byMember;
  }
}
