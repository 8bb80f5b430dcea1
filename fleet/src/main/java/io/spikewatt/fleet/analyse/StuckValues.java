package io.spikewatt.fleet.analyse;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Means that repeat to the last digit. Zero is usual for PV at night, an idle battery and the grid
 * of an island, but not for a load. A run counts only if it is twice as long as every run of the
 * weeks before.
 */
final class StuckValues {

  private static final double SEVERE_QUARTERS = 2 * RecordedSite.QUARTERS_A_DAY;

  private StuckValues() {}

  /**
   * @param length quarter hours with one value
   * @param from first of them
   */
  private record Run(int length, int from) {}

  static Optional<SiteConcern> of(RecordedSite site, RankingRules rules) {
    int end = site.quarters();
    int recent = Math.max(0, end - RankingRules.RECENT_DAYS * RecordedSite.QUARTERS_A_DAY);
    Run worst = new Run(0, 0);
    String reason = "";
    for (Map.Entry<String, TimeSeries> entry : site.series().entrySet()) {
      double[] values = entry.getValue().values();
      boolean zeroCounts = entry.getKey().equals(RecordedSite.LOAD);
      Run now = longest(values, recent, end, zeroCounts);
      Run before = longest(values, 0, recent, zeroCounts);
      if (now.length > worst.length
          && now.length >= rules.stuckQuarters()
          && now.length >= 2 * before.length) {
        worst = now;
        Instant at = site.at(now.from);
        reason =
            "%s is exactly %.0f W for %.1f hours from %s"
                .formatted(entry.getKey(), values[now.from], now.length / 4.0, at);
      }
    }
    return worst.length == 0
        ? Optional.empty()
        : Optional.of(SiteConcern.of(Kind.STUCK, worst.length, SEVERE_QUARTERS, reason));
  }

  /** A missing value ends a run: it equals nothing. */
  private static Run longest(double[] values, int from, int to, boolean zeroCounts) {
    Run longest = new Run(0, from);
    int begin = from;
    for (int k = from; k < to; k++) {
      boolean goesOn = k > begin && Double.compare(values[k], values[begin]) == 0;
      if (!goesOn) {
        begin = k;
      }
      boolean counts = Double.isFinite(values[k]) && (zeroCounts || Math.abs(values[k]) > 0);
      if (counts && k - begin + 1 > longest.length) {
        longest = new Run(k - begin + 1, begin);
      }
    }
    return longest;
  }
}
