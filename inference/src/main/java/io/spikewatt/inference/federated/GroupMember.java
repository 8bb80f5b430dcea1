package io.spikewatt.inference.federated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A gateway's part in one round of secure aggregation after Bonawitz et al. (2017): it joins with
 * open keys, seals shares of its secrets, masks its update, signs the list of survivors, and
 * reveals one of the two shares of each other member. Each step but the signature returns the
 * object of the next one. Before {@link #seal} the caller must verify the owners of the open keys:
 * a coordinator could hand out its own.
 */
public final class GroupMember {
  private final RoundTerms terms;
  private final int member;
  private final PairKey channelKey;
  private final PairKey maskKey;
  private final ListKey listKey;
  private final byte[] selfMask;

  private GroupMember(RoundTerms terms, int member, RandomGenerator random) {
    this.terms = terms;
    this.member = member;
    selfMask = new byte[PairKey.BYTES];
    random.nextBytes(selfMask);
    channelKey = PairKey.drawn(random);
    maskKey = PairKey.drawn(random);
    listKey = ListKey.drawn(random);
  }

  /**
   * Joins a round with new keys.
   *
   * @param member number in the group, from 1
   * @param random an unpredictable generator, e.g. SecureRandom
   * @throws RoundRefusal if there is no such member
   */
  public static GroupMember join(RoundTerms terms, int member, RandomGenerator random)
      throws RoundRefusal {
    terms.requireMember(member);
    return new GroupMember(terms, member, random);
  }

  /** The first message, for all members. */
  public OpenKeys openKeys() {
    return new OpenKeys(
        terms.tag(),
        member,
        channelKey.publicKey(),
        maskKey.publicKey(),
        listKey.publicKey(),
        MaskSums.digest(selfMask));
  }

  /**
   * Shares this member's secrets among the others. Refuses keys of another round, too few or
   * doubled ones, and a list without this member's own.
   */
  public SealedMember seal(GroupKeys keys, RandomGenerator random) throws RoundRefusal {
    Map<Integer, OpenKeys> group = keys.byMember(terms);
    OpenKeys own = group.get(member);
    if (own == null || !Arrays.equals(own.encoded(), openKeys().encoded())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.BAD_KEY, "the own keys of member %d expected".formatted(member));
    }
    byte[][] selfMaskShares = SecretShares.split(selfMask, terms.needed(), terms.members(), random);
    byte[][] pairKeyShares =
        SecretShares.split(maskKey.secret(), terms.needed(), terms.members(), random);
    List<SealedShare> outgoing = new ArrayList<>();
    for (int to : group.keySet()) {
      if (to != member) {
        ShareSeal.Opened shares =
            new ShareSeal.Opened(selfMaskShares[to - 1], pairKeyShares[to - 1]);
        byte[] key = channel(group, member, to, to);
        outgoing.add(
            new SealedShare(terms.tag(), member, to, ShareSeal.sealed(key, shares, random)));
      }
    }
    ShareSeal.Opened kept =
        new ShareSeal.Opened(selfMaskShares[member - 1], pairKeyShares[member - 1]);
    return new SealedMember(this, group, kept, List.copyOf(outgoing));
  }

  /** The shares of all members that sealed some for this one, opened. */
  Map<Integer, ShareSeal.Opened> opened(Map<Integer, OpenKeys> group, List<SealedShare> incoming)
      throws RoundRefusal {
    Map<Integer, ShareSeal.Opened> opened = new TreeMap<>();
    for (SealedShare share : incoming) {
      terms.requireRound(share.tag());
      if (share.to() != member || share.from() == member || !group.containsKey(share.from())) {
        throw new RoundRefusal(
            RoundRefusal.Cause.UNKNOWN_MEMBER,
            "a share for member %d of another one expected, found one of %d for %d"
                .formatted(member, share.from(), share.to()));
      }
      byte[] key = channel(group, share.from(), member, share.from());
      if (opened.put(share.from(), ShareSeal.opened(key, share)) != null) {
        throw new RoundRefusal(
            RoundRefusal.Cause.DUPLICATE, "two shares of member " + share.from());
      }
    }
    requireEnough(terms, opened.size() + 1);
    return opened;
  }

  /** An update under the own mask and those against the members whose shares arrived. */
  MaskedUpdate masked(
      Map<Integer, OpenKeys> group,
      Iterable<Integer> others,
      WeightUpdate update,
      RandomGenerator random)
      throws RoundRefusal {
    if (update.values().length != terms.weights()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_LENGTH,
          "%d weights expected, found %d".formatted(terms.weights(), update.values().length));
    }
    int[] values = terms.grid().noised(update.clipped(terms.clip()), terms.noise(), random);
    MaskSums.add(values, MaskStream.of(selfMask, values.length), 1);
    for (int other : others) {
      int[] mask = MaskSums.pair(terms, maskKey, key(group, other).maskKey(), values.length);
      MaskSums.add(values, mask, MaskSums.sign(member, other));
    }
    return new MaskedUpdate(terms.tag(), member, values);
  }

  RoundTerms terms() {
    return terms;
  }

  int member() {
    return member;
  }

  ListKey listKey() {
    return listKey;
  }

  static void requireEnough(RoundTerms terms, int found) throws RoundRefusal {
    if (found < terms.needed()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.TOO_FEW_MEMBERS,
          "%d of %d members expected, found %d".formatted(terms.needed(), terms.members(), found));
    }
  }

  private byte[] channel(Map<Integer, OpenKeys> group, int from, int to, int other)
      throws RoundRefusal {
    byte[] context = new MessageWriter('c').block(terms.tag()).number(from).number(to).bytes();
    return channelKey.shared(key(group, other).channelKey(), context);
  }

  private static OpenKeys key(Map<Integer, OpenKeys> group, int member) throws RoundRefusal {
    OpenKeys keys = group.get(member);
    if (keys == null) {
      throw new RoundRefusal(RoundRefusal.Cause.UNKNOWN_MEMBER, "no keys of member " + member);
    }
    return keys;
  }
}
