package io.spikewatt.inference.feature;

import java.util.List;

/**
 * Features of predicted global and direct irradiance for arrays of any tilt and azimuth: beam
 * irradiance towards the east and the south, diffuse irradiance, and the predicted clearness around
 * the slot. Beam irradiance on a plane is linear in the plane's normal vector, so these span the
 * output of several arrays, whose planes the linear models learn from the record. Those of the
 * geometry are zero without a position.
 */
final class PlaneFeatures {
  private static final List<String> NAMES =
      List.of("beamEast", "beamSouth", "diffuse", "clearness1h", "clearness6h", "dni1h", "dni6h");

  private static final int WIDE_HOURS = 6;

  /** Clear sky, kW/m², below which the clearness is unknown: dusk. */
  private static final double DUSK = 0.02;

  private static final double MOST_CLEARNESS = 1.5;

  private PlaneFeatures() {}

  /** Names of the features that weather columns give; none without direct irradiance. */
  static List<String> names(List<String> columns) {
    List<String> ahead = columns.stream().filter(WeatherColumns::isAhead).toList();
    return ahead.stream().anyMatch(WeatherColumns::isIrradiance)
            && ahead.stream().anyMatch(WeatherColumns::isDirect)
        ? NAMES
        : List.of();
  }

  /** Writes the features of a target row; returns the place after the last. */
  static int fill(WeatherRows weather, ClearSkyRows sky, int hour, int k, float[] result, int at) {
    if (weather.irradiance < 0 || weather.direct < 0) {
      return at;
    }
    int next = at;
    double beam = weather.values[weather.direct][k] / WeatherRows.KILO;
    boolean geometry = sky.isKnown();
    double east = geometry ? sky.east()[k] : 0;
    double north = geometry ? sky.north()[k] : 0;
    double up = Math.sqrt(Math.max(0, 1 - east * east - north * north));
    double diffuse = Math.max(0, weather.values[weather.irradiance][k] - beam * up);
    result[next++] = (float) (beam * east);
    result[next++] = (float) (geometry ? -beam * north : 0);
    result[next++] = (float) (geometry ? diffuse : 0);
    result[next++] = (float) (geometry ? clearness(weather, sky, k, hour) : 0);
    result[next++] = (float) (geometry ? clearness(weather, sky, k, WIDE_HOURS * hour) : 0);
    result[next++] = (float) direct(weather, k, hour);
    result[next++] = (float) direct(weather, k, WIDE_HOURS * hour);
    return next;
  }

  /** Predicted over clear-sky irradiance of the slots up to {@code width} away. */
  private static double clearness(WeatherRows weather, ClearSkyRows sky, int k, int width) {
    int from = Math.max(0, k - width);
    int to = Math.min(sky.irradiance().length, k + width + 1);
    double clear = (sky.sum()[to] - sky.sum()[from]) / (to - from);
    return clear < DUSK
        ? 0
        : Math.clamp(weather.mean(weather.irradiance, from, to) / clear, 0, MOST_CLEARNESS);
  }

  private static double direct(WeatherRows weather, int k, int width) {
    return weather.mean(weather.direct, k - width, k + width + 1) / WeatherRows.KILO;
  }
}
