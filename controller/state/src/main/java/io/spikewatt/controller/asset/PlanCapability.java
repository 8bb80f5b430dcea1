package io.spikewatt.controller.asset;

import io.spikewatt.config.site.GridUse;
import java.time.Duration;
import java.util.Optional;

/** Fixed capability of one device on which a plan can rely. */
public sealed interface PlanCapability {

  /**
   * A storage that stays at the site.
   *
   * @param capacityWh usable capacity, Wh
   * @param chargeW largest charging power, W
   * @param dischargeW largest discharging power, W
   * @param minSocPct lowest state of charge, percent
   * @param maxSocPct highest state of charge, percent
   * @param efficiency of charging and of discharging, each, 0..1
   * @param wearPerKwh cost of charging and discharging one kWh, currency
   * @param gridUse whether it may trade with the grid
   */
  record StationaryStorage(
      double capacityWh,
      double chargeW,
      double dischargeW,
      double minSocPct,
      double maxSocPct,
      double efficiency,
      double wearPerKwh,
      GridUse gridUse)
      implements PlanCapability {}

  /**
   * A connection of storages that come and leave.
   *
   * @param minW smallest charging power other than 0, W
   * @param maxW largest charging power, W
   * @param efficiency of charging and of discharging, each, 0..1
   * @param dischargeW largest discharging power, W; 0 = they are only charged
   * @param reserveSocPct state of charge below which a storage is not discharged, percent
   * @param wearPerKwh cost of discharging and charging one kWh, currency
   * @param worthPerKwh value of a stored kWh beyond the goal, currency; 0 = nothing
   */
  record ChargingPoint(
      double minW,
      double maxW,
      double efficiency,
      double dischargeW,
      double reserveSocPct,
      double wearPerKwh,
      double worthPerKwh)
      implements PlanCapability {

    /** Whether a storage can serve the site. */
    public boolean discharges() {
      return dischargeW > 0;
    }

    /** The same without discharging, for energy of another value. */
    public ChargingPoint fromSurplus(double otherWorthPerKwh) {
      return new ChargingPoint(
          minW, maxW, efficiency, 0, reserveSocPct, wearPerKwh, otherWorthPerKwh);
    }
  }

  /**
   * A load whose power can be chosen.
   *
   * @param minW power that it always draws, W
   * @param maxW largest power, W
   * @param curve value of its work over its power, as configured
   */
  record PricedLoad(double minW, double maxW, WorkCurve curve) implements PlanCapability {}

  /**
   * A generator that runs while the grid is away.
   *
   * @param minW smallest power, W
   * @param ratedW nameplate power, W
   * @param fuelPerKwh price of the fuel for a kWh, currency; empty = it is not planned
   * @param co2KgPerKwh emission of a kWh, kg
   * @param startCost of a start, currency
   * @param minRun least run
   * @param startSocPct state of charge below which it runs whatever is planned, percent
   */
  record Generator(
      double minW,
      double ratedW,
      Optional<Double> fuelPerKwh,
      double co2KgPerKwh,
      double startCost,
      Duration minRun,
      double startSocPct)
      implements PlanCapability {}

  /**
   * A load that can be shed as a whole.
   *
   * @param loadW its power, W
   * @param costPerKwh price of an unserved kWh, currency; empty = plans do not shed it
   */
  record Shedding(double loadW, Optional<Double> costPerKwh) implements PlanCapability {}
}
