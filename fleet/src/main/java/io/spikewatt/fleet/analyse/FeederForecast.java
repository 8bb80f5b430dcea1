package io.spikewatt.fleet.analyse;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The coming day of one feeder: forecasts of its sites that add up to that of the feeder. */
public sealed interface FeederForecast extends Serializable {

  /** Days at the end of the records that weigh the nodes; models learn from those before. */
  int WEIGHED_DAYS = 28;

  /** Days of records below which nothing can be weighed. */
  int LEAST_DAYS = WEIGHED_DAYS + 14;

  /** Days without a value after which a site is not forecast. */
  int SILENT_DAYS = 2;

  /** Line above those of {@link Made#csv}. */
  String HEADER = "feeder,node,at,base_w,reconciled_w";

  /**
   * @param nodes the feeder's name first, then its gateways
   * @param start of each slot
   * @param base slots × nodes, W
   * @param reconciled the same
   */
  record Made(
      String feeder,
      List<String> nodes,
      List<Instant> start,
      double[][] base,
      double[][] reconciled)
      implements FeederForecast {

    /** A line for each slot and node; numbers are exact. */
    public List<String> csv() {
      List<String> lines = new ArrayList<>();
      for (int slot = 0; slot < base.length; slot++) {
        for (int node = 0; node < nodes.size(); node++) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s,%s,%s,%s,%s",
                  feeder,
                  nodes.get(node),
                  start.get(slot),
                  base[slot][node],
                  reconciled[slot][node]));
        }
      }
      return lines;
    }
  }

  /**
   * @param reason in words: a feeder without one of its sites is not its sum
   */
  record Refused(String feeder, String reason) implements FeederForecast {}

  /**
   * Forecasts the day after the records' end.
   *
   * @param sites by gateway, all on the same slots, NaN = missing
   * @param learning as in {@link FeederForecaster}
   */
  static FeederForecast of(
      String feeder,
      SortedMap<String, TimeSeries> sites,
      SeriesKind kind,
      ZoneId zone,
      ReconciliationMethod method,
      boolean learning) {
    List<TimeSeries> series = List.copyOf(sites.values());
    TimeSeries first = series.getFirst();
    int end = first.values().length;
    int day = first.slotsPerDay();
    if (end < LEAST_DAYS * day) {
      return new Refused(feeder, "needs %d days of records".formatted(LEAST_DAYS));
    }
    for (Map.Entry<String, TimeSeries> site : sites.entrySet()) {
      if (site.getValue().tail(SILENT_DAYS * day).goodSlots() == 0) {
        return new Refused(
            feeder, "%s has no value in %d days".formatted(site.getKey(), SILENT_DAYS));
      }
    }
    int weighed = end - WEIGHED_DAYS * day;
    FeederForecaster forecaster = FeederForecaster.of(series, kind, zone, weighed, learning);
    List<double[]> errors = forecaster.errors(weighed, end);
    ForecastReconciliation reconciliation;
    try {
      reconciliation = ForecastReconciliation.of(forecaster.hierarchy(), method, errors);
    } catch (IllegalArgumentException e) {
      return new Refused(feeder, String.valueOf(e.getMessage()));
    }
    Optional<double[][]> forecast = forecaster.base(end);
    if (forecast.isEmpty()) {
      return new Refused(feeder, "never had a value of all sites at once");
    }
    double[][] base = forecast.get();
    double[][] reconciled = new double[base.length][];
    List<Instant> starts = new ArrayList<>();
    for (int slot = 0; slot < base.length; slot++) {
      reconciled[slot] = reconciliation.reconciled(base[slot]);
      starts.add(first.end().plus(first.step().multipliedBy(slot)));
    }
    List<String> names = new ArrayList<>(List.of(feeder));
    names.addAll(sites.keySet());
    return new Made(feeder, List.copyOf(names), List.copyOf(starts), base, reconciled);
  }
}
