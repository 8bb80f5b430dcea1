package io.spikewatt.inference.federated;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member that has masked its update. It signs one list of survivors, and reveals shares for that
 * list once enough others have signed the same one: a coordinator that sends different lists, or
 * has sent different shares, gets none. Confined to one thread.
 */
public final class MaskedMember {
  private final GroupMember member;
  private final Map<Integer, OpenKeys> group;
  private final Map<Integer, ShareSeal.Opened> shares;
  private final MaskedUpdate upload;
  private Optional<SurvivorList> signed = Optional.empty();

  MaskedMember(
      GroupMember member,
      Map<Integer, OpenKeys> group,
      Map<Integer, ShareSeal.Opened> shares,
      MaskedUpdate upload) {
    this.member = member;
    this.group = group;
    this.shares = shares;
    this.upload = upload;
  }

  /** The message to the coordinator. */
  public MaskedUpdate upload() {
    return upload;
  }

  /**
   * Signs the list of survivors of this round. The same list gets the same signature again.
   *
   * @throws RoundRefusal if the list requests both shares of a member, lacks this one, names other
   *     senders of shares than this member has heard of, has too few survivors, or is a second one
   */
  public ListSignature sign(SurvivorList asked) throws RoundRefusal {
    member.terms().requireRound(asked.tag());
    SortedSet<Integer> both = new TreeSet<>(asked.survivors());
    both.retainAll(asked.dropped());
    if (!both.isEmpty()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.BOTH_SHARES,
          "one share of each member expected, found a request for both of " + both);
    }
    if (!asked.survivors().contains(member.member())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.NOT_IN_LIST,
          "member %d expected among the survivors, found %s"
              .formatted(member.member(), asked.survivors()));
    }
    SortedSet<Integer> senders = new TreeSet<>(asked.survivors());
    senders.addAll(asked.dropped());
    if (!senders.equals(new TreeSet<>(shares.keySet()))) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_LIST,
          "survivors and members that dropped out of %s expected, found %s"
              .formatted(shares.keySet(), senders));
    }
    GroupMember.requireEnough(member.terms(), asked.survivors().size());
    if (signed.filter(before -> !before.survivors().equals(asked.survivors())).isPresent()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_LIST,
          "the survivors %s again expected, found %s"
              .formatted(signed.get().survivors(), asked.survivors()));
    }
    signed = Optional.of(asked);
    return new ListSignature(member.terms().tag(), member.member(), member.listKey().sign(asked));
  }

  /**
   * Reveals a share of the own mask of each survivor and one of the pair key of each member that
   * dropped out; never both of one.
   *
   * @throws RoundRefusal if this member has signed no list yet, or too few survivors the same one
   */
  public RevealedShares reveal(ListSignatures signatures) throws RoundRefusal {
    member.terms().requireRound(signatures.tag());
    SurvivorList list =
        signed.orElseThrow(
            () -> new RoundRefusal(RoundRefusal.Cause.EARLY, "a list of survivors expected first"));
    SortedSet<Integer> signers = signers(list, signatures);
    if (signers.size() < member.terms().needed()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNSIGNED_LIST,
          "the list of survivors signed by %d members expected, found %s"
              .formatted(member.terms().needed(), signers));
    }
    SortedMap<Integer, byte[]> selfMasks = new TreeMap<>();
    list.survivors().forEach(survivor -> selfMasks.put(survivor, share(survivor).selfMask()));
    SortedMap<Integer, byte[]> pairKeys = new TreeMap<>();
    list.dropped().forEach(dropped -> pairKeys.put(dropped, share(dropped).pairKey()));
    return new RevealedShares(member.terms().tag(), member.member(), selfMasks, pairKeys);
  }

  /** Survivors that have signed the list. A signature that is not good counts for nothing. */
  private SortedSet<Integer> signers(SurvivorList list, ListSignatures signatures) {
    SortedSet<Integer> signers = new TreeSet<>();
    for (Map.Entry<Integer, byte[]> each : signatures.signatures().entrySet()) {
      OpenKeys keys = group.get(each.getKey());
      if (keys != null
          && list.survivors().contains(each.getKey())
          && ListKey.signed(keys.listKey(), list, each.getValue())) {
        signers.add(each.getKey());
      }
    }
    return signers;
  }

  private ShareSeal.Opened share(int of) {
    return Objects.requireNonNull(shares.get(of), "shares of a list that was signed");
  }
}
