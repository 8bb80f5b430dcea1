package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class OnlineAggregationTest {

  private static final boolean[] BOTH = {true, true};
  private static final OnlineAggregation CAUTIOUS = OnlineAggregation.of(0.9, 0.1);

  private static OnlineAggregation step(
      OnlineAggregation from, double outcome, double... forecasts) {
    boolean[] there = new boolean[forecasts.length];
    for (int i = 0; i < there.length; i++) {
      there[i] = Double.isFinite(forecasts[i]);
    }
    return from.after(
        new double[][] {forecasts}, new double[] {outcome}, new double[][] {from.weights(there)});
  }

  @Test
  void aNewAggregationIsItsPrior() {
    assertArrayEquals(new double[] {0.9, 0.1}, CAUTIOUS.weights(BOTH), 1e-12);
  }

  @Test
  void theBetterExpertTakesOverWithinWeeks() {
    OnlineAggregation aggregation = CAUTIOUS;
    for (int i = 0; i < 56; i++) {
      aggregation = step(aggregation, 1, 0, 0.9);
    }
    double shared = aggregation.weights(BOTH)[1];
    assertTrue(shared > 0.95, "share " + shared);
  }

  /** Each round the outcome is chosen after the weights, so that the blend loses most. */
  @Test
  void regretStaysWithinItsBoundAgainstAnAdversary() {
    assertRegret(100, i -> Double.NaN);
    assertRegret(10_000, i -> Double.NaN);
  }

  @Test
  void regretStaysWithinItsBoundWhereTheBetterExpertChanges() {
    assertRegret(10_000, i -> i < 5_000 ? 1 : 0);
    assertRegret(10_000, i -> (i / 100) % 2);
    SplittableRandom random = new SplittableRandom(7);
    assertRegret(10_000, i -> random.nextDouble() < 0.5 ? 0 : 1);
  }

  /**
   * Outcomes of 0 or 1 between experts that always say so; NaN = the adversary's. The mean loss of
   * both is 0.5 in each round, and losses count in parts of it.
   */
  private static void assertRegret(int rounds, IntToDoubleFunction outcomes) {
    OnlineAggregation aggregation = CAUTIOUS;
    double lost = 0;
    double[] losses = new double[2];
    for (int i = 0; i < rounds; i++) {
      double blend = aggregation.weights(BOTH)[1];
      double outcome = outcomes.applyAsDouble(i);
      outcome = Double.isNaN(outcome) ? (blend < 0.5 ? 1 : 0) : outcome;
      lost += Math.abs(blend - outcome);
      losses[0] += outcome;
      losses[1] += 1 - outcome;
      aggregation = step(aggregation, outcome, 0, 1);
    }
    for (int k = 0; k < 2; k++) {
      double surprise = Math.log(1 / aggregation.prior()[k]);
      double constant = Math.sqrt(2) / (Math.sqrt(2) - 1);
      double slack = Math.log(1 + Math.log(rounds) / 2) + 1;
      double root = Math.sqrt(1 + aggregation.squares()[k]);
      double bound =
          root * (constant * Math.sqrt(surprise) + slack / Math.sqrt(surprise))
              + 2 * (2 * surprise + slack);
      double regret = (lost - losses[k]) / 0.5;
      assertTrue(
          regret < bound,
          "expert %d, %d rounds: regret %.1f, bound %.1f".formatted(k, rounds, regret, bound));
    }
  }

  /** A power cut: every forecast errs, and the one that knows least errs least. */
  @Test
  void aDayOnWhichAllErrMuchDoesNotOutweighTheOthers() {
    OnlineAggregation aggregation = OnlineAggregation.of(0.5, 0.5);
    for (int day = 0; day < 42; day++) {
      boolean cut = day % 7 == 3;
      aggregation = step(aggregation, 0, cut ? 2 : 0.1, 0.2);
    }
    double own = aggregation.weights(BOTH)[0];
    assertTrue(own > 0.5, "the better one on 36 of 42 days has weight " + own);
  }

  @Test
  void anotherExpertEntersWithTheWeightOfItsPrior() {
    OnlineAggregation aggregation = CAUTIOUS;
    for (int i = 0; i < 100; i++) {
      aggregation = step(aggregation, 1, 0, 0.9);
    }
    assertTrue(aggregation.weights(BOTH)[1] > 0.9);
    assertArrayEquals(new double[] {0.9, 0.1}, aggregation.replaced(1).weights(BOTH), 1e-9);
    assertArrayEquals(new double[] {0.9, 0.1}, CAUTIOUS.replaced(1).weights(BOTH), 1e-9);
  }

  @Test
  void anExpertThatSleepsNeitherGainsNorLoses() {
    OnlineAggregation aggregation = step(CAUTIOUS, 1, 0, 1);
    OnlineAggregation asleep = step(aggregation, 5, 0, Double.NaN);
    assertArrayEquals(aggregation.state(), asleep.state());
    assertArrayEquals(new double[] {1, 0}, aggregation.weights(new boolean[] {true, false}));
  }

  @Test
  void aMissingOutcomeIsNotZero() {
    assertArrayEquals(CAUTIOUS.state(), step(CAUTIOUS, Double.NaN, 0, 1).state());
    assertArrayEquals(CAUTIOUS.state(), step(CAUTIOUS, Double.POSITIVE_INFINITY, 0, 1).state());
  }

  @Test
  void nothingIsBlendedWhereNoExpertHasAForecast() {
    double[] none = {Double.NaN, Double.NaN};
    assertArrayEquals(new double[2], CAUTIOUS.weights(new boolean[2]));
    assertArrayEquals(CAUTIOUS.state(), step(CAUTIOUS, 1, none).state());
  }

  @Test
  void weightsDoNotDependOnTheUnit() {
    OnlineAggregation kilowatts = CAUTIOUS;
    OnlineAggregation watts = CAUTIOUS;
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      double outcome = random.nextDouble();
      double own = random.nextDouble();
      double shared = i < 10 ? Double.NaN : random.nextDouble();
      kilowatts = step(kilowatts, outcome, own, shared);
      watts = step(watts, 1000 * outcome, 1000 * own, 1000 * shared);
    }
    assertArrayEquals(kilowatts.weights(BOTH), watts.weights(BOTH), 1e-9);
  }

  @Test
  void aRestartLosesNothing() {
    OnlineAggregation before = step(step(CAUTIOUS, 1, 0, 1), 0, 0.5, 1);
    OnlineAggregation after = OnlineAggregation.restored(before.prior(), before.state());
    assertArrayEquals(before.weights(BOTH), after.weights(BOTH));
    String refusal =
        assertThrows(
                IllegalArgumentException.class,
                () -> OnlineAggregation.restored(before.prior(), new double[5]))
            .getMessage();
    assertTrue(refusal.contains("expected 8 sums"), refusal);
    double[] damaged = {0, 0, 0, Double.NaN, 0, 0, 0, 0};
    assertThrows(
        IllegalArgumentException.class, () -> OnlineAggregation.restored(before.prior(), damaged));
  }
}
