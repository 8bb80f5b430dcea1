package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CautiousAggregationTest {

  private static final boolean[] BOTH = {true, true};
  private static final double[] ZERO = {0};
  private static final CautiousAggregation FRESH = CautiousAggregation.of(0.7, 0.3);

  private static CautiousAggregation steps(
      CautiousAggregation from, int count, double own, double other) {
    CautiousAggregation next = from;
    for (int i = 0; i < count; i++) {
      next = next.after(new double[][] {{own, other}}, ZERO, new double[][] {next.weights(BOTH)});
    }
    return next;
  }

  @Test
  void theOtherExpertEarnsItsWeightInBothMemories() {
    CautiousAggregation later = steps(FRESH, 56, 1, 0.5);
    assertArrayEquals(new double[] {0.7, 0.3}, FRESH.weights(BOTH), 1e-12);
    double share = later.weights(BOTH)[1];
    assertTrue(share > 0.7, "share " + share);
    assertTrue(share <= later.lasting().weights(BOTH)[1]);
    assertTrue(share <= later.recent().weights(BOTH)[1]);
  }

  /** A family is away for two weeks, and comes back: what was earned meanwhile is worth nothing. */
  @Test
  void whatWasEarnedInOtherWeeksDoesNotOutliveAChangeOfTheSite() {
    CautiousAggregation away = steps(FRESH, 56, 1, 0.5);
    CautiousAggregation back = steps(away, 12, 0.5, 1);
    assertTrue(back.lasting().weights(BOTH)[0] < 0.5, "all outcomes favour the other");
    double own = back.weights(BOTH)[0];
    assertTrue(own > 0.7, "three days after the change the own forecast has weight " + own);
  }

  @Test
  void memoriesOfDifferentPriorsAreRefused() {
    OnlineAggregation other = OnlineAggregation.of(0.5, 0.5);
    OnlineAggregation lasting = FRESH.lasting();
    assertThrows(IllegalArgumentException.class, () -> new CautiousAggregation(lasting, other));
  }
}
