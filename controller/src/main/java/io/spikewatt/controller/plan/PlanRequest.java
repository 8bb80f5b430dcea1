package io.spikewatt.controller.plan;

import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a plan starts from.
 *
 * @param now when the plan is made
 * @param load forecast of the uncontrolled load, W, positive as consumed
 * @param pv forecast of what can be used or curtailed, PV and wind together, as sun and wind would
 *     give it, W, {@code >= 0}
 * @param batterySocPct state of charge of all batteries together, percent (mean weighted by
 *     capacity); empty = unknown or no battery: the plan is made without one
 * @param evs cars that are plugged in and told what they need
 * @param importLimitW largest import in force, W
 * @param exportLimitW largest export in force, W
 * @param peak import of the month so far, for the demand charge
 * @param prices of the coming slots, beside the tariff
 * @param jobs work of compute clusters that is to be done by a time
 */
public record PlanRequest(
    Moment now,
    Forecast load,
    Forecast pv,
    OptionalDouble batterySocPct,
    List<EvRequest> evs,
    double importLimitW,
    double exportLimitW,
    Peak peak,
    Prices prices,
    List<JobRequest> jobs) {

  public PlanRequest {
    evs = List.copyOf(evs);
    jobs = List.copyOf(jobs);
  }

  /** By the tariff alone, without jobs. */
  public PlanRequest(
      Moment now,
      Forecast load,
      Forecast pv,
      OptionalDouble batterySocPct,
      List<EvRequest> evs,
      double importLimitW,
      double exportLimitW,
      Peak peak) {
    this(
        now,
        load,
        pv,
        batterySocPct,
        evs,
        importLimitW,
        exportLimitW,
        peak,
        Prices.NONE,
        List.of());
  }

  /** By the tariff alone, in a month in which nothing was imported yet. */
  public PlanRequest(
      Moment now,
      Forecast load,
      Forecast pv,
      OptionalDouble batterySocPct,
      List<EvRequest> evs,
      double importLimitW,
      double exportLimitW) {
    this(now, load, pv, batterySocPct, evs, importLimitW, exportLimitW, Peak.NONE);
  }

  /**
   * What the demand charge counts.
   *
   * @param soFarW highest quarter-hour mean import of the month so far, W, {@code >= 0}
   * @param runningW mean import of the running quarter hour so far, W, {@code >= 0}; empty = not
   *     known
   */
  public record Peak(double soFarW, OptionalDouble runningW) {
    /** Nothing imported yet. */
    public static final Peak NONE = new Peak(0, OptionalDouble.empty());
  }

  /**
   * What is left of one compute cluster's job.
   *
   * @param id the cluster's device id
   * @param leftWh energy above its minimum, Wh
   * @param aboveMinW largest power above its minimum, W
   * @param by when it is due, UTC
   */
  public record JobRequest(String id, double leftWh, double aboveMinW, Instant by) {}

  /**
   * One car's need.
   *
   * @param id the charger's device id
   * @param socPct now, percent
   * @param targetPct at departure, percent
   * @param capacityWh the car's battery, Wh
   * @param departure when it leaves, UTC
   */
  public record EvRequest(
      String id, double socPct, double targetPct, double capacityWh, Instant departure) {}
}
