package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Settings of a site that a forecaster needs in addition to its history.
 *
 * @param zone the site's time zone, for calendars only
 * @param slot length of a slot, 5 to 60 minutes
 * @param horizon number of slots that a model is trained to look ahead
 * @param position where the site is; without it PV learns a clear day from its own history
 * @param capacity of production (PV peak power, rated power of a turbine) in the series' unit,
 *     above 0; without it, taken from the history
 * @param weather names of the weather columns that the history brings along
 */
public record ForecastSettings(
    ZoneId zone,
    Duration slot,
    int horizon,
    Optional<GeoPosition> position,
    OptionalDouble capacity,
    List<String> weather) {

  public ForecastSettings {
    weather = List.copyOf(weather);
    if (horizon < 1) {
      throw new IllegalArgumentException("a horizon of " + horizon + " slots");
    }
    if (capacity.isPresent() && !(capacity.getAsDouble() > 0)) {
      throw new IllegalArgumentException("a capacity of " + capacity.getAsDouble());
    }
  }

  /**
   * Greatest plausible value: 5 % above the capacity; infinite for loads and without a capacity.
   */
  public double ceiling(SeriesKind kind) {
    return kind.isBounded() && capacity.isPresent()
        ? 1.05 * capacity.getAsDouble()
        : Double.POSITIVE_INFINITY;
  }

  /** A site without weather. */
  public ForecastSettings(
      ZoneId zone,
      Duration slot,
      int horizon,
      Optional<GeoPosition> position,
      OptionalDouble capacity) {
    this(zone, slot, horizon, position, capacity, List.of());
  }

  /** The same with other weather columns. */
  public ForecastSettings withWeather(List<String> columns) {
    return new ForecastSettings(zone, slot, horizon, position, capacity, columns);
  }

  /** Quarter hours, 36 hours ahead, nothing else known. */
  public static ForecastSettings of(ZoneId zone) {
    return new ForecastSettings(
        zone, Duration.ofMinutes(15), 144, Optional.empty(), OptionalDouble.empty());
  }
}
