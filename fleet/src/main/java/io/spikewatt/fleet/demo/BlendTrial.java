package io.spikewatt.fleet.demo;

import io.spikewatt.inference.score.PairedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trial of a shared network as a challenger of a site's own model. The share of the network
 * that has erred least so far is used, if it beats the own model in the paired test that the
 * daemon's shadow trials use; it is chosen anew at each origin from the outcomes that are known by
 * then.
 *
 * @param own mean absolute error of the own model in the weeks that judge, of the site's usual
 *     power
 * @param shared of the shared network alone
 * @param blend of what the trial chose
 * @param share of the shared network at the end
 */
record BlendTrial(double own, double shared, double blend, double share) {

  private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};

  /** As the daemon's trials: p value that an advantage needs early and after two weeks. */
  private static final double EARLY_LEVEL = 0.004;

  private static final double LATE_LEVEL = 0.02;

  /** Part of the own model's error that a share must gain in any case. */
  private static final double MARGIN = 0.01;

  /** Origins after which all outcomes of an origin's forecast are known. */
  private static final int UNKNOWN = 36 / PooledLearner.SPACING_HOURS;

  /** Origins of two weeks whose outcomes are known at their end. */
  private static final int LATE_ORIGINS = 14 * 24 / PooledLearner.SPACING_HOURS - UNKNOWN;

  /** Origins of a week. */
  private static final int LAST_WEEK = 7 * 24 / PooledLearner.SPACING_HOURS;

  static BlendTrial of(PooledLearner learner, float[] weights) {
    List<HourErrors> trial = learner.trial();
    List<HourErrors> judged = learner.judged();
    List<double[]> past = new ArrayList<>();
    double[][][] blends = new double[trial.size() + judged.size()][][];
    ErrorSum own = ErrorSum.NONE;
    ErrorSum shared = ErrorSum.NONE;
    ErrorSum blend = ErrorSum.NONE;
    int chosen = 0;
    for (int i = 0; i < blends.length; i++) {
      HourErrors errors = i < trial.size() ? trial.get(i) : judged.get(i - trial.size());
      blends[i] = blends(errors, errors.shared(learner.shape(), weights));
      if (i >= UNKNOWN) {
        past.add(losses(blends[i - UNKNOWN]));
      }
      chosen = chosen(past);
      if (i >= trial.size()) {
        own = own.plus(blends[i][0]);
        shared = shared.plus(blends[i][SHARES.length - 1]);
        blend = blend.plus(blends[i][chosen]);
      }
    }
    return new BlendTrial(own.mean(), shared.mean(), blend.mean(), SHARES[chosen]);
  }

  /** Errors of each share. */
  private static double[][] blends(HourErrors errors, double[] shared) {
    double[][] blends = new double[SHARES.length][shared.length];
    for (int s = 0; s < SHARES.length; s++) {
      for (int k = 0; k < shared.length; k++) {
        blends[s][k] = (1 - SHARES[s]) * errors.own()[k] + SHARES[s] * shared[k];
      }
    }
    return blends;
  }

  /** Mean absolute error of each share at an origin. */
  private static double[] losses(double[][] blends) {
    return Arrays.stream(blends).mapToDouble(e -> ErrorSum.NONE.plus(e).mean()).toArray();
  }

  /** Whether it was better in the last week, too. */
  private static boolean better(double[] blend, double[] own) {
    double advantage = 0;
    for (int i = Math.max(0, own.length - LAST_WEEK); i < own.length; i++) {
      advantage += own[i] - blend[i];
    }
    return advantage > 0;
  }

  private static int chosen(List<double[]> past) {
    double[] own = past.stream().mapToDouble(losses -> losses[0]).toArray();
    double level = own.length < LATE_ORIGINS ? EARLY_LEVEL : LATE_LEVEL;
    int best = 0;
    double most = MARGIN * Arrays.stream(own).average().orElse(0);
    for (int s = 1; s < SHARES.length; s++) {
      int share = s;
      double[] blend = past.stream().mapToDouble(losses -> losses[share]).toArray();
      PairedTest.Outcome outcome = PairedTest.compare(blend, own, UNKNOWN);
      if (outcome.p() < level && outcome.advantage() > most && better(blend, own)) {
        best = s;
        most = outcome.advantage();
      }
    }
    return best;
  }
}
