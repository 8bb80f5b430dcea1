package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DiscountedLossTest {

  @Test
  void a_day_weighs_half_after_ten_and_skill_is_against_the_better_naive() {
    DiscountedLoss loss = new DiscountedLoss();
    assertTrue(loss.mae().isEmpty() && loss.skill().isEmpty() && loss.coverage().isEmpty());
    loss.add(10, 7, 8, 9, 8, 6, 0);
    loss.fade(10);
    loss.add(10, 9, 11, 12, 12, 6, 9);
    // Weights one half and one: errors 2 and 1, naive of a day 4 and 4, of a week 10 and 1.
    assertEquals(2 / 1.5, loss.mae().orElseThrow(), 1e-12);
    assertEquals(4, loss.naiveMae().orElseThrow(), 1e-12);
    assertEquals(1 - 2 / 1.5 / 4, loss.skill().orElseThrow(), 1e-12);
    assertEquals(1 / 1.5, loss.coverage().orElseThrow(), 1e-12);
    assertEquals(1.5, loss.count(), 1e-12);
  }

  @Test
  void a_closed_forecast_says_nothing_about_coverage() {
    DiscountedLoss loss = new DiscountedLoss();
    loss.add(0, 0, 0, 0, 0, 0, 0);
    assertTrue(loss.coverage().isEmpty());
    assertEquals(0, loss.skill().orElseThrow(), 0);
  }
}
