package io.spikewatt.fleet.demo;

import java.util.Arrays;
import java.util.List;

/**
 * The trial of a shared network as a challenger of a site's own model: the share that would have been
 * best so far is used, if it would have gained enough; it is chosen anew at each origin from the
 * outcomes that are known by then.
 *
 * @param own mean absolute error of the own model in the weeks that judge
 * @param shared of the shared network alone
 * @param blend of what the trial chose
 * @param share of the shared network at the end
 */
record BlendTrial(double own, double shared, double blend, double share) {

  private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};

  /** A share must have gained this part of the own model's error. */
  private static final double LEAST_GAIN = 0.01;

  /** Origins after which all outcomes of an origin's forecast are known. */
  private static final int UNKNOWN = 36 / PooledLearner.SPACING_HOURS;

  static BlendTrial of(PooledLearner learner, float[] weights) {
    List<HourErrors> trial = learner.trial();
    List<HourErrors> judged = learner.judged();
    ErrorSum[] past = new ErrorSum[SHARES.length];
    Arrays.fill(past, ErrorSum.NONE);
    double[][][] blends = new double[trial.size() + judged.size()][][];
    ErrorSum own = ErrorSum.NONE;
    ErrorSum shared = ErrorSum.NONE;
    ErrorSum blend = ErrorSum.NONE;
    int chosen = 0;
    for (int i = 0; i < blends.length; i++) {
      HourErrors errors = i < trial.size() ? trial.get(i) : judged.get(i - trial.size());
      blends[i] = blends(errors, errors.shared(learner.shape(), weights));
      if (i >= UNKNOWN) {
        for (int s = 0; s < SHARES.length; s++) {
          past[s] = past[s].plus(blends[i - UNKNOWN][s]);
        }
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

  private static int chosen(ErrorSum[] past) {
    int best = 0;
    double least = past[0].mean() * (1 - LEAST_GAIN);
    for (int s = 1; s < past.length; s++) {
      if (past[s].mean() < least) {
        best = s;
        least = past[s].mean();
      }
    }
    return best;
  }
}
