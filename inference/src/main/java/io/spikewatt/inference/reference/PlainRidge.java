package io.spikewatt.inference.reference;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.naive.GapFilling;
import java.util.Arrays;

/**
 * One ridge regression a lead, on [standardised features, hour one-hot, hour of a weekend one-hot
 * (loads)], every column penalised: the usual linear baseline. Immutable.
 *
 * @param kind what the series measures
 * @param settings of the site
 * @param scale of one unit, in the series' unit
 * @param scaling of the features
 * @param weights leads × columns
 * @param band of its errors on held-out rows
 * @param bounds of forecasts, scaled
 * @param penalty that was chosen
 */
public record PlainRidge(
    SeriesKind kind,
    ForecastSettings settings,
    double scale,
    Scaling scaling,
    double[][] weights,
    Band band,
    ForecastBounds bounds,
    double penalty)
    implements Forecaster {
  static final int MIN_DAYS = 29;
  private static final int HOURS = 24;
  private static final double CLIP = 6;

  /** Mean and standard deviation (above 0) of each feature in training. */
  public record Scaling(double[] mean, double[] deviation) {}

  /** P10 (at most 0) and P90 (at least 0) of outcome less forecast at each lead, scaled. */
  public record Band(double[] low, double[] high) {}

  @Override
  public String id() {
    return "plain-ridge-1";
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    return over(history, WeatherColumns.NONE).at(history.values().length, slots);
  }

  /** Prepares to forecast from many origins of one series, each as if its future were unknown. */
  public Reader over(TimeSeries series, WeatherColumns weatherColumns) {
    return new Reader(series, weatherColumns);
  }

  static int columns(RidgeColumns columns, SeriesKind kind) {
    return columns.features() + (kind.followsWeek() ? 2 * HOURS : HOURS);
  }

  /** Writes the design's columns of a lead. */
  static void fill(
      RidgeColumns columns, SeriesKind kind, Scaling scaling, int origin, int lead, double[] row) {
    columns.fill(origin, lead, row);
    int features = scaling.mean.length;
    for (int f = 0; f < features; f++) {
      row[f] = Math.clamp((row[f] - scaling.mean[f]) / scaling.deviation[f], -CLIP, CLIP);
    }
    Arrays.fill(row, features, row.length, 0);
    int hour = columns.calendar().hour(origin + lead);
    row[features + hour] = 1;
    if (kind.followsWeek() && columns.calendar().weekend(origin + lead)) {
      row[features + HOURS + hour] = 1;
    }
  }

  static double dot(double[] w, double[] x) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * x[i];
    }
    return sum;
  }

  /** Forecasts from the origins of one series. Not thread-safe. */
  public final class Reader {
    private final TimeSeries series;
    private final WeatherColumns weatherColumns;
    private final RidgeColumns columns;
    private final double[] row;

    private Reader(TimeSeries series, WeatherColumns weatherColumns) {
      this.series = series;
      this.weatherColumns = weatherColumns;
      columns = columns(series);
      if (columns.features() != scaling.mean.length) {
        throw new IllegalArgumentException("other weather columns than in training");
      }
      row = new double[weights[0].length];
    }

    private RidgeColumns columns(TimeSeries known) {
      double[] filled = GapFilling.filled(known.values(), known.slotsPerDay(), kind);
      int rows = series.values().length + weights.length;
      return new RidgeColumns(known, filled, kind, settings, weatherColumns, scale, rows);
    }

    /** Forecasts from an origin at least 29 days after the start and at most at the series' end. */
    public Forecast at(int origin, int slots) {
      int day = series.slotsPerDay();
      if (origin < MIN_DAYS * day || slots > weights.length) {
        throw new IllegalArgumentException(
            "needs " + MIN_DAYS + " days of history, looks " + weights.length + " slots ahead");
      }
      RidgeColumns now =
          GapFilling.openAt(series.values(), origin, day) ? columns(series.head(origin)) : columns;
      double[] low = new double[slots];
      double[] median = new double[slots];
      double[] high = new double[slots];
      for (int lead = 0; lead < slots; lead++) {
        fill(now, kind, scaling, origin, lead, row);
        double z = bounds.clip(dot(weights[lead], row));
        low[lead] = scale * Math.min(z, bounds.clip(z + band.low[lead]));
        median[lead] = scale * z;
        high[lead] = scale * Math.max(z, bounds.clip(z + band.high[lead]));
      }
      return new Forecast(
          series.start().plus(series.step().multipliedBy(origin)),
          series.step(),
          low,
          median,
          high,
          median.clone(),
          id());
    }
  }
}
