package io.spikewatt.controller.backtest;

import io.spikewatt.controller.history.DayCosts;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.optimise.SupplyMix;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Costs of a recorded time day by day; they add up to those of {@link HistoryBacktest#compare}. */
final class DailyCosts {

  /** Slots before a day's start whose state of charge may replace the missing one at the start. */
  private static final int LOOK_BACK = 4;

  private final SiteHistory history;
  private final BacktestScenario scenario;
  private final SortedMap<LocalDate, Day> days = new TreeMap<>();

  /** A day's slots in the arrays of the history; the last one is not part of it. */
  private record Day(int first, int end) {}

  /** Sums of one day on one course. */
  private static final class Sums {
    private double bill;
    private double storedMoreKwh;
    private double peakKw;

    DayCosts.Course course() {
      return new DayCosts.Course(bill, storedMoreKwh, peakKw);
    }
  }

  private DailyCosts(SiteHistory history) {
    this.history = history;
    this.scenario = history.scenario();
    ZoneId zone = history.site().zone();
    for (int t = 0; t < history.slots(); t++) {
      int slot = t;
      days.merge(
          history.starts()[t].atZone(zone).toLocalDate(),
          new Day(slot, slot + 1),
          (day, _) -> new Day(day.first, slot + 1));
    }
  }

  /** Costs by local day; a day without a usable slot is missing. */
  static SortedMap<LocalDate, DayCosts> of(SiteHistory history) {
    return new DailyCosts(history).costs();
  }

  private SortedMap<LocalDate, DayCosts> costs() {
    Sums[] rules = replayed(history);
    boolean battery = scenario.battery().capacityKwh() > 0;
    Sums[] bare = battery ? replayed(history.withoutBattery()) : new Sums[0];
    SortedMap<LocalDate, DayCosts> costs = new TreeMap<>();
    int n = 0;
    for (Map.Entry<LocalDate, Day> entry : days.entrySet()) {
      Map<CostCourse, DayCosts.Course> courses = new EnumMap<>(CostCourse.class);
      DayCosts.Course measured = measured(entry.getValue());
      if (Double.isFinite(measured.bill() + measured.storedMoreKwh())) {
        courses.put(CostCourse.MEASURED, measured);
      }
      courses.put(CostCourse.BY_RULE, rules[n].course());
      if (battery) {
        courses.put(CostCourse.WITHOUT_BATTERY, bare[n].course());
      }
      costs.put(entry.getKey(), shared(entry.getKey(), entry.getValue(), courses));
      n++;
    }
    return costs;
  }

  private DayCosts shared(LocalDate date, Day day, Map<CostCourse, DayCosts.Course> courses) {
    double prices = 0;
    for (int t = day.first; t < day.end; t++) {
      prices += scenario.importPerKwh(t);
    }
    int slots = day.end - day.first;
    double share =
        slots
            * scenario.stepHours()
            / MonthPeaks.hours(YearMonth.from(date), history.site().zone());
    return new DayCosts(
        slots,
        prices,
        scenario.battery().etaDischarge(),
        scenario.battery().throughputCost(),
        history.site().tariff().demandPerKw() * share,
        courses);
  }

  private Sums[] replayed(SiteHistory of) {
    BacktestScenario course = of.scenario();
    int[] dayOf = new int[of.slots()];
    Sums[] sums = new Sums[days.size()];
    int n = 0;
    for (Day day : days.values()) {
      Arrays.fill(dayOf, day.first, day.end, n);
      sums[n++] = new Sums();
    }
    double[] stored = {course.battery().socInit() * course.battery().capacityKwh()};
    Backtest.course(
        course,
        of.slots(),
        new RulePolicy(course),
        (step, flows, storedKwh, evKwh) -> {
          SupplyMix s = flows.supply();
          Sums day = sums[dayOf[step]];
          double importKw = s.importKw() + s.unservedKw();
          day.bill +=
              TariffBill.slotCost(
                  course,
                  step,
                  importKw,
                  s.exportKw() + s.surplusKw(),
                  flows.powers().chargeKw() + flows.powers().dischargeKw());
          day.peakKw = Math.max(day.peakKw, importKw);
          day.storedMoreKwh += storedKwh - stored[0];
          stored[0] = storedKwh;
        });
    return sums;
  }

  /** NaN where a value of the meters is missing. */
  private DayCosts.Course measured(Day day) {
    boolean battery = scenario.battery().capacityKwh() > 0;
    double bill = 0;
    double peakKw = 0;
    for (int t = day.first; t < day.end; t++) {
      double grid = history.metered().gridKw()[t];
      double through = battery ? Math.abs(history.metered().batteryKw()[t]) : 0;
      bill += TariffBill.slotCost(scenario, t, Math.max(0, grid), Math.max(0, -grid), through);
      peakKw = Math.max(peakKw, grid);
    }
    return new DayCosts.Course(bill, storedAt(day.end) - storedAt(day.first), peakKw);
  }

  /** Stored at a slot's start, or shortly before, kWh; NaN = unknown. */
  private double storedAt(int slot) {
    double[] known = history.metered().storedKwh();
    int at = Math.min(slot, known.length - 1);
    int back = at;
    while (back > 0 && at - back < LOOK_BACK && Double.isNaN(known[back])) {
      back--;
    }
    return known[back];
  }
}
