package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.SampleQuantile;
import java.util.Optional;

/**
 * Repeats the measurement at the same local time: a day before, the mean of the last four days or,
 * for a load, a week before, by the least error in the last fortnight. A missing slot falls back to
 * the other season, the mean at that time, the mean of all; a new plant to the clear sky of its
 * position or time zone. P10 and P90 come from its recent errors at that hour. Wind, without a
 * season, uses the {@link FadingForecaster}. Needs one good value. Stateless.
 */
public final class SeasonalForecaster implements Forecaster {
  private static final int MEMORY_DAYS = 35;
  private static final int ENOUGH = 8;

  /** No season is forced. */
  private static final int FREE = -1;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final int forcedDays;

  public SeasonalForecaster(SeriesKind kind, ForecastSettings settings) {
    this(kind, settings, FREE);
  }

  private SeasonalForecaster(SeriesKind kind, ForecastSettings settings, int forcedDays) {
    this.kind = kind;
    this.settings = settings;
    this.forcedDays = forcedDays;
  }

  /** The seasonal naive of one season only, for comparisons. */
  public static SeasonalForecaster naive(SeriesKind kind, ForecastSettings settings, int days) {
    return new SeasonalForecaster(kind, settings, days);
  }

  @Override
  public String id() {
    return forcedDays == FREE ? "seasonal-1" : "seasonal-naive-" + forcedDays + "d";
  }

  @Override
  public Forecast forecast(TimeSeries whole, int slots) {
    if (whole.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    if (forcedDays == FREE && !kind.hasSeason()) {
      return FadingForecaster.usual(settings).forecast(whole, slots);
    }
    TimeSeries recent = whole.tail(MEMORY_DAYS * whole.slotsPerDay());
    TimeSeries history = recent.goodSlots() > 0 ? recent : whole;
    double[] v = history.values();
    SlotCalendar slotCalendar =
        new SlotCalendar(history.start(), history.step(), settings.zone(), kind, v.length + slots);
    SeasonalHistory seasonalHistory = new SeasonalHistory(kind, v, slotCalendar);
    int days = forcedDays == FREE ? seasonalHistory.betterSeason(v.length) : forcedDays;
    double[][] errors = errorsByHour(seasonalHistory, days);
    Optional<ClearSkyForecast> sun = firstSun(history, slots);
    double[] low = new double[slots];
    double[] median = new double[slots];
    double[] high = new double[slots];
    for (int i = 0; i < slots; i++) {
      int k = v.length + i;
      Range range =
          sun.isPresent() && seasonalHistory.isNew(k)
              ? clearSky(sun.get().value(k))
              : season(seasonalHistory, k, days, errors[slotCalendar.hour(k)]);
      if (sun.isPresent() && range.low == range.high) {
        // A single measurement has no spread of its own.
        range = clearSky(range.median);
      }
      low[i] = range.low;
      median[i] = range.median;
      high[i] = range.high;
    }
    return new Forecast(history.end(), history.step(), low, median, high, median.clone(), id());
  }

  /** Forecast of one slot, in the series' unit. */
  private record Range(double low, double median, double high) {
    static final Range DARK = new Range(0, 0, 0);
  }

  private Range clearSky(double value) {
    double ceiling = settings.ceiling(kind);
    double median = Math.clamp(value, 0, ceiling);
    double high = Math.clamp(ClearSkyForecast.HIGH * median, 0, ceiling);
    return new Range(ClearSkyForecast.LOW * median, median, high);
  }

  /** The errors of that hour are sorted. */
  private Range season(SeasonalHistory seasonalHistory, int k, int days, double[] error) {
    if (kind.followsSun() && seasonalHistory.alwaysZero(k)) {
      return Range.DARK;
    }
    double median = seasonalHistory.value(k, days);
    double low = error.length == 0 ? seasonalHistory.low() - median : SampleQuantile.of(error, 0.1);
    double high =
        error.length == 0 ? seasonalHistory.high() - median : SampleQuantile.of(error, 0.9);
    double floor = seasonalHistory.least() >= 0 ? 0 : Double.NEGATIVE_INFINITY;
    double ceiling = settings.ceiling(kind);
    return new Range(
        Math.clamp(median + Math.min(0, low), floor, ceiling),
        Math.clamp(median, floor, ceiling),
        Math.clamp(median + Math.max(0, high), floor, ceiling));
  }

  /** Clear-sky forecast of a plant with less than a day of measurements. */
  private Optional<ClearSkyForecast> firstSun(TimeSeries history, int slots) {
    if (!kind.followsSun() || history.values().length >= history.slotsPerDay()) {
      return Optional.empty();
    }
    return settings
        .position()
        .or(() -> GeoPosition.roughly(settings.zone(), history.end()))
        .flatMap(
            position ->
                ClearSkyForecast.of(
                    history.values(),
                    history.start(),
                    history.step(),
                    slots,
                    position,
                    settings.capacity()));
  }

  /** Sorted recent errors at each hour; all hours' errors where an hour has too few. */
  private static double[][] errorsByHour(SeasonalHistory seasonalHistory, int days) {
    double[][] byHour = new double[24][];
    double[] all = seasonalHistory.errors(days, -1);
    for (int hour = 0; hour < 24; hour++) {
      double[] own = seasonalHistory.errors(days, hour);
      byHour[hour] = own.length >= ENOUGH ? own : all.length >= ENOUGH ? all : new double[0];
    }
    return byHour;
  }
}
