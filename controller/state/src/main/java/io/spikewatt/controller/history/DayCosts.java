package io.spikewatt.controller.history;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Parts of the costs of a day, which add up over days. Quarter hours with too many unknown values
 * are left out of all parts.
 *
 * @param slots number of quarter hours with known costs
 * @param importPriceSum import prices of these slots, currency a kWh each
 * @param storedFactor kWh that a stored kWh gives back
 * @param wearPerKwh wear of a kWh that is given back, currency
 * @param demandPerKw the day's share of the demand charge for a kW of the month's peak, currency
 * @param courses costs of the day by course; an unknown one is missing
 */
public record DayCosts(
    int slots,
    double importPriceSum,
    double storedFactor,
    double wearPerKwh,
    double demandPerKw,
    Map<CostCourse, Course> courses) {

  /** Alternative courses of the same day. */
  public enum CostCourse {
    /** Measured by the meter. */
    MEASURED("measured"),
    /** Plain self-consumption with the same batteries. */
    BY_RULE("byRule"),
    WITHOUT_BATTERY("withoutBattery");

    private final String key;

    CostCourse(String key) {
      this.key = key;
    }

    /** Name in the history's file and in documents. */
    public String key() {
      return key;
    }
  }

  /**
   * One course of a day.
   *
   * @param bill energy, CO2 and wear, currency; without the demand charge
   * @param storedMoreKwh in the batteries at the day's end than at its start
   * @param peakKw highest quarter-hour mean of import
   */
  public record Course(double bill, double storedMoreKwh, double peakKw) {}

  public DayCosts {
    Map<CostCourse, Course> copy = new EnumMap<>(CostCourse.class);
    copy.putAll(courses);
    courses = Collections.unmodifiableMap(copy);
  }
}
