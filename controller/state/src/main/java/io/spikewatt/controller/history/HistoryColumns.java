package io.spikewatt.controller.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content of the store for a span of time, as plain numbers.
 *
 * @param from start of the first slot
 * @param slots number of slots
 * @param columns by series, a value a slot in the series' own unit, NaN = unknown; a series without
 *     any known value may be missing
 * @param load from the first to the last slot of the load in the whole store; empty if it has none
 */
public record HistoryColumns(
    Instant from, int slots, Map<String, double[]> columns, Optional<HistoryStore.Span> load) {

  /**
   * Reads all series.
   *
   * @param from at a slot's start
   * @throws HistoryUnreadable if the store cannot be read
   */
  public static HistoryColumns of(HistoryStore store, Instant from, int slots, Duration slot) {
    return of(store, HistoryUnreadable.orThrow(store::series), from, slots, slot);
  }

  /** As {@link #of(HistoryStore, Instant, int, Duration)}, of some series. */
  static HistoryColumns of(
      HistoryStore store, List<String> names, Instant from, int slots, Duration slot) {
    return HistoryUnreadable.orThrow(
        () -> {
          Map<String, double[]> columns = new HashMap<>();
          for (String series : names) {
            columns.put(series, store.column(series, from, slots, slot));
          }
          return new HistoryColumns(from, slots, columns, store.span(SiteSeries.LOAD_W));
        });
  }

  /** A copy of a series' values; NaN throughout for one that is missing. */
  public double[] column(String series) {
    double[] known = columns.get(series);
    double[] column = known == null ? new double[slots] : known.clone();
    if (known == null) {
      Arrays.fill(column, Double.NaN);
    }
    return column;
  }
}
