package io.spikewatt.fleet.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RolloutRulesTest {

  private static RolloutRules rules(int first, Integer... percents) {
    return new RolloutRules(
        first, List.of(percents), 0.1, Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  @Test
  void stages_are_the_first_ones_and_then_shares_of_all() {
    assertEquals(List.of(1, 5, 25, 100), rules(1, 5, 25, 100).stageEnds(100));
    assertEquals(List.of(1, 2, 6, 24), rules(1, 5, 25, 100).stageEnds(24));
    assertEquals(List.of(3), rules(10, 50, 100).stageEnds(3));
    assertEquals(List.of(1), rules(1, 100).stageEnds(1));
    assertEquals(List.of(), rules(1, 100).stageEnds(0));
  }

  @Test
  void shares_have_to_rise_to_all() {
    assertThrows(IllegalArgumentException.class, () -> rules(1, 5, 25));
    assertThrows(IllegalArgumentException.class, () -> rules(1, 25, 5, 100));
    assertThrows(IllegalArgumentException.class, () -> rules(1));
    assertThrows(IllegalArgumentException.class, () -> rules(0, 100));
  }

  @Test
  void the_longest_time_is_that_of_a_dry_run_and_all_stages() {
    assertEquals(Duration.ofMinutes(1 + 4 * 2), rules(1, 5, 25, 100).longest());
  }
}
