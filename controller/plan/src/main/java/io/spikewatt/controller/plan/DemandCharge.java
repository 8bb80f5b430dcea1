package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.CourseProgram;
import io.spikewatt.controller.optimise.SlotProblem;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Demand charge over one horizon, as an import level that the plan chooses. Below the level a kWh
 * costs the tariff's price; above it the surcharge is as if that quarter hour alone set the peak;
 * the level itself costs the charge for each kW above the month's peak so far. The sum bounds the
 * true cost, and with a known future its minimum is the optimum. A horizon that reaches into the
 * next month has two levels. Immutable.
 */
final class DemandCharge {

  /** A horizon is shorter than a month. */
  static final int MONTHS = 2;

  /** Accuracy of the level, as a share of its range. */
  private static final double PART = 0.01;

  /** Second probe point: guards against a false minimum at the lower bound. */
  private static final double FAR = 0.1;

  private static final double PASSED_KW = 0.1;
  private static final double RAISED = 0.3;

  private static final double LEAST_STEP_KW = 0.03;

  private final double perKw;
  private final Horizon horizon;
  private final double slotHours;

  /** The peak of each month that is paid anyway, kW. */
  private final double[] floorKw;

  /** First slot of the next month. */
  private final int nextMonth;

  /** Elapsed hours of the running quarter hour, and the mean import in them, kW; NaN = unknown. */
  private final double pastHours;

  private final double pastKw;

  /** A level that is given rather than chosen by the plan. */
  private final Optional<PlanRequest.Level> given;

  /**
   * @param perKw charge for each kW, currency; 0 = none
   * @param zone of the tariff's calendar
   */
  DemandCharge(double perKw, ZoneId zone, Horizon horizon, PlanRequest.Peak peak) {
    this.perKw = perKw;
    this.horizon = horizon;
    this.slotHours = horizon.slots().grid().hours();
    this.given = peak.given();
    this.pastHours = slotHours - horizon.hours(0);
    this.pastKw = peak.runningW().orElse(Double.NaN) / 1000;
    double running = Double.isNaN(pastKw) ? 0 : pastKw * pastHours / slotHours;
    this.floorKw = new double[] {Math.max(peak.soFarW() / 1000, running), 0};
    this.nextMonth = perKw > 0 ? nextMonth(horizon.slots(), zone) : horizon.count();
  }

  private static int nextMonth(HorizonSlots slots, ZoneId zone) {
    YearMonth month = month(slots.start(), zone);
    int next = 0;
    while (next < slots.count() && month(slots.start(next), zone).equals(month)) {
      next++;
    }
    return next;
  }

  private static YearMonth month(Instant start, ZoneId zone) {
    return YearMonth.from(start.atZone(zone));
  }

  boolean applies() {
    return perKw > 0;
  }

  /** Largest surcharge on a kWh: that of an import within one slot of the charge. */
  double perKwh() {
    return perKw / slotHours;
  }

  /** Whether the plan chooses the levels. */
  boolean chooses() {
    return applies() && given.isEmpty();
  }

  /** The peak of each month that is paid anyway, kW. */
  double[] floorKw() {
    return floorKw.clone();
  }

  /** The running month's peak so far. */
  double soFarKw() {
    return floorKw[0];
  }

  /** The same for a program of the whole course. */
  CourseProgram.Demand program() {
    if (!chooses()) {
      return CourseProgram.Demand.NONE;
    }
    boolean known = !Double.isNaN(pastKw);
    return new CourseProgram.Demand(
        perKw,
        floorKw(),
        nextMonth,
        known ? pastKw * pastHours / slotHours : 0,
        known ? horizon.hours(0) / slotHours : 1);
  }

  /** The given level; infinite where none is given. */
  PeakLevels unchosen() {
    double[] none = new double[MONTHS];
    Arrays.fill(none, Double.POSITIVE_INFINITY);
    return given
        .map(level -> new PeakLevels(none, new SlotProblem.Peak(kw(level), level.perKwh())))
        .orElseGet(() -> levels(none));
  }

  private double[] kw(PlanRequest.Level level) {
    return horizon
        .slots()
        .each(k -> k < level.watts().length ? level.watts()[k] / 1000 : Double.POSITIVE_INFINITY);
  }

  /** Levels of these months, kW. */
  PeakLevels levels(double[] monthKw) {
    double[] kw = horizon.slots().each(k -> monthKw[k < nextMonth ? 0 : 1]);
    if (monthKw[0] < Double.POSITIVE_INFINITY && !Double.isNaN(pastKw)) {
      double leftKwh = monthKw[0] * slotHours - pastKw * pastHours;
      kw[0] = Math.max(0, leftKwh / horizon.hours(0));
    }
    return new PeakLevels(monthKw.clone(), new SlotProblem.Peak(kw, perKwh()));
  }

