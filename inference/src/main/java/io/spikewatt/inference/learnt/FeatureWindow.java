package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rows that the origins of one week use; allocates only when its start moves, once a week. */
final class FeatureWindow {
  private final LinearBase base;
  private final FeatureSet features;
  private final int day;
  private final int ahead;
  private final int[] known;
  private @Nullable RowBuilder builder;
  private long start;
  private int read;

  /** {@code ahead} is the number of rows beyond an origin that are used. */
  FeatureWindow(LinearBase base, int day, int ahead) {
    this.base = base;
    this.day = day;
    this.ahead = ahead;
    features = base.features();
    known = new int[features.weather().size()];
  }

  /** Forgets everything. */
  void clear() {
    builder = null;
  }

  /** Drops the results of rows from a slot on. */
  void forget(long changed) {
    if (changed < start + read) {
      read = (int) Math.max(0, changed - start);
    }
  }

  /** A builder for an origin, over the rows of the history from {@code from} on. */
  RowBuilder upTo(HistoryWindow historyWindow, TimeSeries history, long from, long origin) {
    RowBuilder rows = builder;
    if (rows == null || start != from) {
      rows = make(history, from);
      builder = rows;
      start = from;
      read = 0;
    }
    int to = (int) (origin - start);
    if (read < to) {
      for (int c = 0; c < known.length; c++) {
        known[c] = historyWindow.predicted(c) ? to + ahead : to;
      }
      rows.read(
          historyWindow.values(),
          historyWindow.columns(),
          (int) (start - historyWindow.from()),
          known,
          read,
          to,
          to + ahead);
      read = to;
    }
    return rows;
  }

  private RowBuilder make(TimeSeries history, long from) {
    ForecastSettings settings = base.settings();
    int room = SlotIndex.WINDOW_DAYS * day;
    long back = from - SlotIndex.start(history);
    Instant at = history.start().plus(settings.slot().multipliedBy(back));
    SlotCalendar slotCalendar =
        new SlotCalendar(at, settings.slot(), settings.zone(), base.kind(), room + ahead);
    return RowBuilder.empty(base.rowSettings(), slotCalendar, room);
  }
}
