package io.spikewatt.fleet.demo;

import io.spikewatt.inference.score.OnlineAggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A blend of a site's own model and a shared network by online aggregation, with weights of each
 * class of leads, from the first origin on. Each outcome counts once it is known. The prior is that
 * of ADR 87 for all sites.
 *
 * @param own absolute errors of the own model in the weeks that count, of the site's usual power
 * @param shared of the shared network alone
 * @param blend of the blend
 * @param share mean share of the shared network in those weeks, 0 to 1
 * @param kept numbers that a restart must not lose
 */
record SharedBlend(ErrorSum own, ErrorSum shared, ErrorSum blend, double share, int kept) {

  /** Own model, shared network. */
  private static final double[] PRIOR = {0.95, 0.05};

  /** Ends of the classes of leads, hours. */
  private static final int[] LEAD_ENDS = {6, 12, 24, 36};

  /** Forecasts of a class, until its outcomes are known. */
  private record Issued(int known, int leads, double[][] errors, double[][] weights) {}

  /**
   * Replays origins in their order.
   *
   * @param origins in order, {@link PooledLearner#SPACING_HOURS} apart
   * @param from number of the first origin that counts; weights follow the ones before, too
   */
  static SharedBlend of(
      PooledLearner learner, float[] weights, List<HourErrors> origins, int from) {
    OnlineAggregation[] leads = new OnlineAggregation[LEAD_ENDS.length];
    Arrays.fill(leads, OnlineAggregation.of(PRIOR));
    List<Issued> open = new ArrayList<>();
    SharedBlend sum = new SharedBlend(ErrorSum.NONE, ErrorSum.NONE, ErrorSum.NONE, 0, 0);
    for (int i = 0; i < origins.size(); i++) {
      for (Issued issued : open) {
        if (issued.known <= i) {
          // Errors are forecasts of the outcome 0.
          leads[issued.leads] =
              leads[issued.leads].after(
                  issued.errors, new double[issued.errors.length], issued.weights);
        }
      }
      int now = i;
      open.removeIf(issued -> issued.known <= now);
      HourErrors errors = origins.get(i);
      double[] shared = errors.shared(learner.shape(), weights);
      for (int c = 0; c < LEAD_ENDS.length; c++) {
        int first = c == 0 ? 0 : LEAD_ENDS[c - 1];
        int end = Math.min(LEAD_ENDS[c], shared.length);
        if (first < end) {
          Issued issued = issued(leads[c], errors.own(), shared, first, end, c, i);
          open.add(issued);
          sum = i >= from ? sum.plus(issued, leads[c]) : sum;
        }
      }
    }
    int counted = Math.max(1, (origins.size() - from) * LEAD_ENDS.length);
    int kept = Arrays.stream(leads).mapToInt(lead -> lead.state().length).sum();
    return new SharedBlend(sum.own, sum.shared, sum.blend, sum.share / counted, kept);
  }

  private static Issued issued(
      OnlineAggregation lead,
      double[] own,
      double[] shared,
      int first,
      int end,
      int c,
      int origin) {
    double[][] errors = new double[end - first][];
    double[][] weights = new double[end - first][];
    for (int k = first; k < end; k++) {
      errors[k - first] = new double[] {own[k], shared[k]};
      weights[k - first] =
          lead.weights(new boolean[] {Double.isFinite(own[k]), Double.isFinite(shared[k])});
    }
    return new Issued(origin + Math.ceilDiv(end, PooledLearner.SPACING_HOURS), c, errors, weights);
  }

  private SharedBlend plus(Issued issued, OnlineAggregation lead) {
    int hours = issued.errors.length;
    double[] ofOwn = new double[hours];
    double[] ofShared = new double[hours];
    double[] ofBlend = new double[hours];
    for (int k = 0; k < hours; k++) {
      ofOwn[k] = issued.errors[k][0];
      ofShared[k] = issued.errors[k][1];
      ofBlend[k] = lead.blend(issued.errors[k]);
    }
    return new SharedBlend(
        own.plus(ofOwn),
        shared.plus(ofShared),
        blend.plus(ofBlend),
        share + lead.weights(new boolean[] {true, true})[1],
        kept);
  }

  /** Part of the own model's error that the blend errs more; negative = less. */
  double change() {
    return own.mean() > 0 ? blend.mean() / own.mean() - 1 : 0;
  }
}
