package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlendWeightsTest {
  private static final boolean[] ALL = {true, true, true};

  /** Days of history behind the trusted candidate. */
  private static final double LONG = 400;

  private final SplittableRandom random = new SplittableRandom(5);
  private final BlendWeights weights = new BlendWeights(3, 0.6);

  /** Days on which the candidates' errors have these deviations; returns the blend's mean error. */
  private double run(int days, double... deviation) {
    double lost = 0;
    for (int day = 0; day < days; day++) {
      double[] w = weights.weights(1, LONG, ALL);
      for (int slot = 0; slot < 96; slot++) {
        double[] forecasts = new double[3];
        double blend = 0;
        for (int i = 0; i < 3; i++) {
          forecasts[i] = 10 + deviation[i] * random.nextGaussian();
          blend += w[i] * forecasts[i];
        }
        weights.add(forecasts, blend, Math.signum(blend - 10), Math.abs(blend - 10));
        lost += Math.abs(blend - 10);
      }
      weights.closeDay();
    }
    return lost / days / 96;
  }

  @Test
  void on_the_first_day_the_trusted_candidate_speaks_alone() {
    assertArrayEquals(new double[] {0, 1, 0}, weights.weights(1, LONG, ALL));
    assertArrayEquals(new double[] {0, 0, 1}, weights.weights(2, LONG, ALL));
  }

  @Test
  void what_was_chosen_on_a_few_days_is_trusted_less_and_gives_way_sooner() {
    assertArrayEquals(new double[] {0.15, 0.7, 0.15}, weights.weights(1, 0, ALL), 1e-12);
    assertArrayEquals(weights.weights(1, 0, ALL), weights.weights(1, 16, ALL));
    assertArrayEquals(new double[] {0, 1, 0}, weights.weights(1, 60, ALL), "speaks alone");
    run(4, 3, 3, 1);
    double young = weights.weights(1, 16, ALL)[2];
    double old = weights.weights(1, LONG, ALL)[2];
    assertTrue(young > 2 * old, young + " and " + old);
  }

  @Test
  void a_better_candidate_takes_over_and_the_trusted_one_comes_back_with_its_record() {
    run(60, 3, 1.5, 1);
    double[] later = weights.weights(1, LONG, ALL);
    assertTrue(later[2] > 0.5, "weight " + later[2]);
    // Three times the error is still worth a tenth each in the best blend.
    run(60, 3, 1, 3);
    double[] again = weights.weights(1, LONG, ALL);
    assertTrue(again[1] > 0.6, "weight " + again[1]);
  }

  @Test
  void errors_that_cancel_are_worth_more_than_the_best_alone() {
    run(60, 3, 1, 1);
    double lost = run(60, 3, 1, 1);
    double alone = Math.sqrt(2 / Math.PI);
    assertTrue(lost < 0.85 * alone, lost + " against " + alone + " of the best alone");
  }

  @Test
  void who_has_no_forecast_has_no_weight_and_loses_none() {
    double[] before = weights.weights(1, LONG, new boolean[] {true, false, true});
    assertEquals(0, before[1]);
    assertEquals(1, before[0] + before[2], 1e-12);
    weights.add(new double[] {9, Double.NaN, 9}, 9, -1, 1);
    weights.closeDay();
    assertArrayEquals(new double[] {0, 1, 0}, weights.weights(1, LONG, ALL));
  }

  @Test
  void it_goes_on_from_its_state_in_the_middle_of_a_day() {
    run(10, 3, 1.5, 1);
    weights.add(new double[] {8, 9, 10}, 9, -1, 1);
    BlendWeights again = BlendWeights.of(3, 0.6, weights.state());
    weights.closeDay();
    again.closeDay();
    assertArrayEquals(weights.weights(1, LONG, ALL), again.weights(1, LONG, ALL));
  }
}
