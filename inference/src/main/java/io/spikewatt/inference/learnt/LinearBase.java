package io.spikewatt.inference.learnt;

import io.spikewatt.inference.calibrate.Recalibration;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RowSettings;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.LinearStack;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The part that all learnt forecasts of one series share: how its history becomes standardised
 * rows, the linear stack on them, and how scaled numbers become a {@code Forecast}.
 *
 * @param kind what the series measures
 * @param settings of the site
 * @param standardiser of the features
 * @param scale of one unit, in the series' unit: mean absolute load, or capacity of production
 * @param holidayShare how far a holiday goes from its weekday to a Sunday, 0 to 1
 * @param stack the base forecast
 */
public record LinearBase(
    SeriesKind kind,
    ForecastSettings settings,
    Standardiser standardiser,
    double scale,
    double holidayShare,
    LinearStack stack) {

  /**
   * Days of history that a forecast uses, with its recalibration; with fewer, the cached forecasts
   * of the last week cannot be compared and are recomputed.
   */
  public static final int LOOK_BACK_DAYS = SlotIndex.WINDOW_DAYS + Recalibration.DAYS;

  /** The features that the models were fitted on. */
  public FeatureSet features() {
    return FeatureSet.of(kind, settings.weather());
  }

  /**
   * True if the linear models see weather: not without columns, nor where it did not prove itself.
   */
  public boolean usesWeather() {
    int first = features().firstOfWeather();
    return !settings.weather().isEmpty() && Float.isFinite(standardiser.deviation()[first]);
  }

  /** Why this model cannot forecast from a history's end, or empty if it can. */
  public Optional<String> obstacle(TimeSeries history, int slots) {
    return obstacle(history, history.values().length, slots);
  }

  /** As {@link #obstacle(TimeSeries, int)}, from the end of the first {@code origin} rows. */
  public Optional<String> obstacle(TimeSeries history, int origin, int slots) {
    if (!history.step().equals(settings.slot())) {
      return Optional.of("slots of " + history.step() + ", trained on " + settings.slot());
    }
    if (slots > settings.horizon()) {
      return Optional.of(slots + " slots, trained for " + settings.horizon());
    }
    int day = history.slotsPerDay();
    long start = SlotIndex.start(history);
    int first = (int) (SlotIndex.window(start, start + origin, day) - start);
    while (first < origin && !Double.isFinite(history.values()[first])) {
      first++;
    }
    return origin - first < 7 * day
        ? Optional.of("less than a week of values in the last nine")
        : Optional.empty();
  }

  /** How a history becomes rows that the models were fitted on. */
  public RowSettings rowSettings() {
    return new RowSettings(features(), kind, settings.position(), scale, holidayShare);
  }

  /** A row builder as the model needs it, over a history and {@code rows} rows from its start. */
  public RowBuilder builder(TimeSeries history, int rows) {
    return builder(rowSettings(), settings.zone(), history, rows);
  }

  /** A row builder over a history and {@code rows} rows from its start. */
  public static RowBuilder builder(
      RowSettings settings, ZoneId zone, TimeSeries history, int rows) {
    return new RowBuilder(
        settings,
        new SlotCalendar(history.start(), history.step(), zone, settings.kind(), rows),
        history.values(),
        history.weather());
  }

  /** Corrects and bounds the numbers, puts the quantiles in order and restores their unit. */
  void finish(
      OriginRows rows,
      ScaledForecast scaled,
      Recalibration recalibration,
      int slots,
      String id,
      ForecastBuffer to) {
    to.begin(slots, id);
    ForecastBounds forecastBounds = stack.bounds();
    double width = recalibration.width();
    for (int k = 0; k < slots; k++) {
      boolean dark = rows.dark()[k];
      float centre = scaled.median()[k] + recalibration.shift()[k];
      double below = width * (scaled.median()[k] - scaled.low()[k]);
      double above = width * (scaled.high()[k] - scaled.median()[k]);
      float low = (float) (centre - Math.max(0, below));
      float high = (float) (centre + Math.max(0, above));
      // NaN stays NaN; Math.clamp refuses NaN bounds.
      float middle = Math.max(low, Math.min(high, scaled.median()[k] + recalibration.middle()[k]));
      to.p10()[k] = scale * forecastBounds.clip(low, dark);
      to.p50()[k] = scale * forecastBounds.clip(middle, dark);
      to.p90()[k] = scale * forecastBounds.clip(high, dark);
      to.mean()[k] = scale * forecastBounds.clip(scaled.mean()[k], dark);
    }
  }
}
