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

  /** Probability below which an advantage over the own model is no chance. */
  private static final double SIGNIFICANT = 0.05;

  /** Origins after which all outcomes of an origin's forecast are known. */
  private static final int UNKNOWN = 36 / PooledLearner.SPACING_HOURS;

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

  private static int chosen(List<double[]> past) {
    double[] own = past.stream().mapToDouble(losses -> losses[0]).toArray();
    int best = 0;
    double most = 0;
    for (int s = 1; s < SHARES.length; s++) {
      int share = s;
      double[] blend = past.stream().mapToDouble(losses -> losses[share]).toArray();
      PairedTest.Outcome outcome = PairedTest.compare(blend, own, UNKNOWN);
      if (outcome.p() < SIGNIFICANT && outcome.advantage() > most) {
        best = s;
        most = outcome.advantage();
      }
    }
    return best;
  }
}