  private PeakLevels with(PeakLevels levels, int month, double kw) {
    double[] monthKw = levels.monthKw().clone();
    monthKw[month] = kw;
    return levels(monthKw);
  }

  /**
   * The best levels, that of the running month chosen first.
   *
   * @param least levels where the expected load is certain
   * @param problem whose net load they bound
   * @param mostKw bound on the import of storages, charging sessions and flexible loads
   * @param planCost least cost of the horizon with some levels, without the cost of these
   */
  PeakLevels search(
      PeakLevels least, SlotProblem problem, double mostKw, ToDoubleFunction<PeakLevels> planCost) {
    PeakLevels levels = least;
    for (int m = 0; m < MONTHS; m++) {
      double most = 0;
      for (int k = first(m); k < end(m); k++) {
        for (int z = 0; z < problem.net().netKw()[k].length; z++) {
          most = Math.max(most, problem.netKw(k, z) + mostKw);
        }
      }
      double high = Math.min(most, horizon.importKw());
      if (high > least.monthKw()[m]) {
        levels = search(levels, m, high, planCost);
      }
    }
    return levels;
  }

  /** The same for one month, between its present level and a high one. */
  private PeakLevels search(
      PeakLevels levels, int m, double highKw, ToDoubleFunction<PeakLevels> planCost) {
    double low = levels.monthKw()[m];
    double step = Math.max(LEAST_STEP_KW, PART * (highKw - low));
    ConvexSearch probes = new ConvexSearch(perKw);
    DoubleUnaryOperator cost =
        kw -> perKw * (kw - floorKw[m]) + planCost.applyAsDouble(with(levels, m, kw));
    double far = low + FAR * (highKw - low);
    probes.add(low, cost.applyAsDouble(low));
    probes.add(far, cost.applyAsDouble(far));
    if (probes.best() == 0) {
      probes.add(low + step, cost.applyAsDouble(low + step));
    }
    if (probes.best() > 0) {
      probes.add(highKw, cost.applyAsDouble(highKw));
      for (double kw = probes.next(step); !Double.isNaN(kw); kw = probes.next(step)) {
        probes.add(kw, cost.applyAsDouble(kw));
      }
    }
    return with(levels, m, probes.bestAt());
  }

  /**
   * Raises levels that a course exceeds: a peak that is paid anyway can be used in other slots.
   *
   * @return empty if there is no such level
   */
  Optional<PeakLevels> raised(PeakLevels levels, double[] gridW) {
    double[] monthKw = levels.monthKw().clone();
    boolean raised = false;
    for (int m = 0; m < MONTHS && chooses(); m++) {
      double beyond = highest(m, gridW) - monthKw[m];
      if (beyond > PASSED_KW) {
        monthKw[m] += RAISED * beyond;
        raised = true;
      }
    }
    return raised ? Optional.of(levels(monthKw)) : Optional.empty();
  }

  private int first(int m) {
    return m == 0 ? 0 : nextMonth;
  }

  private int end(int m) {
    return m == 0 ? nextMonth : horizon.count();
  }

  /** The level by slot, W; infinite without a charge. */
  double[] levelW(PeakLevels levels) {
    if (!applies()) {
      return horizon.slots().all(Double.POSITIVE_INFINITY);
    }
    return horizon.slots().each(k -> 1000 * levels.monthKw()[k < nextMonth ? 0 : 1]);
  }

  /** Highest quarter-hour mean of the running month, by the expected import of each slot. */
  double peakKw(double[] gridW) {
    return highest(0, gridW);
  }

  /** Amount that the peaks of an expected course add to the bill. */
  double bill(double[] gridW) {
    double sum = 0;
    for (int m = 0; m < MONTHS && applies(); m++) {
      sum += perKw * (highest(m, gridW) - floorKw[m]);
    }
    return sum;
  }

  private double highest(int m, double[] gridW) {
    double highest = floorKw[m];
    for (int k = first(m); k < end(m); k++) {
      double kw = Math.max(0, gridW[k]) / 1000;
      if (k == 0) {
        double past = Double.isNaN(pastKw) ? kw : pastKw;
        kw = (past * pastHours + kw * horizon.hours(0)) / slotHours;
      }
      highest = Math.max(highest, kw);
    }
    return highest;
  }
}
