package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Output of a plant at a time of day without measurements: the clear sky times the plant's output
 * per clear sky so far. The prior, worth {@link #PRIOR_KWH} of clear sky, is half of the capacity,
 * the usual mean of clear and dull days. Without a known capacity, that much clear sky must have
 * been measured first.
 *
 * @param irradiance of the clear sky by row, kW/m²
 * @param index output per clear-sky irradiance
 */
record ClearSkyForecast(double[] irradiance, double index) {
  /** P10 and P90 as parts of the median. */
  static final double LOW = 0.3;

  static final double HIGH = 1.7;

  /** Clear-sky energy, kWh/m², that the prior weighs. */
  private static final double PRIOR_KWH = 0.5;

  private static final double PRIOR_PART = 0.5;

  /**
   * From all measurements; empty where these are not yet sufficient.
   *
   * @param values production from {@code start} on in any unit, NaN = missing
   * @param slots to look ahead
   * @param capacity of the plant in that unit
   */
  static Optional<ClearSkyForecast> of(
      double[] values,
      Instant start,
      Duration step,
      int slots,
      GeoPosition geoPosition,
      OptionalDouble capacity) {
    double[] sky = new ClearSky(geoPosition).rows(start, step, values.length + slots).irradiance();
    double hours = step.toSeconds() / 3600.0;
    double made = 0;
    double clear = 0;
    for (int k = 0; k < values.length; k++) {
      if (Double.isFinite(values[k])) {
        made += values[k] * hours;
        clear += sky[k] * hours;
      }
    }
    if (capacity.isPresent()) {
      made += PRIOR_KWH * PRIOR_PART * capacity.getAsDouble();
      clear += PRIOR_KWH;
    }
    return clear < PRIOR_KWH
        ? Optional.empty()
        : Optional.of(new ClearSkyForecast(sky, made / clear));
  }

  /** Median for a row, counted from the start of the values. */
  double value(int row) {
    return index * irradiance[row];
  }
}
