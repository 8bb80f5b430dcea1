package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.GroupRound.RoundPhase;
import io.spikewatt.inference.federated.RoundRefusal.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GroupRoundTest {
  private static final int MEMBERS = 10;
  private static final RoundTerms TERMS =
      new RoundTerms(7, 0, "pooled-load-1", MEMBERS, 40, 0.5, 0);

  private final PlayedRound played = new PlayedRound(TERMS, 1);

  private static NavigableSet<Integer> members(int... members) {
    NavigableSet<Integer> set = new TreeSet<>();
    Arrays.stream(members).forEach(set::add);
    return set;
  }

  private static void assertRefused(Cause cause, Executable action) {
    assertEquals(cause, assertThrows(RoundRefusal.class, action).reason());
  }

  @Test
  void the_unmasked_sum_is_the_plain_one_to_the_bit() throws RoundRefusal {
    GroupSum sum = played.play((member, phase) -> false);
    assertArrayEquals(played.plainSum(played.updates.keySet()), sum.values());
    assertEquals(MEMBERS, sum.members().size());
  }

  @Test
  void the_mean_is_the_plain_one_to_the_quantisation() throws RoundRefusal {
    WeightUpdate mean = played.play((member, phase) -> false).mean();
    double[] counts = new double[MEMBERS];
    Arrays.fill(counts, 1);
    WeightUpdate plain = UpdateMean.weighted(List.copyOf(played.updates.values()), counts);
    for (int i = 0; i < TERMS.weights(); i++) {
      assertEquals(plain.values()[i], mean.values()[i], TERMS.grid().step());
    }
  }

  @Test
  void nobody_waits_for_a_member_that_declines_and_too_many_of_them_void_the_round_at_once()
      throws RoundRefusal {
    GroupRound round = new GroupRound(TERMS);
    for (int member = 1; member <= MEMBERS; member++) {
      if (member <= 6) {
        round.accept(GroupMember.join(TERMS, member, new SplittableRandom(member)).openKeys());
      } else {
        assertFalse(round.awaited().isEmpty());
        round.accept(new RoundDecline(TERMS.tag(), member, Cause.NOT_NOW));
      }
    }
    assertTrue(round.awaited().isEmpty());
    assertEquals(Cause.NOT_NOW, round.declined().get(7));
    RoundDecline again = new RoundDecline(TERMS.tag(), 7, Cause.NOT_NOW);
    assertRefused(Cause.DUPLICATE, () -> round.accept(again));
    OpenKeys late = GroupMember.join(TERMS, 7, new SplittableRandom(7)).openKeys();
    assertRefused(Cause.DUPLICATE, () -> round.accept(late));
    assertRefused(Cause.TOO_FEW_MEMBERS, round::closeKeys);
  }

  @Test
  void a_third_may_drop_out_in_any_phase() throws RoundRefusal {
    for (RoundPhase left : List.of(RoundPhase.KEYS, RoundPhase.SHARES, RoundPhase.UPDATES)) {
      PlayedRound round = new PlayedRound(TERMS, 2);
      NavigableSet<Integer> gone = members(2, 5, 10);
      GroupSum sum =
          round.play((member, phase) -> gone.contains(member) && phase.compareTo(left) >= 0);
      NavigableSet<Integer> rest = new TreeSet<>(round.updates.keySet());
      rest.removeAll(gone);
      assertEquals(rest, sum.members(), left.toString());
      assertArrayEquals(round.plainSum(rest), sum.values(), left.toString());
    }
  }

  @Test
  void members_that_drop_out_one_in_each_phase_cost_nothing_but_their_updates()
      throws RoundRefusal {
    GroupSum sum =
        played.play(
            (member, phase) ->
                member == 1
                    || (member == 4 && phase.compareTo(RoundPhase.SHARES) >= 0)
                    || (member == 9 && phase.compareTo(RoundPhase.UPDATES) >= 0));
    assertArrayEquals(played.plainSum(members(2, 3, 5, 6, 7, 8, 10)), sum.values());
  }

  @Test
  void survivors_that_fall_silent_at_the_end_are_still_in_the_sum() throws RoundRefusal {
    GroupSum sum = played.play((member, phase) -> phase == RoundPhase.REVEALS && member <= 3);
    assertArrayEquals(played.plainSum(played.updates.keySet()), sum.values());
  }

  @Test
  void the_round_is_void_with_fewer_members_than_needed() {
    for (RoundPhase left :
        List.of(
            RoundPhase.KEYS,
            RoundPhase.SHARES,
            RoundPhase.UPDATES,
            RoundPhase.SIGNATURES,
            RoundPhase.REVEALS)) {
      PlayedRound round = new PlayedRound(TERMS, 3);
      assertRefused(
          Cause.TOO_FEW_MEMBERS,
          () -> round.play((member, phase) -> member > 6 && phase.compareTo(left) >= 0));
      assertEquals(RoundPhase.OVER, round.round.phase());
      assertEquals(members(), round.round.awaited());
    }
  }

  @Test
  void a_masked_update_is_nothing_like_the_update() throws RoundRefusal {
    PlayedRound zeros = new PlayedRound(new RoundTerms(8, 0, "f", 10, 20_000, 1, 0), 4);
    zeros.updates.replaceAll((member, update) -> new WeightUpdate(new float[20_000]));
    zeros.untilUpdates((member, phase) -> false);
    int[] seen = zeros.masked(1).upload().values();
    double mean = Arrays.stream(seen).asDoubleStream().average().orElseThrow();
    double deviation = Integer.MAX_VALUE / Math.sqrt(3);
    assertEquals(0, mean, 4 * deviation / Math.sqrt(seen.length));
    int ones = Arrays.stream(seen).map(Integer::bitCount).sum();
    assertEquals(0.5, ones / (32.0 * seen.length), 4 * 0.5 / Math.sqrt(32.0 * seen.length));
  }

  @Test
  void members_whose_sums_agree_have_masks_that_do_not() throws RoundRefusal {
    played.untilUpdates((member, phase) -> false);
    PlayedRound again = new PlayedRound(TERMS, 99);
    again.updates.putAll(played.updates);
    again.untilUpdates((member, phase) -> false);
    assertFalse(
        Arrays.equals(played.masked(3).upload().values(), again.masked(3).upload().values()));
  }

  @Test
  void the_same_messages_give_the_same_round_again() throws RoundRefusal {
    GroupSum first = played.play((member, phase) -> member == 2 && phase == RoundPhase.UPDATES);
    GroupSum again =
        new PlayedRound(TERMS, 1)
            .play((member, phase) -> member == 2 && phase == RoundPhase.UPDATES);
    assertArrayEquals(first.values(), again.values());
  }

  // Attacks of a coordinator

  @Test
  void who_asks_for_both_shares_of_a_member_gets_none() throws RoundRefusal {
    played.untilUpdates((member, phase) -> false);
    SurvivorList both =
        new SurvivorList(TERMS.tag(), members(1, 2, 3, 4, 5, 6, 7, 8), members(8, 9));
    for (int member = 1; member <= MEMBERS; member++) {
      MaskedMember asked = played.masked(member);
      assertRefused(Cause.BOTH_SHARES, () -> asked.sign(both));
    }
  }

  @Test
  void who_asks_for_the_other_share_later_gets_none() throws RoundRefusal {
    played.untilUpdates((member, phase) -> false);
    MaskedMember member = played.masked(1);
    SurvivorList all =
        new SurvivorList(TERMS.tag(), members(1, 2, 3, 4, 5, 6, 7, 8), members(9, 10));
    ListSignature signature = member.sign(all);
    assertArrayEquals(signature.encoded(), member.sign(all).encoded());
    assertRefused(
        Cause.OTHER_LIST,
        () ->
            member.sign(
                new SurvivorList(TERMS.tag(), members(1, 2, 3, 4, 5, 6, 7), members(8, 9, 10))));
  }

  @Test
  void too_few_survivors_get_no_shares() throws RoundRefusal {
    played.untilUpdates((member, phase) -> false);
    assertRefused(
        Cause.TOO_FEW_MEMBERS,
        () ->
            played
                .masked(1)
                .sign(
                    new SurvivorList(
                        TERMS.tag(), members(1), members(2, 3, 4, 5, 6, 7, 8, 9, 10))));
  }

  @Test
  void who_names_members_without_shares_gets_none() throws RoundRefusal {
    played.untilUpdates((member, phase) -> member == 10);
    assertRefused(
        Cause.OTHER_LIST,
        () ->
            played
                .masked(1)
                .sign(
                    new SurvivorList(
                        TERMS.tag(), members(1, 2, 3, 4, 5, 6, 7, 10), members(8, 9))));
  }

  @Test
  void other_keys_in_a_members_own_place_are_refused() throws RoundRefusal {
    SplittableRandom random = new SplittableRandom(6);
    List<OpenKeys> keys = new ArrayList<>();
    for (int member = 1; member <= MEMBERS; member++) {
      keys.add(GroupMember.join(TERMS, member, random).openKeys());
    }
    GroupMember member = GroupMember.join(TERMS, 1, random);
    assertRefused(Cause.BAD_KEY, () -> member.seal(new GroupKeys(TERMS.tag(), keys), random));
    keys.set(0, keys.get(1));
    assertRefused(Cause.DUPLICATE, () -> member.seal(new GroupKeys(TERMS.tag(), keys), random));
    assertRefused(
        Cause.TOO_FEW_MEMBERS,
        () ->
            member.seal(
                new GroupKeys(TERMS.tag(), List.of(member.openKeys(), keys.get(1))), random));
  }

  // Attacks on the way, and of members

  @Test
  void messages_of_another_round_are_refused_by_name() throws RoundRefusal {
    PlayedRound before = new PlayedRound(new RoundTerms(6, 0, "pooled-load-1", 10, 40, 0.5, 0), 7);
    before.untilUpdates((member, phase) -> false);
    SurvivorList list = before.round.closeUpdates();
    ListSignature signature = before.masked(2).sign(list);
    PlayedRound revealing = new PlayedRound(before.terms, 7);
    ListSignatures signatures = revealing.untilReveals((member, phase) -> false);
    RevealedShares revealed = revealing.masked(2).reveal(signatures);
    assertRefused(
        Cause.OTHER_ROUND, () -> new GroupRound(TERMS).accept(before.member(2).openKeys()));
    played.untilUpdates((member, phase) -> phase == RoundPhase.UPDATES && member == 2);
    assertRefused(Cause.OTHER_ROUND, () -> played.round.accept(before.masked(2).upload()));
    assertRefused(Cause.OTHER_ROUND, () -> played.masked(3).sign(list));
    played.round.closeUpdates();
    assertRefused(Cause.OTHER_ROUND, () -> played.round.accept(signature));
    assertRefused(Cause.OTHER_ROUND, () -> played.round.accept(revealed));
  }

  @Test
  void a_second_message_of_a_member_is_refused_by_name() throws RoundRefusal {
    GroupRound round = new GroupRound(TERMS);
    OpenKeys keys = GroupMember.join(TERMS, 4, new SplittableRandom(1)).openKeys();
    round.accept(keys);
    assertRefused(Cause.DUPLICATE, () -> round.accept(keys));
    played.untilUpdates((member, phase) -> false);
    assertRefused(Cause.DUPLICATE, () -> played.round.accept(played.masked(4).upload()));
    SurvivorList list = played.round.closeUpdates();
    for (int member : list.survivors()) {
      ListSignature signature = played.masked(member).sign(list);
      played.round.accept(signature);
      assertRefused(Cause.DUPLICATE, () -> played.round.accept(signature));
    }
    RevealedShares revealed = played.masked(4).reveal(played.round.closeSignatures());
    played.round.accept(revealed);
    assertRefused(Cause.DUPLICATE, () -> played.round.accept(revealed));
  }

  @Test
  void late_and_early_messages_are_refused_by_name() throws RoundRefusal {
    played.untilUpdates((member, phase) -> member == 10 && phase == RoundPhase.UPDATES);
    OpenKeys keys = GroupMember.join(TERMS, 10, new SplittableRandom(1)).openKeys();
    assertRefused(Cause.LATE, () -> played.round.accept(keys));
    assertRefused(Cause.EARLY, () -> new GroupRound(TERMS).accept(played.masked(3).upload()));
    MaskedUpdate late = new MaskedUpdate(TERMS.tag(), 10, new int[TERMS.weights()]);
    played.round.closeUpdates();
    assertRefused(Cause.LATE, () -> played.round.accept(late));
  }

  @Test
  void an_update_of_a_member_that_dropped_out_before_is_refused() throws RoundRefusal {
    played.untilUpdates((member, phase) -> member == 10);
    assertRefused(
        Cause.UNKNOWN_MEMBER,
        () -> played.round.accept(new MaskedUpdate(TERMS.tag(), 10, new int[TERMS.weights()])));
    assertRefused(
        Cause.UNKNOWN_MEMBER,
        () -> played.round.accept(new MaskedUpdate(TERMS.tag(), 11, new int[TERMS.weights()])));
  }

  @Test
  void a_model_of_other_features_or_weights_is_refused_by_name() {
    assertRefused(Cause.OTHER_FEATURES, () -> TERMS.requireModel("pooled-pv-1", 40));
    assertRefused(Cause.WRONG_LENGTH, () -> TERMS.requireModel("pooled-load-1", 41));
  }

  @Test
  void an_update_of_another_length_is_refused() throws RoundRefusal {
    played.untilUpdates((member, phase) -> member == 10 && phase == RoundPhase.UPDATES);
    assertRefused(
        Cause.WRONG_LENGTH,
        () -> played.round.accept(new MaskedUpdate(TERMS.tag(), 10, new int[39])));
    assertRefused(
        Cause.TOO_FEW_MEMBERS,
        () ->
            played
                .sealed(10)
                .mask(List.of(), new WeightUpdate(new float[40]), new SplittableRandom(1)));
  }

  @Test
  void a_share_that_was_tampered_with_is_refused() throws RoundRefusal {
    played.untilUpdates((member, phase) -> false);
    List<SealedShare> incoming = new ArrayList<>();
    for (int from = 2; from <= MEMBERS; from++) {
      incoming.add(played.sealed(from).outgoing().getFirst());
    }
    WeightUpdate update = new WeightUpdate(new float[40]);
    SplittableRandom random = new SplittableRandom(1);
    played.sealed(1).mask(incoming, update, random);
    SealedShare good = incoming.getFirst();
    byte[] bytes = good.sealed().clone();
    bytes[20] ^= 1;
    incoming.set(0, new SealedShare(good.tag(), good.from(), good.to(), bytes));
    assertRefused(Cause.FORGED_SHARE, () -> played.sealed(1).mask(incoming, update, random));
    incoming.set(0, new SealedShare(good.tag(), 3, 1, good.sealed()));
    assertRefused(Cause.FORGED_SHARE, () -> played.sealed(1).mask(incoming, update, random));
    incoming.set(0, played.sealed(1).outgoing().getFirst());
    assertRefused(Cause.UNKNOWN_MEMBER, () -> played.sealed(1).mask(incoming, update, random));
  }

  @Test
  void wrong_shares_void_the_round_instead_of_spoiling_the_sum() throws RoundRefusal {
    ListSignatures signatures =
        played.untilReveals((member, phase) -> member == 10 && phase == RoundPhase.UPDATES);
    for (int member : signatures.signatures().keySet()) {
      RevealedShares said = played.masked(member).reveal(signatures);
      if (member == 1) {
        TreeMap<Integer, byte[]> wrong = new TreeMap<>(said.pairKeys());
        wrong.put(10, new byte[32]);
        said = new RevealedShares(said.tag(), 1, said.selfMasks(), wrong);
      }
      played.round.accept(said);
    }
    assertRefused(Cause.WRONG_SHARES, played.round::closeReveals);
  }

  @Test
  void an_answer_to_another_question_is_refused() throws RoundRefusal {
    ListSignatures signatures = played.untilReveals((member, phase) -> false);
    RevealedShares said = played.masked(1).reveal(signatures);
    TreeMap<Integer, byte[]> fewer = new TreeMap<>(said.selfMasks());
    fewer.remove(5);
    assertRefused(
        Cause.WRONG_SHARES,
        () -> played.round.accept(new RevealedShares(said.tag(), 1, fewer, said.pairKeys())));
  }

  @Test
  void a_sum_beyond_what_clipped_updates_reach_is_void() throws RoundRefusal {
    GroupSum sum = played.play((member, phase) -> false);
    sum.requireWithinClip();
    // What a member that scales its update behind its mask adds.
    int[] scaled = sum.values().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] += (int) (2 * TERMS.clip() / TERMS.grid().step());
    }
    GroupSum poisoned = new GroupSum(TERMS, sum.members(), scaled);
    assertRefused(Cause.BEYOND_CLIP, poisoned::requireWithinClip);
  }

  @Test
  void a_members_update_is_clipped_before_it_is_masked() throws RoundRefusal {
    float[] large = new float[TERMS.weights()];
    Arrays.fill(large, 1000);
    played.updates.put(3, new WeightUpdate(large));
    GroupSum sum = played.play((member, phase) -> false);
    assertArrayEquals(played.plainSum(played.updates.keySet()), sum.values());
    assertTrue(sum.mean().norm() < TERMS.clip());
  }

  @Test
  void the_noise_of_all_members_is_in_the_sum() throws RoundRefusal {
    RoundTerms noisy = new RoundTerms(9, 0, "f", 10, 5000, 0.5, 0.02);
    PlayedRound round = new PlayedRound(noisy, 8);
    round.updates.replaceAll((member, update) -> new WeightUpdate(new float[5000]));
    double squares = 0;
    for (float value : round.play((member, phase) -> false).mean().values()) {
      squares += Math.pow(10 * value, 2);
    }
    assertEquals(0.02 * Math.sqrt(10), Math.sqrt(squares / 5000), 0.002);
  }

  @Test
  void two_thirds_are_more_than_half_of_every_group() {
    for (int members = RoundTerms.LEAST_MEMBERS; members <= 255; members++) {
      RoundTerms terms = new RoundTerms(1, 0, "f", members, 1, 1, 0);
      assertTrue(2 * terms.needed() > members);
      assertTrue(members - terms.needed() >= members / 3);
    }
  }

  @Test
  void groups_of_fewer_than_ten_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new RoundTerms(1, 0, "f", 9, 1, 1, 0));
  }

  @Test
  void every_field_of_the_terms_changes_the_tag() {
    List<RoundTerms> others =
        List.of(
            new RoundTerms(8, 0, "pooled-load-1", 10, 40, 0.5, 0),
            new RoundTerms(7, 1, "pooled-load-1", 10, 40, 0.5, 0),
            new RoundTerms(7, 0, "pooled-load-2", 10, 40, 0.5, 0),
            new RoundTerms(7, 0, "pooled-load-1", 11, 40, 0.5, 0),
            new RoundTerms(7, 0, "pooled-load-1", 10, 41, 0.5, 0),
            new RoundTerms(7, 0, "pooled-load-1", 10, 40, 0.6, 0),
            new RoundTerms(7, 0, "pooled-load-1", 10, 40, 0.5, 0.1));
    for (RoundTerms other : others) {
      assertNotEquals(Arrays.toString(TERMS.tag()), Arrays.toString(other.tag()));
    }
  }
}
