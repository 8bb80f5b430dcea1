package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.SortedMap;
import java.util.TreeMap;

/** Mean absolute errors by local calendar month of the outcome. Not thread-safe. */
final class MonthlyErrors {
  private final ZoneId zone;
  private final double[] actual;
  private final SortedMap<YearMonth, double[]> sums = new TreeMap<>();

  /** {@code actual} is the whole series, NaN = not measured. */
  MonthlyErrors(ZoneId zone, double[] actual) {
    this.zone = zone;
    this.actual = actual;
  }

  /** Adds a forecast that was issued at a row. */
  void add(int origin, Forecast forecast) {
    for (int k = 0; k < forecast.slots(); k++) {
      double outcome = actual[origin + k];
      if (Double.isFinite(outcome)) {
        YearMonth month = YearMonth.from(forecast.start(k).atZone(zone));
        double[] sum = sums.computeIfAbsent(month, _ -> new double[2]);
        sum[0] += Math.abs(outcome - forecast.p50()[k]);
        sum[1]++;
      }
    }
  }

  /** Mean absolute error of each month with an outcome, in the series' unit. */
  SortedMap<YearMonth, Double> means() {
    SortedMap<YearMonth, Double> means = new TreeMap<>();
    sums.forEach((month, sum) -> means.put(month, sum[0] / sum[1]));
    return means;
  }
}
