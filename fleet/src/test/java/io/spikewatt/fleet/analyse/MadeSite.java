package io.spikewatt.fleet.analyse;

import io.spikewatt.controller.protocol.QuarterRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Five weeks of a made site with load, PV, battery and a grid that closes their balance. */
final class MadeSite {

  static final Instant FROM = Instant.parse("2026-05-01T00:00:00Z");
  static final int DAYS = RankingRules.PAST_DAYS + RankingRules.RECENT_DAYS;
  static final int QUARTERS = DAYS * RecordedSite.QUARTERS_A_DAY;

  /** First quarter hour of the last week. */
  static final int RECENT = RankingRules.PAST_DAYS * RecordedSite.QUARTERS_A_DAY;

  private static final Instant TO = FROM.plus(Duration.ofDays(DAYS));

  private final String gateway;
  private final Map<String, double[]> values = new TreeMap<>();
  private final List<QuarterRecord> events = new ArrayList<>();

  MadeSite(String gateway, long seed) {
    this.gateway = gateway;
    SplittableRandom random = new SplittableRandom(seed);
    double[] load = new double[QUARTERS];
    double[] pv = new double[QUARTERS];
    double[] battery = new double[QUARTERS];
    double[] grid = new double[QUARTERS];
    for (int k = 0; k < QUARTERS; k++) {
      double hour = k % RecordedSite.QUARTERS_A_DAY / 4.0;
      double sun = Math.max(0, Math.sin(Math.PI * (hour - 5) / 14));
      load[k] = 400 + 300 * Math.sin(hour / 24 * 6) + 200 * random.nextDouble();
      pv[k] = hour < 5 || hour > 19 ? 0 : 4000 * sun * (0.4 + 0.6 * random.nextDouble());
      battery[k] = hour < 10 ? 0 : 500 * random.nextDouble() - 250;
      grid[k] = load[k] - pv[k] - battery[k];
    }
    values.put(RecordedSite.LOAD, load);
    values.put(RecordedSite.PV, pv);
    values.put(RecordedSite.BATTERY, battery);
    values.put(RecordedSite.GRID, grid);
  }

  double[] of(String kind) {
    return Objects.requireNonNull(values.get(kind));
  }

  /** Leaves the balance as it was. */
  MadeSite scaledRecently(String kind, double factor) {
    double[] series = of(kind);
    for (int k = RECENT; k < QUARTERS; k++) {
      double before = series[k];
      series[k] = factor * before;
      of(RecordedSite.GRID)[k] += (kind.equals(RecordedSite.LOAD) ? 1 : -1) * (series[k] - before);
    }
    return this;
  }

  MadeSite with(int from, int to, double value, String... kinds) {
    for (String kind : kinds) {
      Arrays.fill(of(kind), from, to, value);
    }
    return this;
  }

  MadeSite without(int from, int to, String... kinds) {
    return with(from, to, Double.NaN, kinds);
  }

  MadeSite event(String code, int quarter) {
    Instant at = FROM.plus(RecordedSite.QUARTER.multipliedBy(quarter)).plusSeconds(1);
    events.add(new QuarterRecord(at, RecordedSite.EVENT + code, 0, 1, "text"));
    return this;
  }

  List<QuarterRecord> rows() {
    List<QuarterRecord> rows = new ArrayList<>(events);
    values.forEach(
        (kind, series) -> {
          for (int k = 0; k < series.length; k++) {
            if (Double.isFinite(series[k])) {
              Instant at = FROM.plus(RecordedSite.QUARTER.multipliedBy(k));
              rows.add(new QuarterRecord(at, kind, 0, series[k], ""));
            }
          }
        });
    return rows;
  }

  SiteReview review() {
    List<QuarterRecord> rows = rows();
    Optional<Instant> last = rows.stream().map(QuarterRecord::at).max(Instant::compareTo);
    return SiteReview.of(RecordedSite.of(gateway, FROM, TO, rows), last, RankingRules.USUAL);
  }

  /** Ranked beside four healthy neighbours; empty if it needs nobody. */
  Optional<RankedSite> ranked() {
    List<SiteReview> reviews = new ArrayList<>(List.of(review()));
    for (int i = 0; i < 4; i++) {
      reviews.add(new MadeSite("neighbour" + i, 100 + i).review());
    }
    return SiteRanking.of(reviews, FeederMap.NONE, RankingRules.USUAL).stream()
        .filter(site -> site.gateway().equals(gateway))
        .findFirst();
  }
}
