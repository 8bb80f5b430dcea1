package io.spikewatt.fleet.demo;

import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.score.LeadAggregation;
import java.util.List;

/**
 * A blend of a site's own model and the newest versions of the shared network by online
 * aggregation, from the first origin on, as a gateway blends them. The prior is the same for all.
 *
 * @param own absolute errors of the own model in the weeks that count, of the site's usual power
 * @param shared of the newest version alone
 * @param blend of the blend
 * @param share mean share of the shared network in those weeks, 0 to 1
 */
record SharedBlend(ErrorSum own, ErrorSum shared, ErrorSum blend, double share) {

  private static final int HOUR_S = 3600;

  /** Own model, newest version, the one before it. */
  private static final int EXPERTS = 3;

  /**
   * Replays origins in their order.
   *
   * @param versions weights of the newest version and of the one before it, newest first; fewer =
   *     not yet there
   * @param origins in order, {@link PooledLearner#SPACING_HOURS} apart
   * @param from number of the first origin that counts; weights follow the ones before, too
   */
  static SharedBlend of(
      PooledLearner learner, List<float[]> versions, List<HourErrors> origins, int from) {
    LeadAggregation leads = FleetBlend.noOutcome();
    SharedBlend sum = new SharedBlend(ErrorSum.NONE, ErrorSum.NONE, ErrorSum.NONE, 0);
    for (int i = 0; i < origins.size(); i++) {
      long origin = (long) i * PooledLearner.SPACING_HOURS * HOUR_S;
      // Errors are forecasts of the outcome 0.
      leads = leads.settled(origin, _ -> 0);
      double[][] errors = errors(learner, versions, origins.get(i));
      sum = i >= from ? sum.plus(errors, leads) : sum;
      leads = leads.issued(origin, errors);
    }
    int counted = Math.max(1, origins.size() - from);
    return new SharedBlend(sum.own, sum.shared, sum.blend, sum.share / counted);
  }

  /** By hour and expert: own model, newest version, the one before it. */
  private static double[][] errors(
      PooledLearner learner, List<float[]> versions, HourErrors origin) {
    double[][] shared =
        versions.stream()
            .map(weights -> origin.shared(learner.shape(), weights))
            .toArray(double[][]::new);
    double[][] errors = new double[origin.own().length][EXPERTS];
    for (int k = 0; k < errors.length; k++) {
      errors[k][0] = origin.own()[k];
      for (int i = 1; i < errors[k].length; i++) {
        errors[k][i] = i <= shared.length ? shared[i - 1][k] : Double.NaN;
      }
    }
    return errors;
  }

  private SharedBlend plus(double[][] errors, LeadAggregation leads) {
    int hours = errors.length;
    double[] ofOwn = new double[hours];
    double[] ofShared = new double[hours];
    double[] ofBlend = new double[hours];
    double ofOthers = 0;
    int known = 0;
    for (int k = 0; k < hours; k++) {
      ofOwn[k] = errors[k][0];
      ofShared[k] = errors[k][1];
      ofBlend[k] = leads.blend(k, errors[k]);
      if (Double.isFinite(ofOwn[k])) {
        ofOthers += 1 - leads.weights(k, errors[k])[0];
        known++;
      }
    }
    return new SharedBlend(
        own.plus(ofOwn),
        shared.plus(ofShared),
        blend.plus(ofBlend),
        share + (known > 0 ? ofOthers / known : 0));
  }

  /** Part of the own model's error that the blend errs more; negative = less. */
  double change() {
    return own.mean() > 0 ? blend.mean() / own.mean() - 1 : 0;
  }
}
