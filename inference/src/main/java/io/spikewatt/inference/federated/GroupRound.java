package io.spikewatt.inference.federated;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The coordinator's part in a group's round of secure aggregation. The messages of a phase come in
 * any order; a message that is doubled, late, or of another round or member is refused. A caller
 * closes the phase at its deadline, or once all messages are there; too few of them void the round.
 * A log of the messages is all its state: the same ones give the same round. Confined to one
 * thread.
 */
public final class GroupRound {

  /** The kind of message that is awaited. */
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

  public RoundPhase phase() {
    return phase;
  }

  /** Members that may still send the message of this phase. */
  public SortedSet<Integer> awaited() {
    SortedSet<Integer> awaited = new TreeSet<>();
    switch (phase) {
      case KEYS -> awaited.addAll(IntStream.rangeClosed(1, terms.members()).boxed().toList());
      case SHARES -> awaited.addAll(keys.keySet());
      case UPDATES -> awaited.addAll(shares.keySet());
      case SIGNATURES -> awaited.addAll(survivors);
      case REVEALS -> awaited.addAll(signatures.keySet());
      case OVER -> {}
    }
    awaited.removeAll(received());
    awaited.removeAll(declined.keySet());
    return awaited;
  }

  /** Members whose message of this phase is there. */
  private Set<Integer> received() {
    return switch (phase) {
      case KEYS -> keys.keySet();
      case SHARES -> shares.keySet();
      case UPDATES -> survivors;
      case SIGNATURES -> signatures.keySet();
      case REVEALS, OVER -> revealed.keySet();
    };
  }

  /** Takes a member's keys. */
  public void accept(OpenKeys message) throws RoundRefusal {
    require(RoundPhase.KEYS, message.tag(), message.member());
    keys.put(message.member(), message);
  }

  /** Takes a member's answer that it sends no keys. */
  public void accept(RoundDecline message) throws RoundRefusal {
    require(RoundPhase.KEYS, message.tag(), message.member());
    declined.put(message.member(), message.cause());
  }

  /** Members that take no part, and why. */
  public SortedMap<Integer, RoundRefusal.Cause> declined() {
    return Collections.unmodifiableSortedMap(declined);
  }

  /** Takes a member's shares; refuses them unless there is one for each other member with keys. */
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

  /** Takes a member's masked update; refuses one of another length. */
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

  /** Takes a survivor's signature under the list of survivors; refuses an invalid one. */
  public void accept(ListSignature message) throws RoundRefusal {
    require(RoundPhase.SIGNATURES, message.tag(), message.member());
    if (!ListKey.signed(keys(message.member()).listKey(), list(), message.signature())) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNSIGNED_LIST,
          "a signature of member %d under this list expected".formatted(message.member()));
    }
    signatures.put(message.member(), message.signature());
  }

  /** Takes the shares that a survivor reveals; refuses the answer to another request. */
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

  /** Ends the phase of keys; returns the keys of the group, for every member. */
  public GroupKeys closeKeys() throws RoundRefusal {
    close(RoundPhase.KEYS, RoundPhase.SHARES, keys.size());
    return new GroupKeys(terms.tag(), List.copyOf(keys.values()));
  }

  /** Ends the phase of shares; returns the shares that each member gets. */
  public SortedMap<Integer, List<SealedShare>> closeShares() throws RoundRefusal {
    close(RoundPhase.SHARES, RoundPhase.UPDATES, shares.size());
    SortedMap<Integer, List<SealedShare>> byReceiver = new TreeMap<>();
    for (int to : shares.keySet()) {
      Stream<SealedShare> sent = shares.values().stream().flatMap(List::stream);
      byReceiver.put(to, sent.filter(share -> share.to() == to).toList());
    }
    return byReceiver;
  }

  /** Ends the phase of updates; returns the list that every survivor must sign. */
  public SurvivorList closeUpdates() throws RoundRefusal {
    close(RoundPhase.UPDATES, RoundPhase.SIGNATURES, survivors.size());
    return list();
  }

  /** Ends the phase of signatures; returns the request to every member that has signed. */
  public ListSignatures closeSignatures() throws RoundRefusal {
    close(RoundPhase.SIGNATURES, RoundPhase.REVEALS, signatures.size());
    return new ListSignatures(terms.tag(), signatures);
  }

  private SurvivorList list() {
    return new SurvivorList(terms.tag(), survivors, dropped());
  }

  /**
   * Ends the round: unmasks the sum. Shares that do not give a member's commitment void it, too.
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
      boolean sent = phase == RoundPhase.KEYS || received().contains(member);
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
