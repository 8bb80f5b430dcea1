package io.spikewatt.inference.federated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The coordinator's part in a group's round of secure aggregation. It takes the messages of a phase
 * in any order; a caller closes the phase at its deadline, or once nobody is awaited. The same
 * messages give the same round again, so a log of them is all its state. Confined to one thread.
 */
public final class GroupRound {

  /** What is awaited. */
  public enum RoundPhase {
    KEYS,
    SHARES,
    UPDATES,
    SIGNATURES,
    REVEALS,
    /** The round has its sum, or is void. */
    OVER
  }

  private final RoundTerms terms;
  private RoundPhase phase = RoundPhase.KEYS;
  private final SortedMap<Integer, OpenKeys> keys = new TreeMap<>();
  private final SortedMap<Integer, RoundRefusal.Cause> declined = new TreeMap<>();
  private final SortedMap<Integer, List<SealedShare>> shares = new TreeMap<>();
  private final SortedSet<Integer> survivors = new TreeSet<>();
  private final SortedMap<Integer, byte[]> signatures = new TreeMap<>();
  private final SortedMap<Integer, RevealedShares> revealed = new TreeMap<>();
  private final int[] sum;

  public GroupRound(RoundTerms terms) {
    this.terms = terms;
    sum = new int[terms.weights()];
  }

  public RoundTerms terms() {
    return terms;
  }

  public RoundPhase phase() {
    return phase;
  }

  /** Members that may still send the message of this phase. */
  public SortedSet<Integer> awaited() {
    SortedSet<Integer> awaited = new TreeSet<>();
    for (int member = 1; member <= terms.members(); member++) {
      awaited.add(member);
    }
    switch (phase) {
      case KEYS -> {
        awaited.removeAll(keys.keySet());
        awaited.removeAll(declined.keySet());
      }
      case SHARES -> {
        awaited.retainAll(keys.keySet());
        awaited.removeAll(shares.keySet());
      }
      case UPDATES -> {
        awaited.retainAll(shares.keySet());
        awaited.removeAll(survivors);
      }
      case SIGNATURES -> {
        awaited.retainAll(survivors);
        awaited.removeAll(signatures.keySet());
      }
      case REVEALS -> {
        awaited.retainAll(signatures.keySet());
        awaited.removeAll(revealed.keySet());
      }
      case OVER -> awaited.clear();
    }
    return awaited;
  }

  /**
   * Takes a member's keys.
   *
   * @throws RoundRefusal if they are doubled, late, or of another round or member
   */
  public void accept(OpenKeys message) throws RoundRefusal {
    require(RoundPhase.KEYS, message.tag(), message.member());
    keys.put(message.member(), message);
  }

  /**
   * Takes a member's word that it sends no keys.
   *
   * @throws RoundRefusal if it is doubled, late, or of another round or member
   */
  public void accept(RoundDecline message) throws RoundRefusal {
    require(RoundPhase.KEYS, message.tag(), message.member());
    declined.put(message.member(), message.cause());
  }

  /** Members that take no part, and why. */
  public SortedMap<Integer, RoundRefusal.Cause> declined() {
    return Collections.unmodifiableSortedMap(declined);
  }

