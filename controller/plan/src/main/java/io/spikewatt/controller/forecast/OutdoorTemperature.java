package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.util.Optional;

/**
 * Outdoor temperature as the site's sources of weather predict it, for the demand of heat pumps.
 * Thread-safe.
 */
public final class OutdoorTemperature {

  /** Empty without a heat pump, and without a source that predicts the temperature. */
  private final Optional<SeriesWeather> predicted;

  private OutdoorTemperature(Optional<SeriesWeather> predicted) {
    this.predicted = predicted;
  }

  /** Of a site whose sources need not predict it. */
  static OutdoorTemperature of(Site site, HistoryStore store) {
    boolean heats = site.devices().stream().anyMatch(of -> of.role() instanceof Role.HeatPump);
    // A load's only column is the temperature.
    return new OutdoorTemperature(
        heats && site.hasWeatherSources()
            ? SeriesWeather.of(site, SeriesKind.LOAD, store)
            : Optional.empty());
  }

  /**
   * Temperature as it was predicted half a day before each slot of a record, °C.
   *
   * @param record gives the slots
   * @return from the first predicted slot on, NaN = was not predicted; empty if none was
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  public Optional<TimeSeries> passedC(TimeSeries record, Instant now) {
    if (predicted.isEmpty() || record.values().length == 0) {
      return Optional.empty();
    }
    TimeSeries passed = predicted.get().passed(record, now);
    double[] celsius = passed.weather().values(predicted.get().names().getFirst());
    return celsius.length == 0
        ? Optional.empty()
        : Optional.of(new TimeSeries(passed.start(), passed.step(), celsius));
  }

  /**
   * Predicted temperature of the slots from {@code slot} on, °C, NaN = not predicted; of length 0
   * if the next day is not predicted, or only by a prediction that is older than a day.
   *
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  public double[] aheadC(Instant slot, int slots, Instant now) {
    if (predicted.isEmpty()) {
      return new double[0];
    }
    TimeSeries nothing = new TimeSeries(slot, QuarterHour.LENGTH, new double[0]);
    SeriesWeather.Predicted ahead = predicted.get().ahead(nothing, slots, now);
    String column = predicted.get().names().getFirst();
    return ahead.obstacle(column, now).isPresent()
        ? new double[0]
        : ahead.series().weather().values(column);
  }
}
