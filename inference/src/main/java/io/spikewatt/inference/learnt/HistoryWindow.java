package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Arrays;
import java.util.List;

/**
 * The newest rows of a history, kept from call to call and compared with the next history. The
 * first row that changed decides which results of earlier rows may still be used. Rows are compared
 * directly, not by checksum, so that no change can be missed. Not thread-safe.
 */
final class HistoryWindow {
  /** Nothing changed. */
  static final long NEVER = Long.MAX_VALUE;

  private final List<String> names;
  private final boolean[] predicted;
  private final int ahead;
  private final double[] values;
  private final double[][] columns;
  private final int[] filled;
  private int rows;
  private long from;
  private long phase;
  private long changed;
  private long aheadChanged;

  /** Room for rows, weather columns (predictions first), and rows of predictions beyond them. */
  HistoryWindow(int room, List<String> names, int ahead) {
    this.names = names;
    this.ahead = ahead;
    values = new double[room];
    columns = new double[names.size()][room + ahead];
    filled = new int[names.size()];
    predicted = new boolean[names.size()];
    for (int c = 0; c < predicted.length; c++) {
      predicted[c] = WeatherColumns.isAhead(names.get(c));
    }
  }

  /**
   * Takes over the rows of a history from a slot to an origin. Rows that are kept from an earlier
   * call and lie beyond the origin stay: they may come again.
   *
   * @param origin number of rows of the history that are known
   * @param start slot to begin with, within the history
   * @return whether any row that was kept still is; if not, nothing made before may be used
   */
  boolean take(TimeSeries history, int origin, long start) {
    int at = (int) (start - SlotIndex.start(history));
    boolean goesOn =
        phase == SlotIndex.phase(history) && start >= from && start < from + rows && rows > 0;
    if (goesOn) {
      shift((int) (start - from));
    } else {
      phase = SlotIndex.phase(history);
      rows = 0;
      Arrays.fill(filled, 0);
    }
    from = start;
    changed = NEVER;
    aheadChanged = NEVER;
    int count = origin - at;
    int held = Math.min(rows, count);
    int same = Arrays.mismatch(values, 0, held, history.values(), at, at + held);
    if (same >= 0) {
      changed = from + same;
      rows = count;
    } else {
      same = held;
      rows = Math.max(rows, count);
    }
    System.arraycopy(history.values(), at + same, values, same, count - same);
    for (int c = 0; c < columns.length; c++) {
      takeColumn(c, history.weather().values(names.get(c)), at, count);
    }
    return goesOn;
  }

  private void takeColumn(int c, double[] column, int at, int history) {
    double[] kept = columns[c];
    int count = predicted[c] ? history + ahead : history;
    int there = Math.clamp((long) column.length - at, 0, count);
    int held = Math.min(filled[c], count);
    int both = Math.min(held, there);
    int same = Arrays.mismatch(kept, 0, both, column, at, at + both);
    same = same < 0 ? both : same;
    while (same >= there && same < held && Double.isNaN(kept[same])) {
      same++;
    }
    if (same < held && predicted[c]) {
      aheadChanged = Math.min(aheadChanged, from + same);
    } else if (same < held) {
      changed = Math.min(changed, from + same);
    }
    filled[c] = same < held ? count : Math.max(filled[c], count);
    if (same < there) {
      System.arraycopy(column, at + same, kept, same, there - same);
    }
    if (Math.max(same, there) < count) {
      Arrays.fill(kept, Math.max(same, there), count, Double.NaN);
    }
  }

  private void shift(int by) {
    if (by == 0) {
      return;
    }
    rows -= by;
    System.arraycopy(values, by, values, 0, rows);
    for (int c = 0; c < columns.length; c++) {
      filled[c] -= by;
      System.arraycopy(columns[c], by, columns[c], 0, filled[c]);
    }
  }

  /** Slot of the first row. */
  long from() {
    return from;
  }

  /** First slot whose value, or whose observed weather, changed in the last call. */
  long changed() {
    return changed;
  }

  /** First slot whose predicted weather changed. */
  long aheadChanged() {
    return aheadChanged;
  }

  /** From slot {@link #from} on. */
  double[] values() {
    return values;
  }

  /** One a name, from slot {@link #from} on. */
  double[][] columns() {
    return columns;
  }

  boolean predicted(int column) {
    return predicted[column];
  }

  /** First slot with a value from {@code start} on, {@code end} if there is none before it. */
  long firstGood(long start, long end) {
    int k = (int) (start - from);
    while (k < end - from && !Double.isFinite(values[k])) {
      k++;
    }
    return from + k;
  }
}
