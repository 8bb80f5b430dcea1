package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Losses of the members' past forecasts, kept from one forecast to the next, because all but those
 * of the last day are the same again. Dropped where a history does not continue the one before. Not
 * thread-safe.
 */
final class PastLosses {
  private final Map<Integer, double[]> byOrigin = new HashMap<>();
  private Instant start = Instant.EPOCH;
  private Optional<GeoPosition> position = Optional.empty();
  private double[] known = {};

  /**
   * Keeps what is still valid.
   *
   * @param history all that the next losses are computed from
   * @param sky the place whose clear sky they use
   * @param first earliest origin that is needed from now on
   */
  void follow(TimeSeries history, Optional<GeoPosition> sky, int first) {
    double[] values = history.values();
    boolean continues =
        history.start().equals(start)
            && sky.equals(position)
            && values.length >= known.length
            && Arrays.equals(values, 0, known.length, known, 0, known.length);
    if (continues) {
      byOrigin.keySet().removeIf(origin -> origin < first);
    } else {
      byOrigin.clear();
    }
    start = history.start();
    position = sky;
    known = values.clone();
  }

  /** Losses of the forecasts from an origin, by member; computed if they are not kept. */
  double[] of(int origin, IntFunction<double[]> losses) {
    return byOrigin.computeIfAbsent(origin, losses::apply);
  }
}
