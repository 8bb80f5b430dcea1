package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.Calendar;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.linear.LinearStack;
import java.util.Optional;

/**
 * What is common to all learnt forecasts of one series: how its history becomes standardised rows,
 * the linear stack on them, and how scaled numbers become a {@link Forecast}.
 *
 * @param kind what the series measures
 * @param settings of the site
 * @param standardiser of the features
 * @param scale of one unit, in the series' unit: mean absolute load, or PV capacity
 * @param stack the base forecast
 */
public record LinearBase(
    SeriesKind kind,
    ForecastSettings settings,
    Standardiser standardiser,
    double scale,
    LinearStack stack) {

  /** History beyond this changes no feature noticeably: the longest lag is four weeks. */
  private static final int MEMORY_DAYS = 63;

  /** The features that the models were fitted on. */
  public FeatureSet features() {
    return FeatureSet.of(kind, settings.weather());
  }

  /** Why this model cannot look ahead from a history, or empty if it can. */
  public Optional<String> obstacle(TimeSeries history, int slots) {
    if (!history.step().equals(settings.slot())) {
      return Optional.of("slots of " + history.step() + ", trained on " + settings.slot());
    }
    if (slots > settings.horizon()) {
      return Optional.of(slots + " slots, trained for " + settings.horizon());
    }
    int first = 0;
    while (first < history.values().length && !Double.isFinite(history.values()[first])) {
      first++;
    }
    int week = 7 * history.slotsPerDay();
    return history.values().length - first < week
        ? Optional.of("less than a week of history")
        : Optional.empty();
  }

  /** Features of all leads from the end of a history that shows no {@link #obstacle}. */
  View view(TimeSeries history, int slots) {
    Optional<String> obstacle = obstacle(history, slots);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(obstacle.get());
    }
    TimeSeries recent = history.tail(MEMORY_DAYS * history.slotsPerDay());
    if (obstacle(recent, slots).isPresent()) {
      recent = history;
    }
    int end = recent.values().length;
    RowBuilder builder = builder(features(), recent, kind, settings, scale, end + slots);
    return new View(builder, standardiser, end, builder.rows(end, slots, standardiser, end));
  }

  /** A row builder over a history and {@code rows} rows from its start. */
  public static RowBuilder builder(
      FeatureSet features,
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      double scale,
      int rows) {
    Calendar calendar = new Calendar(history.start(), history.step(), settings.zone(), kind, rows);
    return new RowBuilder(
        features,
        history.start(),
        history.step(),
        history.values(),
        calendar,
        kind,
        settings.position(),
        history.weather(),
        scale);
  }

  /** Bounds the numbers, puts the quantiles in order and gives them their unit back. */
  Forecast finish(TimeSeries history, OriginRows rows, ScaledForecast scaled, String id) {
    int slots = rows.leads();
    double[][] out = new double[4][slots];
    for (int k = 0; k < slots; k++) {
      boolean dark = rows.dark()[k];
      double median = stack.bounds().clip(scaled.median()[k], dark);
      out[0][k] = scale * Math.min(median, stack.bounds().clip(scaled.low()[k], dark));
      out[1][k] = scale * median;
      out[2][k] = scale * Math.max(median, stack.bounds().clip(scaled.high()[k], dark));
      out[3][k] = scale * stack.bounds().clip(scaled.mean()[k], dark);
    }
    return new Forecast(history.end(), history.step(), out[0], out[1], out[2], out[3], id);
  }
}
