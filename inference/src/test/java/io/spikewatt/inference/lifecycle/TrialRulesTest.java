package io.spikewatt.inference.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.lifecycle.TrialRules.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How often a trial between models of known quality ends how. */
class TrialRulesTest {
  private static final TrialRules RULES = TrialRules.USUAL;
  private static final int SEEDS = 4000;

  /**
   * A whole trial, looked at each night; the rival's errors are {@code relative} times as large.
   */
  private static Verdict trial(int seed, double relative, double championDays) {
    SplittableRandom random = new SplittableRandom(seed);
    ShadowTrial shadowTrial = new ShadowTrial(ShadowTrial.Kind.CHALLENGER, 0);
    double before = 0;
    Verdict verdict = Verdict.UNDECIDED;
    for (int day = 0; verdict == Verdict.UNDECIDED; day++) {
      // Both see the same weather; what sets them apart lasts into the next day by half.
      double weather = 10 * Math.exp(0.3 * random.nextGaussian());
      double shock = 0.05 * random.nextGaussian();
      double own = weather * relative * Math.exp(shock + 0.5 * before);
      before = shock;
      shadowTrial.add(day, new ComparedDay(1, weather, own, 2 * weather, 3 * weather));
      ShadowTrial.TrialResult trialResult = shadowTrial.tally(day + 1, 1);
      verdict = RULES.judge(trialResult, shadowTrial.looked(), day + 1, championDays + day);
      shadowTrial.look(trialResult.days() >= RULES.trial().early().days());
    }
    return verdict;
  }

  private static double promoted(double relative, double championDays) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      verdicts.merge(trial(seed, relative, championDays), 1, Integer::sum);
    }
    return (double) verdicts.getOrDefault(Verdict.PROMOTED, 0) / SEEDS;
  }

  @Test
  void equals_replace_a_young_model_in_no_more_than_one_of_twenty_trials() {
    double rate = promoted(1, 0);
    assertTrue(rate <= 0.05, "rate " + rate);
    assertTrue(rate > 0.01, "rate " + rate + ": stricter than stated");
  }

  @Test
  void a_worse_model_never_replaces_a_young_one_and_hardly_an_old_one() {
    assertTrue(promoted(1.05, 0) <= 0.001, "rate " + promoted(1.05, 0));
    assertTrue(promoted(1.05, 60) <= 0.02, "rate " + promoted(1.05, 60));
  }

  @Test
  void a_model_that_is_a_tenth_better_wins_nearly_always() {
    assertTrue(promoted(0.9, 0) >= 0.95, "rate " + promoted(0.9, 0));
  }

  @Test
  void between_equals_chance_decides_whether_an_old_model_is_replaced() {
    assertEquals(0.5, promoted(1, 60), 0.05);
  }

  @Test
  void nobody_wins_who_is_not_as_good_as_the_naive_forecast() {
    ShadowTrial shadowTrial = new ShadowTrial(ShadowTrial.Kind.CHALLENGER, 0);
    SplittableRandom random = new SplittableRandom(1);
    for (long day = 0; day < RULES.trial().last().days(); day++) {
      double noise = random.nextDouble();
      shadowTrial.add(day, new ComparedDay(1, 20 + noise, 10, 9, 30));
    }
    ShadowTrial.TrialResult trialResult = shadowTrial.tally(RULES.trial().last().days(), 1);
    assertTrue(trialResult.rivalBetter().p() < 1e-6);
    assertEquals(Verdict.DROPPED, RULES.judge(trialResult, true, RULES.trial().last().days(), 60));
  }

  @Test
  void a_trial_without_outcomes_ends_some_day() {
    ShadowTrial.TrialResult trialResult =
        new ShadowTrial(ShadowTrial.Kind.CHALLENGER, 0).tally(40, 1);
    assertEquals(
        Verdict.UNDECIDED, RULES.judge(trialResult, false, RULES.trial().longestDays() - 1, 60));
    assertEquals(Verdict.DROPPED, RULES.judge(trialResult, false, RULES.trial().longestDays(), 60));
  }
}
