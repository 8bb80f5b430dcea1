package io.spikewatt.fleet.analyse;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows that should be there and are not. A kind is expected once it had a value in the span. */
final class RecordGaps {

  /** Share of a week that is as bad as it gets. */
  private static final double SEVERE_SHARE = 0.5;

  private static final Duration SEVERE_SILENCE = Duration.ofHours(24);

  private RecordGaps() {}

  /**
   * @param last time of the newest row that was ever stored; empty if there is none
   */
  static List<SiteConcern> of(RecordedSite site, Optional<Instant> last, RankingRules rules) {
    List<SiteConcern> concerns = new ArrayList<>();
    Duration silent =
        last.map(at -> Duration.between(at.plus(RecordedSite.QUARTER), site.to()))
            .orElse(Duration.between(site.from(), site.to()));
    boolean isSilent = silent.compareTo(rules.silent()) >= 0;
    if (isSilent) {
      concerns.add(
          SiteConcern.of(
              Kind.SILENT,
              (double) silent.toSeconds(),
              (double) SEVERE_SILENCE.toSeconds(),
              "no row for %s: %s"
                  .formatted(
                      hours(silent),
                      last.map(at -> "the last is of " + at).orElse("none was ever stored"))));
    }
    // Quarter hours of the silence are not counted a second time.
    int end =
        isSilent && last.isPresent()
            ? (int)
                Math.max(
                    0,
                    Duration.between(site.from(), last.get()).dividedBy(RecordedSite.QUARTER) + 1)
            : site.quarters();
    concerns.addAll(missing(site, end, rules));
    return concerns;
  }

  private static String hours(Duration time) {
    return time.toHours() < 72 ? time.toHours() + " hours" : time.toDays() + " days";
  }

  /** Names the kind that lacks most. */
  private static List<SiteConcern> missing(RecordedSite site, int end, RankingRules rules) {
    int from = site.quarters() - RankingRules.RECENT_DAYS * RecordedSite.QUARTERS_A_DAY;
    double worst = 0;
    String reason = "";
    for (Map.Entry<String, TimeSeries> entry : site.series().entrySet()) {
      double[] values = entry.getValue().values();
      int begin = Math.max(Math.max(0, from), entry.getValue().firstGood());
      int missing = 0;
      for (int k = begin; k < end; k++) {
        missing += Double.isFinite(values[k]) ? 0 : 1;
      }
      double share = end > begin ? (double) missing / (end - begin) : 0;
      if (share > worst) {
        worst = share;
        reason =
            "%s: %d of %d quarter hours are missing"
                .formatted(entry.getKey(), missing, end - begin);
      }
    }
    return worst > rules.missing()
        ? List.of(SiteConcern.of(Kind.MISSING, worst, SEVERE_SHARE, reason))
        : List.of();
  }
}
