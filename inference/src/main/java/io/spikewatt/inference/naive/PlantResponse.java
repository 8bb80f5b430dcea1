package io.spikewatt.inference.naive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Power of a PV plant per effective irradiance in its planes ({@code PlaneIrradiance}), from its
 * own measurements. The median withstands days of outage, snow or curtailment, and recent days
 * weigh more, because a weather prediction's error lasts for days. A known rating is a prior of
 * {@link #PRIOR_KWH}, so that there is a response before the first measurement.
 *
 * @param low ratio that 10 % of the measured energy stayed below, series' unit per kW/m²
 * @param median half of the energy below
 * @param high 90 % below
 * @param mean ratio of the sums
 */
public record PlantResponse(double low, double median, double high, double mean) {
  private static final int MEMORY_DAYS = 14;
  private static final double HALF_LIFE_DAYS = 3;

  /** Effective irradiance below which a ratio tells of dusk and shade only, kW/m². */
  private static final double DUSK = 0.02;

  /** Usual performance ratio of a plant. */
  private static final double PRIOR_RATIO = 0.8;

  /** Effective irradiation that the rating is worth, a quarter of a day's, kWh/m². */
  private static final double PRIOR_KWH = 1.25;

  /** Without a rating, least irradiation with measurements, kWh/m². */
  private static final double LEAST_KWH = 0.05;

  /** Irradiation that the band of a plant without measurements is worth, kWh/m². */
  private static final double BAND_KWH = 1;

  /** A ratio and its weight, effective irradiation in kWh/m². */
  private record Weighed(double ratio, double kwh) {}

  /**
   * The response known at an origin; empty where neither measurements nor a rating tell it.
   *
   * @param values power by row, NaN = missing
   * @param irradiance effective irradiance of the same rows, kW/m², NaN = missing
   * @param origin row after the last that may be used
   * @param slotsPerDay rows a day
   * @param rated power of the plant, in the unit of the values
   */
  public static Optional<PlantResponse> of(
      double[] values, double[] irradiance, int origin, int slotsPerDay, OptionalDouble rated) {
    List<Weighed> weighed = new ArrayList<>();
    double measured = 0;
    double hours = 24.0 / slotsPerDay;
    for (int k = Math.max(0, origin - MEMORY_DAYS * slotsPerDay); k < origin; k++) {
      if (Double.isFinite(values[k]) && irradiance[k] > DUSK) {
        double age = (double) (origin - k) / slotsPerDay;
        double kwh = irradiance[k] * hours;
        measured += kwh;
        weighed.add(
            new Weighed(
                values[k] / irradiance[k], kwh * StrictMath.pow(0.5, age / HALF_LIFE_DAYS)));
      }
    }
    if (rated.isPresent()) {
      weighed.add(new Weighed(PRIOR_RATIO * rated.getAsDouble(), PRIOR_KWH));
    } else if (measured < LEAST_KWH) {
      return Optional.empty();
    }
    double median = quantile(weighed, 0.5);
    double energy = weighed.stream().mapToDouble(each -> each.kwh * each.ratio).sum();
    double mean = energy / weighed.stream().mapToDouble(Weighed::kwh).sum();
    weighed.add(new Weighed(ClearSkyForecast.LOW * median, BAND_KWH / 2));
    weighed.add(new Weighed(ClearSkyForecast.HIGH * median, BAND_KWH / 2));
    return Optional.of(
        new PlantResponse(
            Math.min(median, quantile(weighed, 0.1)),
            median,
            Math.max(median, quantile(weighed, 0.9)),
            mean));
  }

  /** Sorts the list; there is at least one. */
  private static double quantile(List<Weighed> weighed, double q) {
    weighed.sort(Comparator.comparingDouble(Weighed::ratio));
    double until = q * weighed.stream().mapToDouble(Weighed::kwh).sum();
    double sum = 0;
    for (Weighed each : weighed) {
      sum += each.kwh;
      if (sum >= until) {
        return each.ratio;
      }
    }
    return weighed.getLast().ratio;
  }
}
