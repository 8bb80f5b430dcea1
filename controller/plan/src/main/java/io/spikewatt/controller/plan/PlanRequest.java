package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Input of a plan.
 *
 * @param now when the plan is made
 * @param ahead forecasts of load and production
 * @param batterySocPct state of charge of all batteries together, percent (mean weighted by
 *     capacity); empty = unknown or no battery: the plan is made without one
 * @param charging storages at charging points with a known goal, such as cars
 * @param limits of the grid connection in force
 * @param peak import of the month so far, for the demand charge
 * @param prices of the coming slots, in addition to the tariff
 * @param flexible further loads whose power is planned
 */
public record PlanRequest(
    Moment now,
    Ahead ahead,
    OptionalDouble batterySocPct,
    List<ChargingRequest> charging,
    Limits limits,
    Peak peak,
    Prices prices,
    FlexibleLoads flexible) {

  public PlanRequest {
    charging = List.copyOf(charging);
  }

  /** The same with these heat pumps. */
  public PlanRequest withHeat(List<HeatRequest> heat) {
    return new PlanRequest(
        now,
        ahead,
        batterySocPct,
        charging,
        limits,
        peak,
        prices,
        new FlexibleLoads(flexible.jobs, heat, flexible.curves));
  }

  /** The same under limits by prices. */
  public PlanRequest limitedBy(PriceLimits priceLimits) {
    return new PlanRequest(
        now,
        ahead,
        batterySocPct,
        charging,
        new Limits(limits.importW, limits.exportW, priceLimits),
        peak,
        prices,
        flexible);
  }

  /** Work with a deadline. */
  public List<JobRequest> jobs() {
    return flexible.jobs;
  }

  /** Forecast of the uncontrolled load, W, positive as consumed. */
  public Forecast load() {
    return ahead.load;
  }

  /** Forecast of usable or curtailable production, W, {@code >= 0}. */
  public Forecast pv() {
    return ahead.pv;
  }

  /** Largest import in force, W. */
  public double importLimitW() {
    return limits.importW;
  }

  /** Largest export in force, W. */
  public double exportLimitW() {
    return limits.exportW;
  }

  /** Limit by the price of the slot that contains {@code time}. */
  PriceLimit priceLimit(Instant time) {
    return limits.prices.at(time);
  }

  /**
   * Loads whose power is planned, beside charging sessions.
   *
   * @param jobs work with a deadline
   * @param heat of heat pumps
   * @param curves value of work over power of the clusters that report or have one, by device id
   */
  public record FlexibleLoads(
      List<JobRequest> jobs, List<HeatRequest> heat, Map<String, WorkCurve> curves) {

    /** None. */
    public static final FlexibleLoads NONE = new FlexibleLoads(List.of(), List.of());

    public FlexibleLoads {
      jobs = List.copyOf(jobs);
      heat = List.copyOf(heat);
      curves = Map.copyOf(curves);
    }

    /** Where no cluster reports a curve. */
    public FlexibleLoads(List<JobRequest> jobs, List<HeatRequest> heat) {
      this(jobs, heat, Map.of());
    }
  }

  /**
   * Forecasts of load and production.
   *
   * @param load forecast of the uncontrolled load, W, positive as consumed
   * @param pv forecast of the potential production of PV and wind together, W, {@code >= 0}
   * @param errorsW equally likely errors of the net load (load − production), W, by slot of the
   *     forecasts and error class, ascending; empty = by the forecasts' quantiles. Readers must not
   *     change it
   */
  public record Ahead(Forecast load, Forecast pv, Optional<double[][]> errorsW) {
    /** With errors from the quantiles. */
    public Ahead(Forecast load, Forecast pv) {
      this(load, pv, Optional.empty());
    }
  }

  /**
   * Limits of the grid connection.
   *
   * @param importW largest import, W
   * @param exportW largest export, W
   * @param prices tighter limits of single slots
   */
  public record Limits(double importW, double exportW, PriceLimits prices) {

    /** Limits that no price tightens. */
    public Limits(double importW, double exportW) {
      this(importW, exportW, PriceLimits.NONE);
    }

    /** The same with another largest import or export, W. */
    Limits with(OptionalDouble otherImportW, OptionalDouble otherExportW) {
      return new Limits(otherImportW.orElse(importW), otherExportW.orElse(exportW), prices);
    }
  }

  /**
   * Import that the demand charge counts.
   *
   * @param soFarW highest quarter-hour mean import of the month so far, W, {@code >= 0}
   * @param runningW mean import of the running quarter hour so far, W, {@code >= 0}; empty =
   *     unknown
   * @param given the level of import to keep; empty = the plan chooses it
   */
  public record Peak(double soFarW, OptionalDouble runningW, Optional<Level> given) {
    /** No import yet. */
    public static final Peak NONE = new Peak(0, OptionalDouble.empty());

    /** With a level that the plan chooses. */
    public Peak(double soFarW, OptionalDouble runningW) {
      this(soFarW, runningW, Optional.empty());
    }
  }

  /**
   * A level of import.
   *
   * @param watts by slot, from the running one on, W; infinite = none. Readers must not change it
   * @param perKwh surcharge on a kWh above it, currency
   */
  public record Level(double[] watts, double perKwh) {}

  /**
   * Remaining part of a load's job.
   *
   * @param id the load's device id
   * @param leftWh energy above its minimum, Wh
   * @param aboveMinW largest power above its minimum, W
   * @param by deadline, UTC
   */
  public record JobRequest(String id, double leftWh, double aboveMinW, Instant by) {}
}
