package io.spikewatt.inference.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DuelTest {
  private final Duel duel = new Duel(Duel.Kind.CHALLENGER, 0);

  @Test
  void a_day_with_few_outcomes_and_the_running_one_are_not_compared() {
    duel.add(1, new ComparedDay(40, 400, 300, 500, 600));
    duel.add(2, new ComparedDay(3, 0, 900, 0, 0));
    duel.add(3, new ComparedDay(40, 400, 200, 500, 600));
    duel.add(4, new ComparedDay(40, 0, 900, 0, 0));
    Duel.Tally tally = duel.tally(4, 20);
    assertEquals(2, tally.days());
    // Means of 10 and 10 against 7.5 and 5.
    assertEquals(1 - 12.5 / 20, tally.gain(), 1e-12);
    assertTrue(tally.aboveNaive());
    assertEquals(1, tally.rivalBetter().p(), 0, "two days say nothing");
  }

  @Test
  void a_network_that_is_silent_or_saturated_most_of_the_time_is_unfit() {
    duel.count(true);
    duel.count(false);
    assertFalse(duel.unfit());
    duel.count(false);
    assertTrue(duel.unfit());
  }

  @Test
  void a_single_output_that_is_no_number_is_enough() {
    duel.count(true);
    duel.fail();
    assertTrue(duel.unfit());
  }
}
