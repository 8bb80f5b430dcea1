package io.spikewatt.inference.feature;

import java.util.List;
import java.util.function.Predicate;

/**
 * Features of the weather situation that predicted temperature, humidity, wind and the like show
 * over hours: the mean around the slot, its change across the slot, and the mean of the half day
 * before. Fronts, haze and fog make an irradiance prediction err, and last longer than a slot.
 */
final class SituationFeatures {
  /** As far beyond the horizon as rows are read. */
  private static final int HOURS = 6;

  private static final int BEFORE_HOURS = 12;

  private SituationFeatures() {}

  /** Names of the features that weather columns give; none without predicted irradiance. */
  static List<String> names(List<String> columns) {
    List<String> ahead = columns.stream().filter(WeatherColumns::isAhead).toList();
    return ahead.stream().noneMatch(WeatherColumns::isIrradiance)
        ? List.of()
        : ahead.stream()
            .filter(Predicate.not(SituationFeatures::isLight))
            .flatMap(name -> List.of(name + "Around", name + "Shift", name + "Before").stream())
            .toList();
  }

  /** Its neighbourhood is among the features of the sun and the planes. */
  private static boolean isLight(String column) {
    return WeatherColumns.isIrradiance(column) || WeatherColumns.isDirect(column);
  }

  /** Writes the features of a target row; returns the place after the last. */
  static int fill(WeatherRows weather, int hour, int k, float[] result, int at) {
    int next = at;
    int width = HOURS * hour;
    for (int c = 0; weather.irradiance >= 0 && c < weather.ahead; c++) {
      if (c != weather.irradiance && c != weather.direct) {
        double before = weather.mean(c, k - width, k);
        double after = weather.mean(c, k, k + width + 1);
        result[next++] = (float) weather.mean(c, k - width, k + width + 1);
        result[next++] = (float) (after - before);
        result[next++] = (float) weather.mean(c, k - BEFORE_HOURS * hour, k);
      }
    }
    return next;
  }
}