  /**
   * Takes a member's shares: one for each other member with keys.
   *
   * @throws RoundRefusal if they are doubled, late, incomplete, or of another round or member
   */
  public void accept(int from, List<SealedShare> message) throws RoundRefusal {
    SortedSet<Integer> receivers = new TreeSet<>(keys.keySet());
    receivers.remove(from);
    require(RoundPhase.SHARES, terms.tag(), from);
    SortedSet<Integer> found = new TreeSet<>();
    for (SealedShare share : message) {
      terms.requireRound(share.tag());
      if (share.from() != from || !found.add(share.to())) {
        throw new RoundRefusal(
            RoundRefusal.Cause.DUPLICATE,
            "one share of member %d for each other expected, found two for %d or one of %d"
                .formatted(from, share.to(), share.from()));
      }
    }
    if (!found.equals(receivers)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_LENGTH,
          "shares for members %s expected, found %s".formatted(receivers, found));
    }
    shares.put(from, List.copyOf(message));
  }

  /**
   * Takes a member's masked update.
   *
   * @throws RoundRefusal if it is doubled, late, of another length, or of another round or member
   */
  public void accept(MaskedUpdate message) throws RoundRefusal {
    require(RoundPhase.UPDATES, message.tag(), message.member());
    if (message.values().length != terms.weights()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_LENGTH,
          "%d weights expected, found %d".formatted(terms.weights(), message.values().length));
    }
    survivors.add(message.member());
    MaskSums.add(sum, message.values(), 1);
  }

  /**
   * Takes a survivor's signature under the list of survivors.
   *
   * @throws RoundRefusal if it is doubled, late, not good, or of another round or member
   */
  public void accept(ListSignature message) throws RoundRefusal {
    require(RoundPhase.SIGNATURES, message.tag(), message.member());
    if (!ListKey.signed(keys(message.member()).listKey(), list(), message.signature())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNSIGNED_LIST,
          "a signature of member %d under this list expected".formatted(message.member()));
    }
    signatures.put(message.member(), message.signature());
  }

  /**
   * Takes what a survivor reveals.
   *
   * @throws RoundRefusal if it is doubled, late, of another round or member, or answers another
   *     request
   */
  public void accept(RevealedShares message) throws RoundRefusal {
    require(RoundPhase.REVEALS, message.tag(), message.member());
    if (!message.selfMasks().keySet().equals(survivors)
        || !message.pairKeys().keySet().equals(dropped())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_SHARES,
          "shares of the own masks of %s and the pair keys of %s expected, found %s and %s"
              .formatted(
                  survivors, dropped(), message.selfMasks().keySet(), message.pairKeys().keySet()));
    }
    revealed.put(message.member(), message);
  }

  /**
   * Ends the phase of keys.
   *
   * @return the keys of the group, for every member
   * @throws RoundRefusal if there are too few; the round is then void
   */
  public GroupKeys closeKeys() throws RoundRefusal {
    close(RoundPhase.KEYS, RoundPhase.SHARES, keys.size());
    return new GroupKeys(terms.tag(), List.copyOf(keys.values()));
  }

  /**
   * Ends the phase of shares.
   *
   * @return the shares that each member gets
   * @throws RoundRefusal if there are too few; the round is then void
   */
  public SortedMap<Integer, List<SealedShare>> closeShares() throws RoundRefusal {
    close(RoundPhase.SHARES, RoundPhase.UPDATES, shares.size());
    SortedMap<Integer, List<SealedShare>> byReceiver = new TreeMap<>();
    for (int receiver : shares.keySet()) {
      List<SealedShare> incoming = new ArrayList<>();
      for (List<SealedShare> outgoing : shares.values()) {
        outgoing.stream().filter(share -> share.to() == receiver).forEach(incoming::add);
      }
      byReceiver.put(receiver, incoming);
    }
    return byReceiver;
  }

  /**
   * Ends the phase of updates.
   *
   * @return the list that every survivor is to sign
   * @throws RoundRefusal if there are too few; the round is then void
   */
  public SurvivorList closeUpdates() throws RoundRefusal {
    close(RoundPhase.UPDATES, RoundPhase.SIGNATURES, survivors.size());
    return list();
  }

  /**
   * Ends the phase of signatures.
   *
   * @return the request to every member that has signed
   * @throws RoundRefusal if there are too few; the round is then void
   */
  public ListSignatures closeSignatures() throws RoundRefusal {
    close(RoundPhase.SIGNATURES, RoundPhase.REVEALS, signatures.size());
    return new ListSignatures(terms.tag(), signatures);
  }

  private SurvivorList list() {
    return new SurvivorList(terms.tag(), survivors, dropped());
  }

  /**
   * Ends the round: takes the masks off the sum.
   *
   * @throws RoundRefusal if too few members revealed theirs, or if shares do not give what a member
   *     committed to; the round is then void
   */
  public GroupSum closeReveals() throws RoundRefusal {
    close(RoundPhase.REVEALS, RoundPhase.OVER, revealed.size());
    int[] unmasked = sum.clone();
    for (int survivor : survivors) {
      byte[] selfMask = combined(survivor, RevealedShares::selfMasks);
      requireCommitted(survivor, MaskSums.digest(selfMask), keys(survivor).selfMaskDigest());
      MaskSums.add(unmasked, MaskStream.of(selfMask, unmasked.length), -1);
    }
    for (int lost : dropped()) {
      PairKey pairKey = PairKey.of(combined(lost, RevealedShares::pairKeys));
      requireCommitted(lost, pairKey.publicKey(), keys(lost).maskKey());
      for (int survivor : survivors) {
        int[] mask = MaskSums.pair(terms, pairKey, keys(survivor).maskKey(), unmasked.length);
        MaskSums.add(unmasked, mask, -MaskSums.sign(survivor, lost));
      }
    }
    return new GroupSum(terms, survivors, unmasked);
  }

  private SortedSet<Integer> dropped() {
    SortedSet<Integer> dropped = new TreeSet<>(shares.keySet());
    dropped.removeAll(survivors);
    return dropped;
  }

  private OpenKeys keys(int member) {
    return Objects.requireNonNull(keys.get(member));
  }

  /** A secret from the first shares that suffice. */
  private byte[] combined(int of, Function<RevealedShares, Map<Integer, byte[]>> kind) {
    Map<Integer, byte[]> used = new TreeMap<>();
    for (RevealedShares each : revealed.values()) {
      byte[] share = kind.apply(each).get(of);
      if (share != null && used.size() < terms.needed()) {
        used.put(each.member(), share);
      }
    }
    return SecretShares.combine(used);
  }

  private static void requireCommitted(int member, byte[] found, byte[] committed)
      throws RoundRefusal {
    if (!Arrays.equals(found, committed)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_SHARES,
          "shares that give the secret of member %d expected".formatted(member));
    }
  }

  private void require(RoundPhase expected, byte[] tag, int member) throws RoundRefusal {
    terms.requireRound(tag);
    terms.requireMember(member);
    if (phase != expected) {
      throw new RoundRefusal(
          phase.compareTo(expected) > 0 ? RoundRefusal.Cause.LATE : RoundRefusal.Cause.EARLY,
          "a message of phase %s expected, found one of %s".formatted(phase, expected));
    }
    if (!awaited().contains(member)) {
      boolean sent =
          switch (expected) {
            case KEYS -> true;
            case SHARES -> shares.containsKey(member);
            case UPDATES -> survivors.contains(member);
            case SIGNATURES -> signatures.containsKey(member);
            case REVEALS, OVER -> revealed.containsKey(member);
          };
      throw new RoundRefusal(
          sent ? RoundRefusal.Cause.DUPLICATE : RoundRefusal.Cause.UNKNOWN_MEMBER,
          "a message of %s expected, found one of %d".formatted(awaited(), member));
    }
  }

  private void close(RoundPhase expected, RoundPhase next, int found) throws RoundRefusal {
    if (phase != expected) {
      throw new IllegalStateException("phase " + expected + " expected, found " + phase);
    }
    phase = RoundPhase.OVER;
    GroupMember.requireEnough(terms, found);
    phase = next;
  }
}
