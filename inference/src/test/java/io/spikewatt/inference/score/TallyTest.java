package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void errors_are_those_computed_by_hand() {
    Tally tally = new Tally();
    tally.add(10, 8, 9, 12, 13);
    tally.add(4, 5, 6, 7, 4);
    tally.add(Double.NaN, 1, 2, 3, 2);
    Scores scores = tally.scores().orElseThrow();
    assertEquals(2, scores.count());
    assertEquals(1.5, scores.mae(), 1e-12);
    assertEquals(Math.sqrt(4.5), scores.rmse(), 1e-12);
    assertEquals((0.2 + 0.5 + 0.2 + 0.9 + 1 + 0.3) / 6, scores.pinball(), 1e-12);
    assertEquals(0.5, scores.coverage(), 1e-12);
  }

  @Test
  void a_closed_band_counts_for_coverage_but_not_for_open_coverage() {
    Tally tally = new Tally();
    tally.add(0, 0, 0, 0, 0);
    tally.add(9, 1, 2, 3, 2);
    Scores scores = tally.scores().orElseThrow();
    assertEquals(0.5, scores.coverage());
    assertEquals(0, scores.openCoverage());
  }

  @Test
  void nothing_observed_is_no_score() {
    Tally tally = new Tally();
    tally.add(Double.NaN, 1, 2, 3, 2);
    assertTrue(tally.scores().isEmpty());
  }
}
