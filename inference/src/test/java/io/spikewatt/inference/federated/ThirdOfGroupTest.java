package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.RoundRefusal.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A coordinator that wants the sum of a third of a group: X. It tells X of the shares of X and P
 * alone, and asks Q and P for the shares of X, as if P had dropped out.
 */
class ThirdOfGroupTest {

  private static final RoundTerms TERMS = new RoundTerms(1, 1, "f", 12, 50, 1, 0.5);
  private static final Set<Integer> X = members(1, 4);
  private static final Set<Integer> P = members(5, 8);
  private static final Set<Integer> Q = members(9, 12);

  private final SplittableRandom random = new SplittableRandom(4);

  private static Set<Integer> members(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static SurvivorList list(Collection<Integer> survivors, Collection<Integer> dropped) {
    return new SurvivorList(TERMS.tag(), new TreeSet<>(survivors), new TreeSet<>(dropped));
  }

  private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
    Set<Integer> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * Members that have masked their updates.
   *
   * @param split whether X gets a shorter list of shares
   */
  private Map<Integer, MaskedMember> masked(boolean split) throws RoundRefusal {
    List<GroupMember> joined = new ArrayList<>();
    List<OpenKeys> open = new ArrayList<>();
    for (int member = 1; member <= TERMS.members(); member++) {
      joined.add(GroupMember.join(TERMS, member, random.split()));
      open.add(joined.getLast().openKeys());
    }
    GroupKeys keys = new GroupKeys(TERMS.tag(), open);
    Map<Integer, SealedMember> sealed = new TreeMap<>();
    for (int member = 1; member <= TERMS.members(); member++) {
      sealed.put(member, joined.get(member - 1).seal(keys, random.split()));
    }
    Map<Integer, MaskedMember> masked = new TreeMap<>();
    for (Map.Entry<Integer, SealedMember> each : sealed.entrySet()) {
      List<SealedShare> incoming = new ArrayList<>();
      sealed.forEach(
          (from, sender) -> {
            if (!(split && X.contains(each.getKey()) && Q.contains(from))) {
              sender.outgoing().stream()
                  .filter(share -> share.to() == each.getKey())
                  .forEach(incoming::add);
            }
          });
      WeightUpdate update = new WeightUpdate(new float[TERMS.weights()]);
      masked.put(each.getKey(), each.getValue().mask(incoming, update, random.split()));
    }
    return masked;
  }

  private static Cause refused(MaskedMember member, SurvivorList list) {
    return assertThrows(RoundRefusal.class, () -> member.sign(list)).reason();
  }

  private static MaskedMember of(Map<Integer, MaskedMember> group, int member) {
    return Objects.requireNonNull(group.get(member));
  }

  private static ListSignatures signatures(Map<Integer, byte[]> signed) {
    return new ListSignatures(TERMS.tag(), new TreeMap<>(signed));
  }

  @Test
  void a_member_reveals_nothing_for_a_list_that_says_it_has_dropped_out() throws RoundRefusal {
    Map<Integer, MaskedMember> group = masked(false);
    SurvivorList list = list(union(X, Q), P);
    for (int member : P) {
      assertEquals(Cause.NOT_IN_LIST, refused(of(group, member), list));
      assertThrows(
          RoundRefusal.class,
          () -> of(group, member).reveal(signatures(Map.of())),
          "nothing signed");
    }
  }

  @Test
  void a_member_that_was_told_of_other_shares_signs_no_list_of_the_others() throws RoundRefusal {
    Map<Integer, MaskedMember> group = masked(true);
    SurvivorList list = list(union(X, Q), P);
    for (int member : X) {
      assertEquals(Cause.OTHER_LIST, refused(of(group, member), list));
    }
    // Q is all that is left to sign it, and the list that X would sign has too few in P and Q.
    Map<Integer, byte[]> signed = new TreeMap<>();
    for (int member : Q) {
      signed.put(member, of(group, member).sign(list).signature());
    }
    for (int member : Q) {
      assertUnsigned(of(group, member), signatures(signed));
    }
    for (int member : P) {
      assertEquals(Cause.OTHER_LIST, refused(of(group, member), list(union(X, P), Set.of())));
    }
  }

  /** Without signatures, lists that differ would unmask a half: each names eight of the twelve. */
  @Test
  void members_that_were_sent_different_lists_reveal_nothing() throws RoundRefusal {
    Map<Integer, MaskedMember> group = masked(false);
    Map<Integer, byte[]> signed = new TreeMap<>();
    for (int member = 1; member <= TERMS.members(); member++) {
      Set<Integer> dropped = X.contains(member) ? P : P.contains(member) ? Q : X;
      Set<Integer> survivors = members(1, TERMS.members());
      survivors.removeAll(dropped);
      signed.put(member, of(group, member).sign(list(survivors, dropped)).signature());
    }
    for (MaskedMember member : group.values()) {
      assertUnsigned(member, signatures(signed));
    }
  }

  @Test
  void signatures_of_others_cannot_be_made_up_or_counted_twice() throws RoundRefusal {
    Map<Integer, MaskedMember> group = masked(false);
    SurvivorList list = list(members(1, 12), Set.of());
    byte[] own = of(group, 1).sign(list).signature();
    Map<Integer, byte[]> copied = new TreeMap<>();
    Map<Integer, byte[]> invented = new TreeMap<>();
    for (int member = 1; member <= 12; member++) {
      copied.put(member, own);
      invented.put(member, new byte[ListKey.SIGNATURE_BYTES]);
    }
    assertUnsigned(of(group, 1), signatures(copied));
    assertUnsigned(of(group, 1), signatures(invented));
  }

  @Test
  void enough_signatures_of_one_list_are_answered_again_and_again() throws RoundRefusal {
    Map<Integer, MaskedMember> group = masked(false);
    SurvivorList list = list(union(X, Q), P);
    Map<Integer, byte[]> signed = new TreeMap<>();
    for (int member : union(X, Q)) {
      signed.put(member, of(group, member).sign(list).signature());
      assertEquals(Cause.OTHER_LIST, refused(of(group, member), list(members(1, 12), Set.of())));
    }
    RevealedShares said = of(group, 1).reveal(signatures(signed));
    assertEquals(union(X, Q), said.selfMasks().keySet());
    assertEquals(P, said.pairKeys().keySet());
    assertEquals(
        said.selfMasks().keySet(), of(group, 1).reveal(signatures(signed)).selfMasks().keySet());
    signed.remove(12);
    assertUnsigned(of(group, 1), signatures(signed));
  }

  /** What the account of a year assumes: the noise of all that are needed, not of a third. */
  @Test
  void the_noise_that_the_account_assumes_is_that_of_the_smallest_sum_there_is() {
    double weekly = 4.6;
    double ofNeeded = PrivacyAccountant.fresh().after(1, weekly, 53).epsilon(1e-5);
    double ofThird =
        PrivacyAccountant.fresh()
            .after(1, weekly * Math.sqrt((double) X.size() / TERMS.needed()), 53)
            .epsilon(1e-5);
    assertEquals(8, ofNeeded, 0.1);
    assertTrue(ofThird > 12, "a third costs " + ofThird);
    for (int survivors = 1; survivors < TERMS.needed(); survivors++) {
      int few = survivors;
      assertEquals(
          Cause.TOO_FEW_MEMBERS,
          assertThrows(
                  RoundRefusal.class,
                  () -> of(masked(false), 1).sign(list(members(1, few), members(few + 1, 12))))
              .reason());
    }
  }

  private static void assertUnsigned(MaskedMember member, ListSignatures signatures) {
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> member.reveal(signatures));
    assertEquals(Cause.UNSIGNED_LIST, refusal.reason());
  }
}
