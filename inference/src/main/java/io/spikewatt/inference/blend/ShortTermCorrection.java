package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.DoubleBuffer;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Corrects a blend by the last hours ({@link ShortTermFeatures}). Regressions for each range of
 * lead learn from the errors of the blends that were issued, refitted each day; old errors fade. A
 * correction is used as far as it paid lately. Not thread-safe.
 */
public final class ShortTermCorrection {

  /** First hours of the ranges of lead; the last one has no end. */
  private static final int[] RANGES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21};

  /** Penalty in hours of rows for each hour ahead. */
  private static final double LOAD_PENALTY = 10;

  private static final double SUN_PENALTY = 5;

  private final SeriesKind kind;
  private final ZoneId zone;
  private final int slotsPerDay;
  private final LeadCorrection[] leads = new LeadCorrection[RANGES.length];

  /** Features of the blends whose outcomes are not known, by origin. */
  private final Map<Long, double[][]> rows = new HashMap<>();

  /** A corrected blend, one value a slot. */
  record Corrected(double[] median, double[] mean) {}

  /** Without errors to correct by. */
  public ShortTermCorrection(int slotsPerDay, SeriesKind kind, ZoneId zone) {
    this.kind = kind;
    this.zone = zone;
    this.slotsPerDay = slotsPerDay;
    double penalty = (kind.followsSun() ? SUN_PENALTY : LOAD_PENALTY) * slotsPerDay / 24;
    Arrays.setAll(
        leads,
        range ->
            new LeadCorrection(
                ShortTermFeatures.count(kind), RANGES[range], penalty, slotsPerDay <= 24));
  }

  /** Restores what {@link #state} gave; refuses an inconsistent state. */
  public static ShortTermCorrection of(
      int slotsPerDay, SeriesKind kind, ZoneId zone, double[] state) {
    ShortTermCorrection correction = new ShortTermCorrection(slotsPerDay, kind, zone);
    if (state.length != RANGES.length * LeadCorrection.stateLength(ShortTermFeatures.count(kind))) {
      throw new IllegalArgumentException("no sums of a correction");
    }
    DoubleBuffer from = DoubleBuffer.wrap(state);
    for (LeadCorrection lead : correction.leads) {
      lead.read(from);
    }
    return correction;
  }

  /** Sums and gains of all ranges of lead. */
  public double[] state() {
    return Arrays.stream(leads).flatMapToDouble(LeadCorrection::state).toArray();
  }

  /** The blend of the candidates' forecasts, corrected where that paid lately. */
  Corrected correct(
      TimeSeries history, Map<ForecastSource, Forecast> made, double[] median, double[] mean) {
    Optional<ShortTermFeatures.Issue> issue = ShortTermFeatures.Issue.of(made, median, mean);
    if (issue.isEmpty() || !learns()) {
      return new Corrected(median, mean);
    }
    double[][] features = ShortTermFeatures.of(kind, zone, history, issue.get());
    double[] newMedian = new double[median.length];
    double[] newMean = new double[mean.length];
    for (int k = 0; k < median.length; k++) {
      newMedian[k] = lead(k).median(median[k], features[k]);
      newMean[k] = lead(k).mean(mean[k], features[k]);
    }
    return new Corrected(newMedian, newMean);
  }

  private boolean learns() {
    return ShortTermFeatures.count(kind) > 0;
  }

  private LeadCorrection lead(int slot) {
    int range = Arrays.binarySearch(RANGES, slot * 24 / slotsPerDay);
    return leads[range >= 0 ? range : -range - 2];
  }

  /** Takes an outcome at a slot of the issue; the history is known up to it at least. */
  void add(TimeSeries history, IssuedForecast issued, int slot, double actual) {
    long before = (issued.origin() - history.start().getEpochSecond()) / history.step().toSeconds();
    if (before > 0 && learns()) {
      double[][] features =
          rows.computeIfAbsent(
              issued.origin(),
              origin ->
                  ShortTermFeatures.of(
                      kind, zone, history.head((int) before), ShortTermFeatures.Issue.of(issued)));
      IssuedQuantiles blend = issued.blend();
      lead(slot).add(features[slot], blend.p50()[slot], blend.mean()[slot], actual);
    }
  }

  /** Refits at the end of a day; forgets the features of blends issued before an epoch second. */
  void closeDay(long origin) {
    rows.keySet().removeIf(issued -> issued < origin);
    for (LeadCorrection lead : leads) {
      lead.closeDay();
    }
  }
}
