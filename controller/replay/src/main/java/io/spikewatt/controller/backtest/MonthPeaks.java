package io.spikewatt.controller.backtest;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Highest mean import of each calendar month, and its demand charge. An incomplete month is charged
 * by its share, because a bill of ten days must not carry the charge of thirty.
 */
final class MonthPeaks {

  /** By slot, counted from the first. */
  private final int[] month;

  /** By month. */
  private final double[] perKw;

  private final double[] peakKw;

  /**
   * @param starts of the slots, ascending
   * @param slots that count
   * @param zone whose months they are
   * @param perKwMonth charge for each kW and whole month, currency; 0 = none
   */
  MonthPeaks(Instant[] starts, int slots, double slotHours, ZoneId zone, double perKwMonth) {
    month = new int[slots];
    double[] charge = new double[slots];
    @Nullable YearMonth running = null;
    int last = -1;
    for (int t = 0; t < slots; t++) {
      YearMonth of = YearMonth.from(starts[t].atZone(zone));
      if (!of.equals(running)) {
        running = of;
        last++;
      }
      month[t] = last;
      charge[last] += perKwMonth * slotHours / hours(of, zone);
    }
    perKw = Arrays.copyOf(charge, last + 1);
    peakKw = new double[last + 1];
  }

  /** Length of a local month. */
  static double hours(YearMonth of, ZoneId zone) {
    Instant from = of.atDay(1).atStartOfDay(zone).toInstant();
    Instant to = of.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
    return Duration.between(from, to).toMinutes() / 60.0;
  }

  /** Takes over a slot's mean import. */
  void update(int t, double importKw) {
    peakKw[month[t]] = Math.max(peakKw[month[t]], importKw);
  }

  int slots() {
    return month.length;
  }

  int months() {
    return perKw.length;
  }

  int month(int t) {
    return month[t];
  }

  /** Charge for each kW of a month's peak, by the covered share of the month. */
  double perKw(int m) {
    return perKw[m];
  }

  /** Highest mean import of a month so far, kW. */
  double peakKw(int m) {
    return peakKw[m];
  }

  double charge(int m) {
    return perKw[m] * peakKw[m];
  }

  double charge() {
    double sum = 0;
    for (int m = 0; m < perKw.length; m++) {
      sum += charge(m);
    }
    return sum;
  }
}
