package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScoreAccumulatorTest {

  @Test
  void errors_are_those_computed_by_hand() {
    ScoreAccumulator scoreAccumulator = new ScoreAccumulator();
    scoreAccumulator.add(10, 8, 9, 12, 13);
    scoreAccumulator.add(4, 5, 6, 7, 4);
    scoreAccumulator.add(Double.NaN, 1, 2, 3, 2);
    Scores scores = scoreAccumulator.scores().orElseThrow();
    assertEquals(2, scores.count());
    assertEquals(1.5, scores.mae(), 1e-12);
    assertEquals(Math.sqrt(4.5), scores.rmse(), 1e-12);
    assertEquals((0.2 + 0.5 + 0.2 + 0.9 + 1 + 0.3) / 6, scores.pinball(), 1e-12);
    assertEquals(0.5, scores.coverage(), 1e-12);
    assertEquals(7, scores.meanSize(), 1e-12);
    assertEquals(2 * 3.1 / 6 / 7, scores.weightedQuantileLoss(), 1e-12);
  }

  @Test
  void a_closed_band_counts_for_coverage_but_not_for_open_coverage() {
    ScoreAccumulator scoreAccumulator = new ScoreAccumulator();
    scoreAccumulator.add(0, 0, 0, 0, 0);
    scoreAccumulator.add(9, 1, 2, 3, 2);
    Scores scores = scoreAccumulator.scores().orElseThrow();
    assertEquals(0.5, scores.coverage());
    assertEquals(0, scores.openCoverage());
  }

  @Test
  void nothing_observed_is_no_score() {
    ScoreAccumulator scoreAccumulator = new ScoreAccumulator();
    scoreAccumulator.add(Double.NaN, 1, 2, 3, 2);
    assertTrue(scoreAccumulator.scores().isEmpty());
  }
}
