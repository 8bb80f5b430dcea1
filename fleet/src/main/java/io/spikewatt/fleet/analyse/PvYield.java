package io.spikewatt.fleet.analyse;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/** What PV gave in the best hours of the week, beside the weeks before. */
public sealed interface PvYield extends Serializable {

  /**
   * @param share of the week's best hours in those of the weeks before; 1 = as before
   */
  record Known(double share) implements PvYield {}

  /** No PV, or too few values to judge. */
  record Unknown() implements PvYield {}

  /** Peak below which there is no plant to judge, W. */
  double LEAST_PEAK_W = 50;

  /** Days of a week that must have a value at a time of day. */
  int LEAST_DAYS = 4;

  /** Part of the peak below which a time of day is too dim to compare. */
  double DIM = 0.1;

  /**
   * Compares the best value of each time of day over a week with that of each week before, and
   * takes the median of the weeks. Most weeks have a clear hour, so weather matters less than in a
   * sum. A time of day counts where both weeks have values.
   */
  static PvYield of(RecordedSite site) {
    Optional<double[]> values = site.values(RecordedSite.PV);
    if (values.isEmpty()) {
      return new Unknown();
    }
    int week = RankingRules.RECENT_DAYS * RecordedSite.QUARTERS_A_DAY;
    double[] pv = values.get();
    double[] recent = best(pv, pv.length - week);
    double[] shares = new double[RankingRules.PAST_DAYS / RankingRules.RECENT_DAYS];
    int judged = 0;
    for (int from = pv.length - 2 * week; from >= 0 && judged < shares.length; from -= week) {
      Optional<Double> share = share(recent, best(pv, from));
      if (share.isPresent()) {
        shares[judged++] = share.get();
      }
    }
    return judged < 2 ? new Unknown() : new Known(median(Arrays.copyOf(shares, judged)));
  }

  /** Best value of each time of day in a week; NaN where too few days have one. */
  private static double[] best(double[] pv, int from) {
    double[] best = new double[RecordedSite.QUARTERS_A_DAY];
    for (int quarter = 0; quarter < best.length; quarter++) {
      int known = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int day = 0; day < RankingRules.RECENT_DAYS; day++) {
        int k = from + day * best.length + quarter;
        if (k >= 0 && Double.isFinite(pv[k])) {
          known++;
          most = Math.max(most, pv[k]);
        }
      }
      best[quarter] = known >= LEAST_DAYS ? most : Double.NaN;
    }
    return best;
  }

  private static Optional<Double> share(double[] recent, double[] past) {
    double peak = Arrays.stream(past).filter(Double::isFinite).max().orElse(0);
    if (peak < LEAST_PEAK_W) {
      return Optional.empty();
    }
    double now = 0;
    double before = 0;
    for (int quarter = 0; quarter < past.length; quarter++) {
      if (Double.isFinite(recent[quarter]) && past[quarter] >= DIM * peak) {
        now += Math.max(0, recent[quarter]);
        before += past[quarter];
      }
    }
    return before > 0 ? Optional.of(now / before) : Optional.empty();
  }

  /** Of at least one value. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
