package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Optional;

/**
 * Measurements of a site since it was commissioned, with its calendar, its clear sky and the
 * irradiance that was predicted for a plant, and sums that give the mean of any run of rows. Rows
 * continue beyond the history by the number to be forecast.
 */
public final class SiteRecord {
  private static final double[] NOTHING = {};

  private final SeriesKind kind;
  private final SlotCalendar calendar;
  private final Optional<double[]> sky;
  private final double[] predicted;
  private final int first;
  private final int known;
  private final double capacity;
  private final double[] sums;
  private final int[] counts;

  private SiteRecord(
      SeriesKind kind,
      SlotCalendar calendar,
      Optional<double[]> sky,
      double[] predicted,
      double[] values,
      double capacity) {
    this.kind = kind;
    this.calendar = calendar;
    this.sky = sky;
    this.predicted = predicted;
    this.capacity = capacity;
    known = values.length;
    sums = new double[known + 1];
    counts = new int[known + 1];
    int begin = known;
    for (int k = 0; k < known; k++) {
      boolean good = Double.isFinite(values[k]);
      begin = good && begin == known ? k : begin;
      sums[k + 1] = sums[k] + (good ? values[k] : 0);
      counts[k + 1] = counts[k] + (good ? 1 : 0);
    }
    first = begin;
  }

  /** The record of a history and of {@code slots} slots that follow it. */
  public static SiteRecord of(
      SeriesKind kind, ForecastSettings settings, TimeSeries history, int slots) {
    int rows = history.values().length + slots;
    return new SiteRecord(
        kind,
        new SlotCalendar(history.start(), history.step(), settings.zone(), kind, rows),
        kind.followsSun() ? sky(settings, history, rows) : Optional.empty(),
        kind.followsSun() ? history.weather().predictedIrradiance() : NOTHING,
        history.values(),
        settings.capacity().orElse(Double.NaN));
  }

  private static Optional<double[]> sky(ForecastSettings settings, TimeSeries history, int rows) {
    return position(settings, history)
        .map(at -> new ClearSky(at).rows(history.start(), history.step(), rows).irradiance());
  }

  /** The site's position, or a rough one by its zone. */
  static Optional<GeoPosition> position(ForecastSettings settings, TimeSeries history) {
    return settings.position().or(() -> GeoPosition.roughly(settings.zone(), history.end()));
  }

  SeriesKind kind() {
    return kind;
  }

  SlotCalendar calendar() {
    return calendar;
  }

  /** First row with a value; the number of measured rows without any. */
  int first() {
    return first;
  }

  /** Rated power in the series' unit; NaN if it is not known. */
  double capacity() {
    return capacity;
  }

  /** Mean of rows {@code from} to before {@code to} as known at an origin; NaN if unmeasured. */
  double mean(int from, int to, int origin) {
    int low = Math.max(0, from);
    int high = Math.min(origin, to);
    int count = high <= low ? 0 : counts[high] - counts[low];
    return count == 0 ? Double.NaN : (sums[high] - sums[low]) / count;
  }

  /** Clear-sky irradiance of a run of rows, kW/m², mean; 0 where the position is not known. */
  double sky(int from, int to) {
    if (sky.isEmpty()) {
      return 0;
    }
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += sky.get()[k];
    }
    return sum / (to - from);
  }

  /** Whether the clear sky over the site is known. */
  boolean hasSky() {
    return sky.isPresent();
  }

  /** Whether irradiance is predicted for any row that was not measured yet. */
  boolean hasPrediction() {
    for (int row = known; row < predicted.length; row++) {
      if (Double.isFinite(predicted[row])) {
        return true;
      }
    }
    return false;
  }

  /** Predicted irradiance of a row, W/m², at least 0; NaN where nothing is predicted. */
  double predicted(int row) {
    return row >= 0 && row < predicted.length ? Math.max(0, predicted[row]) : Double.NaN;
  }
}
