package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds {@link OriginRows} from one history, for training and any number of origins. Holds the
 * series with its sums and the sky above it. A builder of a whole history never changes; one that
 * starts empty reads rows incrementally.
 */
public final class RowBuilder {
  private static final int MIN_DAYS = 7;

  private final FeatureSet set;
  private final ScaledSeries series;
  private final ClearSkyRows clearSkyRows;
  private final WeatherRows weather;

  /**
   * @param calendar covers the history and all rows ahead that features will be made for
   * @param values history in the series' unit, NaN = missing, at least one finite
   * @param weatherColumns weather of the history; columns that the set does not name are ignored
   */
  public RowBuilder(
      RowSettings settings, SlotCalendar calendar, double[] values, WeatherColumns weatherColumns) {
    this(
        settings,
        calendar,
        new ScaledSeries(
            values, calendar, settings.kind(), settings.scale(), settings.holidayShare()),
        WeatherRows.of(
            weatherColumns, settings.set().weather(), calendar.slotsPerDay(), calendar.rows()));
  }

  private RowBuilder(
      RowSettings settings, SlotCalendar calendar, ScaledSeries series, WeatherRows weather) {
    set = settings.set();
    this.series = series;
    this.weather = weather;
    clearSkyRows = ClearSkyRows.of(calendar, settings.kind(), settings.position());
  }

  /** A builder with room for rows but none yet, within the calendar; see {@link #read}. */
  public static RowBuilder empty(RowSettings settings, SlotCalendar calendar, int room) {
    return new RowBuilder(
        settings,
        calendar,
        new ScaledSeries(
            calendar, settings.kind(), settings.scale(), settings.holidayShare(), room),
        new WeatherRows(settings.set().weather(), calendar.slotsPerDay(), calendar.rows()));
  }

  /**
   * Reads rows and drops those from {@code to} on. The result is bit-identical for any split into
   * calls. Allocates nothing.
   *
   * @param values in the series' unit, NaN = missing
   * @param columns the set's weather, in its order, NaN = missing
   * @param offset index of row 0 in both
   * @param known rows of each column that may be used
   * @param from first row that is new or has changed
   * @param to row after the last
   * @param aheadTo row after the last of the weather, beyond {@code to}
   */
  public void read(
      double[] values, double[][] columns, int offset, int[] known, int from, int to, int aheadTo) {
    series.read(values, offset, from, to);
    weather.read(columns, offset, known, from, aheadTo);
  }

  public ScaledSeries series() {
    return series;
  }

  /** First origin that has a week behind it. */
  public int firstOrigin() {
    return series.first() + MIN_DAYS * series.calendar().slotsPerDay();
  }

  /** Learns the scaling of the features from some origins. */
  public Standardiser standardiser(int[] origins, int leads) {
    List<float[]> raw = new ArrayList<>();
    for (int origin : origins) {
      OriginRows rows = room(0, leads);
      rows.state().origin = origin;
      set.writer().fill(series, clearSkyRows, weather, rows);
      raw.add(rows.x());
    }
    return Standardiser.of(raw, set.size());
  }

  /**
   * All leads up to a horizon. The outcome of a day with a holiday effect is no target, because its
   * value as an ordinary day is only an estimate.
   *
   * @param origin at least {@link #firstOrigin}
   * @param targetsBefore rows from here on are not used as targets
   */
  public OriginRows rows(int origin, int leads, Standardiser standardiser, int targetsBefore) {
    return slice(origin, 0, leads, standardiser, targetsBefore);
  }

  /** As {@link #rows}, from lead {@code first} on only. */
  public OriginRows slice(
      int origin, int first, int leads, Standardiser standardiser, int targetsBefore) {
    OriginRows rows = room(first, leads);
    fill(rows, origin, standardiser, targetsBefore);
    return rows;
  }

  /** Room for {@link #fill}. */
  public OriginRows room(int first, int leads) {
    return new OriginRows(first, leads, set.size(), set.shared());
  }

  /** As {@link #slice} but in place, without allocation; quicker with all leads' standardiser. */
  public void fill(OriginRows rows, int origin, Standardiser standardiser, int targetsBefore) {
    rows.state().atStart();
    write(rows, origin, standardiser, targetsBefore);
  }

  /**
   * As {@link #fill} at a minute of the slot at the origin: the last measurement is newer, leads
   * are shorter by the elapsed part of the slot, and targets, with their lags, stay. No outcomes.
   *
   * @param rows from lead 1 on: the running slot is no target
   * @param running known minutes of the slot at the origin, some of which are over
   */
  public void move(OriginRows rows, int origin, RunningSlot running, Standardiser standardiser) {
    if (rows.first() < 1 || !running.isKnown()) {
      throw new IllegalArgumentException("no target, or no minute, of a running slot");
    }
    rows.state().within(running, series.calendar().slotsPerHour());
    write(rows, origin, standardiser, 0);
  }

  private void write(OriginRows rows, int origin, Standardiser standardiser, int targetsBefore) {
    rows.state().origin = origin;
    set.writer().fill(series, clearSkyRows, weather, rows);
    SlotCalendar calendar = series.calendar();
    int known = Math.min(series.rows(), targetsBefore);
    for (int lead = 0; lead < rows.leads(); lead++) {
      int k = origin + rows.first() + lead;
      rows.hour()[lead] = (byte) calendar.hour(k);
      rows.part()[lead] = (byte) calendar.slotOfHour(k);
      rows.weekend()[lead] = calendar.weekend(k);
      boolean shown = k < known && series.good(k) && !series.holidays().moves(k);
      rows.target()[lead] = shown ? (float) series.value(k) : Float.NaN;
      rows.holiday()[lead] = (float) series.holidays().at(k, origin);
    }
    if (series.kind().followsSun()) {
      darken(rows);
    }
    standardiser.apply(rows.x());
  }

  /** By geometry; without a position, when an hour around it was dark for a whole fortnight. */
  private void darken(OriginRows rows) {
    boolean[] dark = rows.dark();
    int from = rows.origin() + rows.first();
    if (clearSkyRows.isKnown()) {
      System.arraycopy(clearSkyRows.night(), from, dark, 0, dark.length);
      return;
    }
    int width = series.calendar().slotsPerHour();
    int last = series.calendar().rows() - 1;
    int lit = from - width - 1;
    int seen = lit;
    for (int lead = 0; lead < dark.length; lead++) {
      int k = from + lead;
      while (seen < Math.min(k + width, last)) {
        seen++;
        lit = series.peak(seen, rows.origin()) > 0.001 ? seen : lit;
      }
      dark[lead] = lit < k - width;
    }
  }
}
