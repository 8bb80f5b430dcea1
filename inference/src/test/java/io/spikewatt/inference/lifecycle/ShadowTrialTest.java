package io.spikewatt.inference.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShadowTrialTest {
  private final ShadowTrial shadowTrial = new ShadowTrial(ShadowTrial.Kind.CHALLENGER, 0);

  @Test
  void a_day_with_few_outcomes_and_the_running_one_are_not_compared() {
    shadowTrial.add(1, new ComparedDay(40, 400, 300, 500, 600));
    shadowTrial.add(2, new ComparedDay(3, 0, 900, 0, 0));
    shadowTrial.add(3, new ComparedDay(40, 400, 200, 500, 600));
    shadowTrial.add(4, new ComparedDay(40, 0, 900, 0, 0));
    ShadowTrial.TrialResult trialResult = shadowTrial.tally(4, 20);
    assertEquals(2, trialResult.days());
    // Means of 10 and 10 against 7.5 and 5.
    assertEquals(1 - 12.5 / 20, trialResult.gain(), 1e-12);
    assertTrue(trialResult.aboveNaive());
    assertEquals(1, trialResult.rivalBetter().p(), 0, "two days say nothing");
  }

  @Test
  void a_network_that_is_silent_or_saturated_most_of_the_time_is_unfit() {
    shadowTrial.count(true);
    shadowTrial.count(false);
    assertFalse(shadowTrial.unfit());
    shadowTrial.count(false);
    assertTrue(shadowTrial.unfit());
  }

  @Test
  void a_single_output_that_is_no_number_is_enough() {
    shadowTrial.count(true);
    shadowTrial.fail();
    assertTrue(shadowTrial.unfit());
  }
}
