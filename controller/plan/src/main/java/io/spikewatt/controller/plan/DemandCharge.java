package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.CourseProgram;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Demand charge as an import level that the plan chooses. Below the level a kWh costs the tariff's
 * price; above it the surcharge is as if that quarter hour alone set the peak; the level itself
 * costs the charge for each kW above the month's peak so far. The sum bounds the true cost, and
 * with a known future its minimum is the optimum. A horizon that reaches into the next month has
 * two levels. Reused for plan after plan; allocates nothing.
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
  private final ZoneId zone;
  private final ConvexSearch probes;
  private final double[] floorKw = new double[MONTHS];
  private final double[] levelKw = new double[MONTHS];

  /** First slot of the next month. */
  private int nextMonth;

  /** Elapsed hours of the running quarter hour, and the mean import in them, kW. */
  private double pastHours;

  private double pastKw;

  /** Whether the level is given rather than chosen by the plan. */
  private boolean given;

  /**
   * @param perKw charge for each kW, currency; 0 = none
   * @param zone of the tariff's calendar
   */
  DemandCharge(double perKw, ZoneId zone) {
    this.perKw = perKw;
    this.zone = zone;
    this.probes = new ConvexSearch(perKw);
  }

  boolean applies() {
    return perKw > 0;
  }

  /**
   * Largest surcharge on a kWh: that of an import within one slot of the charge.
   *
   * @param slotHours its length, hours
   */
  double perKwh(double slotHours) {
    return perKw / slotHours;
  }

  /** Maps the months onto a horizon whose slots are known. */
  void begin(PlanHorizon planHorizon, PlanRequest.Peak peak) {
    YearMonth month = month(planHorizon.start);
    nextMonth = 0;
    while (nextMonth < planHorizon.slots && month(planHorizon.start(nextMonth)).equals(month)) {
      nextMonth++;
    }
    pastHours = planHorizon.grid.hours() - planHorizon.horizonData.hours[0];
    pastKw = peak.runningW().orElse(Double.NaN) / 1000;
    double running = Double.isNaN(pastKw) ? 0 : pastKw * pastHours / planHorizon.grid.hours();
    floorKw[0] = Math.max(peak.soFarW() / 1000, running);
    floorKw[1] = 0;
    planHorizon.horizonData.peakPerKwh = perKwh(planHorizon.grid.hours());
    for (int m = 0; m < MONTHS; m++) {
      level(planHorizon, m, Double.POSITIVE_INFINITY);
    }
    given = peak.given().isPresent();
    peak.given().ifPresent(level -> keep(planHorizon, level));
  }

  private static void keep(PlanHorizon planHorizon, PlanRequest.Level level) {
    planHorizon.horizonData.peakPerKwh = level.perKwh();
    for (int k = 0; k < planHorizon.slots; k++) {
      boolean covered = k < level.watts().length;
      planHorizon.horizonData.peakKw[k] =
          covered ? level.watts()[k] / 1000 : Double.POSITIVE_INFINITY;
    }
  }

  /** The same for a program of the whole course. */
  CourseProgram.Demand program(PlanHorizon planHorizon) {
    if (!chooses()) {
      return CourseProgram.Demand.NONE;
    }
    double hours = planHorizon.grid.hours();
    boolean known = !Double.isNaN(pastKw);
    return new CourseProgram.Demand(
        perKw,
        floorKw.clone(),
        nextMonth,
        known ? pastKw * pastHours / hours : 0,
        known ? planHorizon.horizonData.hours[0] / hours : 1);
  }

  /** Sets the level of each month, kW. */
  void keep(PlanHorizon planHorizon, double[] kw) {
    for (int m = 0; m < MONTHS; m++) {
      level(planHorizon, m, kw[m]);
    }
  }

  /** Whether the plan chooses the levels. */
  boolean chooses() {
    return applies() && !given;
  }

  /** The peak of each month that is paid anyway, kW. */
  double[] floorKw() {
    return floorKw.clone();
  }

  /** The level of each month, kW. */
  double[] levelKw() {
    return levelKw.clone();
  }

  /**
   * Chooses the levels, that of the running month first.
   *
   * @param leastKw of each month: the level where the expected load is certain
   * @param mostKw bound on the import of storages, charging sessions and flexible loads
   * @param planCost least cost of the horizon with the present levels, without the cost of these
   */
  void search(PlanHorizon planHorizon, double[] leastKw, double mostKw, DoubleSupplier planCost) {
    for (int m = 0; m < MONTHS; m++) {
      double most = 0;
      for (int k = first(m); k < end(planHorizon, m); k++) {
        for (double net : planHorizon.horizonData.netKw[k]) {
          most = Math.max(most, net + mostKw);
        }
      }
      double high = Math.min(most, planHorizon.importKw);
      if (high > leastKw[m]) {
        search(planHorizon, m, leastKw[m], high, planCost);
      } else {
        level(planHorizon, m, leastKw[m]);
      }
    }
  }

  private void search(
      PlanHorizon planHorizon, int m, double low, double highKw, DoubleSupplier planCost) {
    double step = Math.max(LEAST_STEP_KW, PART * (highKw - low));
    probes.clear();
    probe(planHorizon, m, low, planCost);
    probe(planHorizon, m, low + FAR * (highKw - low), planCost);
    if (probes.best() == 0) {
      probe(planHorizon, m, low + step, planCost);
    }
    if (probes.best() > 0) {
      probe(planHorizon, m, highKw, planCost);
      for (double kw = probes.next(step); !Double.isNaN(kw); kw = probes.next(step)) {
        probe(planHorizon, m, kw, planCost);
      }
    }
    level(planHorizon, m, probes.bestAt());
  }

  private void probe(PlanHorizon planHorizon, int m, double kw, DoubleSupplier planCost) {
    level(planHorizon, m, kw);
    probes.add(kw, perKw * (kw - floorKw[m]) + planCost.getAsDouble());
  }

  /**
   * Raises levels that a course exceeds: a peak that is paid anyway can be used in other slots.
   *
   * @return whether there is such a level
   */
  boolean raise(PlanHorizon planHorizon, double[] gridW) {
    boolean raised = false;
    if (given) {
      return false;
    }
    for (int m = 0; m < MONTHS && applies(); m++) {
      double beyond = highest(planHorizon, m, gridW) - levelKw[m];
      if (beyond > PASSED_KW) {
        level(planHorizon, m, levelKw[m] + RAISED * beyond);
        raised = true;
      }
    }
    return raised;
  }

  private void level(PlanHorizon planHorizon, int m, double kw) {
    levelKw[m] = kw;
    for (int k = first(m); k < end(planHorizon, m); k++) {
      planHorizon.horizonData.peakKw[k] = kw;
    }
    if (m == 0 && kw < Double.POSITIVE_INFINITY && !Double.isNaN(pastKw)) {
      double leftKwh = kw * planHorizon.grid.hours() - pastKw * pastHours;
      planHorizon.horizonData.peakKw[0] = Math.max(0, leftKwh / planHorizon.horizonData.hours[0]);
    }
  }

  private int first(int m) {
    return m == 0 ? 0 : nextMonth;
  }

  private int end(PlanHorizon planHorizon, int m) {
    return m == 0 ? nextMonth : planHorizon.slots;
  }

  private YearMonth month(Instant start) {
    return YearMonth.from(start.atZone(zone));
  }

  /** The level by slot, W; infinite without a charge. */
  double[] levelW(PlanHorizon planHorizon) {
    double[] watts = new double[planHorizon.slots];
    Arrays.fill(watts, Double.POSITIVE_INFINITY);
    for (int m = 0; m < MONTHS && applies(); m++) {
      Arrays.fill(watts, first(m), end(planHorizon, m), 1000 * levelKw[m]);
    }
    return watts;
  }

  /** Highest quarter-hour mean of the running month, by the expected import of each slot. */
  double peakKw(PlanHorizon planHorizon, double[] gridW) {
    return highest(planHorizon, 0, gridW);
  }

  /** The running month's peak so far. */
  double soFarKw() {
    return floorKw[0];
  }

  /** Amount that the peaks of an expected course add to the bill. */
  double bill(PlanHorizon planHorizon, double[] gridW) {
    double sum = 0;
    for (int m = 0; m < MONTHS && applies(); m++) {
      sum += perKw * (highest(planHorizon, m, gridW) - floorKw[m]);
    }
    return sum;
  }

  private double highest(PlanHorizon planHorizon, int m, double[] gridW) {
    double highest = floorKw[m];
    for (int k = first(m); k < end(planHorizon, m); k++) {
      double kw = Math.max(0, gridW[k]) / 1000;
      if (k == 0) {
        double past = Double.isNaN(pastKw) ? kw : pastKw;
        kw = (past * pastHours + kw * planHorizon.horizonData.hours[0]) / planHorizon.grid.hours();
      }
      highest = Math.max(highest, kw);
    }
    return highest;
  }
}
