package io.spikewatt.fleet.analyse;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import java.util.Optional;

/** The week's load beside that of the weeks before, at the times of day that both know. */
final class LoadLevel {

  private static final double SEVERE = 2;

  /** Times of day that both must know: half of them. */
  private static final int LEAST = RecordedSite.QUARTERS_A_DAY / 2;

  /** A week has to exceed the highest of those before, too, by this factor. */
  private static final double ABOVE_HIGHEST = 1.2;

  private LoadLevel() {}

  static Optional<SiteConcern> of(RecordedSite site, RankingRules rules) {
    Optional<double[]> load = site.values(RecordedSite.LOAD);
    if (load.isEmpty()) {
      return Optional.empty();
    }
    double[] values = load.get();
    int week = RankingRules.RECENT_DAYS * RecordedSite.QUARTERS_A_DAY;
    int recent = values.length - week;
    if (recent < week) {
      return Optional.empty();
    }
    double[] profile = profile(values, recent, values.length);
    Optional<Level> level = level(profile, profile(values, 0, recent));
    if (level.isEmpty() || level.get().ratio() < rules.loadRatio()) {
      return Optional.empty();
    }
    for (int from = recent - week; from >= 0; from -= week) {
      Optional<Level> one = level(profile, profile(values, from, from + week));
      if (one.isPresent() && one.get().ratio() < ABOVE_HIGHEST) {
        return Optional.empty();
      }
    }
    return Optional.of(
        SiteConcern.of(
            Kind.LOAD,
            level.get().ratio() - 1,
            SEVERE,
            "the load is %.1f times that of the weeks before: %.0f W, then %.0f W"
                .formatted(level.get().ratio(), level.get().pastW, level.get().recentW)));
  }

  private record Level(double recentW, double pastW) {
    double ratio() {
      return recentW / pastW;
    }
  }

  private static Optional<Level> level(double[] recent, double[] past) {
    double now = 0;
    double before = 0;
    int known = 0;
    for (int quarter = 0; quarter < recent.length; quarter++) {
      if (Double.isFinite(recent[quarter]) && Double.isFinite(past[quarter])) {
        now += recent[quarter];
        before += past[quarter];
        known++;
      }
    }
    return known < LEAST || before <= 0
        ? Optional.empty()
        : Optional.of(new Level(now / known, before / known));
  }

  /** Mean of each time of day; NaN where no day has a value. */
  private static double[] profile(double[] values, int from, int to) {
    double[] sum = new double[RecordedSite.QUARTERS_A_DAY];
    int[] count = new int[sum.length];
    for (int k = from; k < to; k++) {
      if (Double.isFinite(values[k])) {
        sum[k % sum.length] += values[k];
        count[k % sum.length]++;
      }
    }
    for (int quarter = 0; quarter < sum.length; quarter++) {
      sum[quarter] = count[quarter] == 0 ? Double.NaN : sum[quarter] / count[quarter];
    }
    return sum;
  }
}
