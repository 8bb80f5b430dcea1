package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recorded means of one quarter hour.
 *
 * @param means by series; an unknown one is missing
 */
public record PastQuarterHour(Instant start, Map<String, Double> means) {

  public PastQuarterHour {
    means = Map.copyOf(means);
  }

  /**
   * Those of which at least one series is known, oldest first.
   *
   * @param from at a quarter hour's start, as {@code to}, which is exclusive
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  static List<PastQuarterHour> read(
      HistoryBuffer history, Collection<String> series, Instant from, Instant to) {
    Map<Instant, Map<String, Double>> known = new TreeMap<>();
    for (String name : series) {
      TimeSeries read = history.means(name, from, to);
      for (int slot = 0; slot < read.values().length; slot++) {
        if (!Double.isNaN(read.values()[slot])) {
          Duration after = QuarterHour.LENGTH.multipliedBy(slot);
          known
              .computeIfAbsent(read.start().plus(after), _ -> new LinkedHashMap<>())
              .put(name, read.values()[slot]);
        }
      }
    }
    return known.entrySet().stream()
        .map(one -> new PastQuarterHour(one.getKey(), one.getValue()))
        .toList();
  }
}
