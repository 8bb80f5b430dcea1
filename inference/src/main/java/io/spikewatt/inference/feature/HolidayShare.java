package io.spikewatt.inference.feature;

import io.spikewatt.inference.feature.HolidayEffect.Days;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Share of the difference between its weekday and a Sunday that a holiday shows. It is fitted on
 * the holidays of a series' whole history, because the training months of a model contain few.
 */
public final class HolidayShare {
  /** Least number of holidays for a fit. */
  private static final int LEAST_HOLIDAYS = 3;

  /** Least distance of a significant share from 0, in standard errors. */
  private static final double CERTAIN = 2;

  private HolidayShare() {}

  /** Sums of a holiday: effect times weekday-to-Sunday difference, and that difference squared. */
  private record Holiday(double went, double way) {}

  /**
   * Least-squares share, one observation a holiday, shrunk to 0 by its standard error; 0 if it is
   * not certain. The usual weekday value enters both sides of the regression. Each side takes it
   * from other weeks, because shared noise alone would look like a share of one half.
   *
   * @param history without any holiday correction
   * @return 0 to 1, 0 if there is too little to learn from
   */
  public static double learn(ScaledSeries history) {
    HolidayEffect effect = new HolidayEffect(history, 1);
    List<Holiday> holidays = new ArrayList<>();
    int end;
    for (int k = history.first(); k < history.rows(); k = end) {
      end = endOfDay(history, k);
      if (effect.moves(k)) {
        observe(history, effect, k, end).ifPresent(holidays::add);
      }
    }
    return holidays.size() < LEAST_HOLIDAYS ? 0 : share(holidays);
  }

  /** Sums up a day; empty if less than half of it is known. */
  private static Optional<Holiday> observe(
      ScaledSeries history, HolidayEffect effect, int from, int to) {
    double went = 0;
    double way = 0;
    int known = 0;
    for (int k = from; k < to; k++) {
      double sunday = effect.mean(k, k, Days.SUNDAYS);
      double one = effect.mean(k, k, Days.ORDINARY_ONE);
      double other = effect.mean(k, k, Days.ORDINARY_OTHER);
      if (history.good(k) && !Double.isNaN(sunday) && !Double.isNaN(one)) {
        double value = history.value(k);
        double whole = sunday - effect.mean(k, k, Days.ORDINARY);
        went += ((value - one) * (sunday - other) + (value - other) * (sunday - one)) / 2;
        way += whole * whole;
        known++;
      }
    }
    return 2 * known >= history.calendar().slotsPerDay()
        ? Optional.of(new Holiday(went, way))
        : Optional.empty();
  }

  private static int endOfDay(ScaledSeries history, int k) {
    SlotCalendar slotCalendar = history.calendar();
    int end = k + 1;
    while (end < history.rows() && slotCalendar.slotOfDay(end) > slotCalendar.slotOfDay(end - 1)) {
      end++;
    }
    return end;
  }

  private static double share(List<Holiday> holidays) {
    double went = 0;
    double way = 0;
    for (Holiday holiday : holidays) {
      went += holiday.went;
      way += holiday.way;
    }
    double share = went / way;
    // No effect, or a negative one: a load that rises on holidays is not corrected.
    if (!(share > 0)) {
      return 0;
    }
    double squares = 0;
    for (Holiday holiday : holidays) {
      double left = holiday.went - share * holiday.way;
      squares += left * left * holidays.size() / (holidays.size() - 1.0);
    }
    double doubt = Math.sqrt(squares) / way / share;
    return CERTAIN * doubt < 1 ? Math.clamp(share * (1 - doubt * doubt), 0, 1) : 0;
  }
}
