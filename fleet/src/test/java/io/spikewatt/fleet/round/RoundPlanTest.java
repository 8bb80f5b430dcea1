package io.spikewatt.fleet.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.RoundTerms;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoundPlanTest {

  private static List<String> gateways(int count) {
    return IntStream.range(0, count).mapToObj("g%03d"::formatted).toList();
  }

  private static RoundPlan plan(int gateways, int size, long seed) {
    return RoundPlan.divide(
        3, "test-1", 2, gateways(gateways), size, 6, new UpdateBounds(2, 3), seed);
  }

  @Test
  void every_gateway_is_in_one_group_of_at_least_ten() {
    for (int count = RoundTerms.LEAST_MEMBERS; count < 200; count++) {
      RoundPlan plan = plan(count, 12, count);
      List<String> all =
          plan.groups().stream().flatMap(g -> g.gateways().stream()).sorted().toList();
      assertEquals(gateways(count), all);
      for (GroupPlan group : plan.groups()) {
        assertTrue(group.gateways().size() >= Math.min(count, 12), group::toString);
      }
    }
  }

  @Test
  void groups_are_others_in_another_round() {
    assertNotEquals(
        plan(40, 10, 1).groups().getFirst().gateways(),
        plan(40, 10, 2).groups().getFirst().gateways());
  }

  @Test
  void two_thirds_of_a_group_bring_the_noise_of_its_sum() {
    for (GroupPlan group : plan(40, 10, 1).groups()) {
      RoundTerms terms = group.terms();
      assertEquals(3 * 2, terms.noise() * Math.sqrt(terms.needed()), 1e-9);
    }
  }

  @Test
  void fewer_than_ten_gateways_make_no_group() {
    assertThrows(IllegalArgumentException.class, () -> plan(9, 10, 1));
  }
}
