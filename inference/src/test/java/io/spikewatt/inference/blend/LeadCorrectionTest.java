package io.spikewatt.inference.blend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Errors of a blend of 0 that depend on one feature. */
class LeadCorrectionTest {

  private static final double[] ROW = {1};

  /** After 40 days in which the outcome was {@code share} times the feature, and noise. */
  private static LeadCorrection learnt(int hour, boolean hourly, double share) {
    LeadCorrection lead = new LeadCorrection(1, hour, 0.1, hourly);
    Random random = new Random(1);
    for (int day = 0; day < 40; day++) {
      for (int slot = 0; slot < 24; slot++) {
        double feature = random.nextGaussian();
        lead.add(new double[] {feature}, 0, 0, share * feature + random.nextGaussian());
      }
      lead.closeDay();
    }
    return lead;
  }

  @Test
  void a_small_gain_far_ahead_corrects_the_mean_of_hourly_values_alone() {
    assertNotEquals(0, learnt(21, true, 0.15).mean(0, ROW));
    assertEquals(0, learnt(21, false, 0.15).mean(0, ROW));
    assertNotEquals(0, learnt(0, false, 0.15).mean(0, ROW));
  }

  @Test
  void a_clear_gain_far_ahead_corrects_the_mean() {
    assertEquals(5, learnt(21, true, 5).mean(0, ROW), 0.3);
    assertEquals(5, learnt(21, false, 5).mean(0, ROW), 0.3);
  }

  @Test
  void a_small_gain_far_ahead_does_not_correct_the_median() {
    assertEquals(0, learnt(21, true, 0.15).median(0, ROW));
    assertEquals(5, learnt(21, true, 5).median(0, ROW), 0.3);
  }
}
