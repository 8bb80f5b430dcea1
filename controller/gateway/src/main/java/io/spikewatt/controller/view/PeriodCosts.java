package io.spikewatt.controller.view;

import io.spikewatt.controller.history.DayCosts;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.DayTotals;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Costs of a period on each course, from days whose measured costs are known. The change of stored
 * energy is valued at the mean import price of its month, as in the cost of the last month, so that
 * days add up to months.
 *
 * @param days number of days with known costs
 * @param cost currency, the demand charge included where the period has whole months
 * @param peakCharge part of it that the months' peaks of import make
 */
public record PeriodCosts(
    int days, Map<CostCourse, Double> cost, Map<CostCourse, Double> peakCharge) {

  public PeriodCosts {
    cost = copy(cost);
    peakCharge = copy(peakCharge);
  }

  private static Map<CostCourse, Double> copy(Map<CostCourse, Double> of) {
    Map<CostCourse, Double> copy = new EnumMap<>(CostCourse.class);
    copy.putAll(of);
    return Collections.unmodifiableMap(copy);
  }

  /** Value of a stored kWh, by month. */
  static final class StoredWorth {

    private final ZoneId zone;
    private final Map<YearMonth, Double> perKwh = new HashMap<>();

    /**
     * @param days of whole months
     */
    StoredWorth(ZoneId zone, List<DayTotals> days) {
      this.zone = zone;
      Map<YearMonth, double[]> sums = new HashMap<>();
      for (DayTotals day : days) {
        YearMonth month = month(day);
        day.costs()
            .ifPresent(
                costs -> {
                  double[] sum = sums.computeIfAbsent(month, _ -> new double[2]);
                  sum[0] += costs.importPriceSum();
                  sum[1] += costs.slots();
                  perKwh.put(month, sum[0] / sum[1] * costs.storedFactor() - costs.wearPerKwh());
                });
      }
    }

    YearMonth month(DayTotals day) {
      LocalDate date = day.date(zone);
      return YearMonth.from(date);
    }

    double perKwh(DayTotals day) {
      return perKwh.getOrDefault(month(day), 0.0);
    }
  }

  /**
   * Adds up days.
   *
   * @param wholeMonths whether the period has whole months, which bear a demand charge
   */
  static PeriodCosts of(List<DayTotals> days, StoredWorth worth, boolean wholeMonths) {
    Map<CostCourse, Double> cost = new EnumMap<>(CostCourse.class);
    Map<YearMonth, Map<CostCourse, Double>> peakKw = new HashMap<>();
    Map<YearMonth, Double> demandPerKw = new HashMap<>();
    int count = 0;
    for (DayTotals day : days) {
      if (day.costs().isEmpty() || !day.costs().get().courses().containsKey(CostCourse.MEASURED)) {
        continue;
      }
      DayCosts costs = day.costs().get();
      YearMonth month = worth.month(day);
      count++;
      demandPerKw.merge(month, costs.demandPerKw(), Double::sum);
      costs
          .courses()
          .forEach(
              (course, it) -> {
                double bill = it.bill() - worth.perKwh(day) * it.storedMoreKwh();
                cost.merge(course, bill, Double::sum);
                peakKw
                    .computeIfAbsent(month, _ -> new EnumMap<>(CostCourse.class))
                    .merge(course, it.peakKw(), Math::max);
              });
    }
    Map<CostCourse, Double> peakCharge = new EnumMap<>(CostCourse.class);
    if (wholeMonths) {
      peakKw.forEach(
          (month, peaks) ->
              peaks.forEach(
                  (course, kw) ->
                      peakCharge.merge(
                          course, kw * demandPerKw.getOrDefault(month, 0.0), Double::sum)));
      peakCharge.forEach((course, charge) -> cost.merge(course, charge, Double::sum));
    }
    return new PeriodCosts(count, cost, peakCharge);
  }
}
