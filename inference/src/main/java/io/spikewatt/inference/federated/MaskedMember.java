package io.spikewatt.inference.federated;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member that has masked its update and answers one list of survivors. Confined to one thread.
 */
public final class MaskedMember {
  private final RoundTerms terms;
  private final int member;
  private final Map<Integer, ShareSeal.Opened> shares;
  private final MaskedUpdate upload;
  private Optional<SurvivorList> answered = Optional.empty();

  MaskedMember(
      RoundTerms terms, int member, Map<Integer, ShareSeal.Opened> shares, MaskedUpdate upload) {
    this.terms = terms;
    this.member = member;
    this.shares = shares;
    this.upload = upload;
  }

  /** What goes to the coordinator. */
  public MaskedUpdate upload() {
    return upload;
  }

  /**
   * Reveals a share of the own mask of each survivor and one of the pair key of each member that
   * dropped out; never both of one. The same list gets the same answer again.
   *
   * @throws RoundRefusal if the list, or it and an earlier one, request both shares of a member; if
   *     there are too few survivors; or if shares of a member are not here
   */
  public RevealedShares reveal(SurvivorList asked) throws RoundRefusal {
    terms.requireRound(asked.tag());
    SortedSet<Integer> both = new TreeSet<>(asked.survivors());
    both.retainAll(asked.dropped());
    answered.ifPresent(
        before -> {
          if (!before.survivors().equals(asked.survivors())
              || !before.dropped().equals(asked.dropped())) {
            both.addAll(asked.survivors());
            both.addAll(asked.dropped());
          }
        });
    if (!both.isEmpty()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.BOTH_SHARES,
          "one share of each member expected, found a request for the other of " + both);
    }
    GroupMember.requireEnough(terms, asked.survivors().size());
    SortedMap<Integer, byte[]> selfMasks = new TreeMap<>();
    for (int survivor : asked.survivors()) {
      selfMasks.put(survivor, share(survivor).selfMask());
    }
    SortedMap<Integer, byte[]> pairKeys = new TreeMap<>();
    for (int dropped : asked.dropped()) {
      pairKeys.put(dropped, share(dropped).pairKey());
    }
    answered = Optional.of(asked);
    return new RevealedShares(terms.tag(), member, selfMasks, pairKeys);
  }

  private ShareSeal.Opened share(int of) throws RoundRefusal {
    ShareSeal.Opened share = shares.get(of);
    if (share == null) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNKNOWN_MEMBER,
          "members of %s expected, found %d".formatted(shares.keySet(), of));
    }
    return share;
  }
}
