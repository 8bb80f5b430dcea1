package io.spikewatt.inference.pooled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.pooled.PooledTrial.TrialOutcome;
import io.spikewatt.inference.pooled.PooledTrial.Verdict;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SenderDeviations;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PooledTrialTest {
  private static final int DAY = 96;
  private static final int BEGUN = 20 * DAY;
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Synthetic.QUARTER, 144, Optional.empty(), OptionalDouble.empty());
  private static final PooledNetwork GOOD = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();

  private final TimeSeries load = rhythm(1);

  /** A high day follows a low one: neither yesterday nor last week is like today. */
  private static TimeSeries rhythm(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[60 * DAY];
    for (int k = 0; k < values.length; k++) {
      double high = k / DAY % 2 == 0 ? 400 : -400;
      values[k] = 1000 + high + 300 * Math.sin(2 * Math.PI * k / DAY) + random.nextDouble(-50, 50);
    }
    return new TimeSeries(Instant.parse("2026-03-02T00:00:00Z"), Synthetic.QUARTER, values);
  }

  /** A network that has learnt from other sites of that rhythm. */
  private static PooledNetwork trained() {
    SplittableRandom random = new SplittableRandom(7);
    List<PastCommissioning> seen = new ArrayList<>();
    for (int site = 2; site < 6; site++) {
      for (int i = 0; i < 40; i++) {
        PastCommissioning.drawn(SeriesKind.LOAD, SETTINGS, rhythm(site), random.split())
            .ifPresent(seen::add);
      }
    }
    QuantileRows rows = PastCommissioning.rows(SeriesKind.LOAD, seen);
    GradedWeights weights =
        new ProximalTraining(rows, new ProximalSettings(300, 64, 3e-3, 0))
            .train(GOOD.weights().dequantised(), 1, () -> false);
    return new PooledNetwork(
        SeriesKind.LOAD, QuantisedGradedWeights.of(weights, SenderDeviations.of(rows, weights)));
  }

  private TrialOutcome outcome(PooledNetwork used, PooledNetwork challenger, int days) {
    TimeSeries known = load.head(BEGUN + days * DAY);
    return new PooledTrial(SeriesKind.LOAD, SETTINGS, used, challenger, load.head(BEGUN).end())
        .judge(known);
  }

  @Test
  void a_challenger_that_errs_less_wins_in_two_weeks() {
    TrialOutcome outcome = outcome(GOOD, trained(), 17);
    assertEquals(Verdict.WON, outcome.verdict(), outcome.toString());
    assertTrue(outcome.gain() > 0.01, outcome.toString());
  }

  @Test
  void a_challenger_that_errs_more_loses() {
    TrialOutcome outcome = outcome(trained(), GOOD, 17);
    assertEquals(Verdict.LOST, outcome.verdict(), outcome.toString());
    assertTrue(outcome.gain() < 0, outcome.toString());
  }

  @Test
  void the_same_network_once_more_does_not_win() {
    assertEquals(Verdict.LOST, outcome(GOOD, GOOD, 17).verdict());
  }

  @Test
  void nothing_is_decided_in_the_first_days() {
    TrialOutcome outcome = outcome(trained(), GOOD, 4);
    assertEquals(Verdict.OPEN, outcome.verdict());
    assertEquals(2, outcome.days());
  }

  @Test
  void days_before_the_arrival_do_not_count() {
    assertEquals(0, outcome(trained(), GOOD, 0).days());
  }

  @Test
  void a_trial_without_outcomes_ends_after_four_weeks() {
    double[] values = load.values().clone();
    Arrays.fill(values, BEGUN, values.length, Double.NaN);
    TimeSeries silent = new TimeSeries(load.start(), load.step(), values);
    PooledTrial trial =
        new PooledTrial(SeriesKind.LOAD, SETTINGS, trained(), GOOD, load.head(BEGUN).end());
    assertEquals(Verdict.OPEN, trial.judge(silent.head(BEGUN + 27 * DAY)).verdict());
    assertEquals(Verdict.LOST, trial.judge(silent.head(BEGUN + 29 * DAY)).verdict());
  }
}
