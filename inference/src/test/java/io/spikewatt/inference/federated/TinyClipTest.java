package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A coordinator's absurd terms are refused by name, and cannot end a member's part in the fleet.
 */
class TinyClipTest {

  private static byte[] terms(long round, int group, String features, double clip, double noise) {
    return new MessageWriter('T')
        .number(round)
        .number(group)
        .text(features)
        .number(10)
        .number(5)
        .number(clip)
        .number(noise)
        .bytes();
  }

  private static byte[] terms(double clip, double noise) {
    return terms(1, 0, "f", clip, noise);
  }

  private static void assertRefused(byte[] terms, String found) {
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> RoundTerms.decoded(terms), found);
    assertEquals(RoundRefusal.Cause.MALFORMED, refusal.reason());
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains("expected") && said.contains(found), said);
  }

  @Test
  void a_clip_that_no_grid_can_hold_is_refused_by_name() {
    double[] absurd = {
      1e-320,
      Double.MIN_VALUE,
      9e-7,
      0,
      -0.0,
      -1,
      1.1e6,
      1e300,
      Double.MAX_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (double clip : absurd) {
      assertRefused(terms(clip, 0), "a clip of " + clip);
    }
  }

  @Test
  void noise_that_is_neither_none_nor_comparable_to_the_clip_is_refused_by_name() {
    double[] absurd = {
      1e-320, Double.MIN_VALUE, 4e-4, -1, 501, 1e300, Double.NaN, Double.POSITIVE_INFINITY
    };
    for (double noise : absurd) {
      assertRefused(terms(0.5, noise), "noise of " + noise);
    }
  }

  @Test
  void negative_numbers_and_a_long_name_are_refused_by_name() {
    assertRefused(terms(-1, 0, "f", 0.5, 0), "round -1");
    assertRefused(terms(1, -1, "f", 0.5, 0), "group -1");
    assertRefused(terms(1, 0, "f".repeat(101), 0.5, 0), "101 characters");
  }

  /** Whatever is not refused is masked: no other exception may come of terms. */
  @Test
  void members_can_play_a_round_at_each_bound() throws RoundRefusal {
    for (double clip : new double[] {RoundTerms.LEAST_CLIP, 0.5, RoundTerms.GREATEST_CLIP}) {
      for (double noise : new double[] {0, 1e-3 * clip, 1e3 * clip}) {
        masked(RoundTerms.decoded(terms(clip, noise)));
      }
    }
  }

  private static void masked(RoundTerms terms) throws RoundRefusal {
    SplittableRandom random = new SplittableRandom(1);
    List<GroupMember> members = new ArrayList<>();
    List<OpenKeys> keys = new ArrayList<>();
    for (int member = 1; member <= terms.members(); member++) {
      members.add(GroupMember.join(terms, member, random));
      keys.add(members.getLast().openKeys());
    }
    GroupKeys group = new GroupKeys(terms.tag(), keys);
    SealedMember first = members.getFirst().seal(group, random);
    List<SealedShare> incoming = new ArrayList<>();
    for (GroupMember other : members.subList(1, members.size())) {
      incoming.add(other.seal(group, random).outgoing().getFirst());
    }
    assertDoesNotThrow(
        () -> first.mask(incoming, new WeightUpdate(new float[] {1, -1, 0, 2, 3}), random),
        terms.toString());
  }
}
