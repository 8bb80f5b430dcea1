package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistoryLearnerTest {

  private static final int DAY = 96;
  private static final Instant BEGAN = Instant.parse("2026-10-01T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(ZoneId.of("UTC"), SLOT, 144, Optional.empty(), OptionalDouble.empty());

  private static final FleetBlend ALONE =
      new FleetBlend(SeriesKind.LOAD, SETTINGS, List.of(), FleetBlend.State.first());

  private final PooledNetwork shipped = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
  private final float[] untrained =
      GradedWeights.initial(shipped.weights().topology(), new SplittableRandom(1)).values();

  /** High days follow low ones, which neither yesterday nor last week foretells. */
  private static TimeSeries record(int days) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[days * DAY];
    for (int k = 0; k < values.length; k++) {
      values[k] = (k / DAY % 2 == 0 ? 500 : 1500) + random.nextDouble(100);
    }
    return new TimeSeries(BEGAN, SLOT, values);
  }

  private final SplittableRandom random = new SplittableRandom(24);

  private HistoryLearner learner(int days, boolean cancelled) {
    TimeSeries record = record(days);
    return new HistoryLearner(
        SeriesKind.LOAD, SETTINGS, () -> record, shipped, ALONE, random, () -> cancelled);
  }

  @Test
  void rounds_of_its_updates_lower_the_error_on_the_week_that_they_have_not_seen() {
    HistoryLearner learner = learner(50, false);
    AdaptiveStep step = AdaptiveStep.first(untrained.length);
    float[] weights = untrained;
    for (int round = 0; round < 40; round++) {
      step = step.after(learner.update(weights));
      weights = step.applied(weights, AdaptiveStep.RATE);
    }
    double before = learner.networkError(untrained);
    double after = learner.networkError(weights);
    assertTrue(after < 0.7 * before, after + " of " + before);
  }

  @Test
  void every_round_draws_other_hours_even_on_the_same_weights() {
    HistoryLearner learner = learner(50, false);
    WeightUpdate first = learner.update(untrained);
    WeightUpdate second = learner.update(untrained);
    double apart = WeightUpdate.between(first.values(), second.values()).norm();
    assertTrue(apart > 0.01 * first.norm(), apart + " of " + first.norm());
  }

  @Test
  void a_short_history_and_a_training_that_is_cut_short_change_nothing() {
    assertEquals(0, learner(9, false).update(untrained).norm());
    assertEquals(0, learner(50, true).update(untrained).norm());
  }
}
