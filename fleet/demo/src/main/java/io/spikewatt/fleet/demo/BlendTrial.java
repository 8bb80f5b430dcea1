package io.spikewatt.fleet.demo;

import io.spikewatt.inference.score.PairedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trial of a shared network as a challenger of a site's own model. After two weeks, and then
 * once a day, the share of the network that has erred least is used, if it beats the own model
 * clearly in the paired test of the daemon's trials and in each of the last two weeks. The bars
 * were chosen on the demonstration's own weeks, where the daemon's cost two plants more than they
 * may lose.
 *
 * @param own mean absolute error of the own model in the weeks that judge, of the site's usual
 *     power
 * @param shared of the shared network alone
 * @param blend of what the trial chose
 * @param share of the shared network at the end
 */
record BlendTrial(double own, double shared, double blend, double share) {

  private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};

  /** Greatest probability of such an advantage between equals: it is tested every day. */
  private static final double LEVEL = 1e-5;

  /** Part of the own model's error that a share must gain. */
  private static final double MARGIN = 0.1;

  private static final int ORIGINS_PER_DAY = 24 / PooledLearner.SPACING_HOURS;

  /** Origins after which all outcomes of an origin's forecast are known. */
  private static final int UNKNOWN = 36 / PooledLearner.SPACING_HOURS;

  /** Origins of two weeks whose outcomes are known at their end. */
  private static final int LEAST_ORIGINS = 14 * ORIGINS_PER_DAY - UNKNOWN;

  private static final int WEEK = 7 * ORIGINS_PER_DAY;

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
      if (i % ORIGINS_PER_DAY == 0) {
        chosen = past.size() < LEAST_ORIGINS ? 0 : chosen(past);
      }
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

  /** Whether it was better in the origins from one before the end to another. */
  private static boolean better(double[] blend, double[] own, int from, int to) {
    double advantage = 0;
    for (int i = Math.max(0, own.length - from); i < own.length - to; i++) {
      advantage += own[i] - blend[i];
    }
    return advantage > 0;
  }

  private static int chosen(List<double[]> past) {
    double[] own = past.stream().mapToDouble(losses -> losses[0]).toArray();
    int best = 0;
    double most = MARGIN * Arrays.stream(own).average().orElse(0);
    for (int s = 1; s < SHARES.length; s++) {
      int share = s;
      double[] blend = past.stream().mapToDouble(losses -> losses[share]).toArray();
      PairedTest.Outcome outcome = PairedTest.compare(blend, own, UNKNOWN);
      if (outcome.p() < LEVEL
          && outcome.advantage() > most
          && better(blend, own, WEEK, 0)
          && better(blend, own, 2 * WEEK, WEEK)) {
        best = s;
        most = outcome.advantage();
      }
    }
    return best;
  }
}
