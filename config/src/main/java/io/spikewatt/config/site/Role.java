package io.spikewatt.config.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Role of a device on the site, with its ratings for control. */
public sealed interface Role {

  /** A role in which control sets nothing. */
  sealed interface ReadOnly extends Role {}

  /** A role in which a device has no power of its own: it has contacts, or gives a limit. */
  sealed interface Powerless extends Role {}

  /** The meter at the grid connection; there is exactly one. */
  record GridMeter() implements ReadOnly {}

  /** The utility's billing meter: read for the record, not for control. */
  record UtilityMeter() implements ReadOnly {}

  /** A feeder whose power is measured. */
  record Load() implements ReadOnly {}

  /** A source driven by sun or wind, which can be curtailed. */
  sealed interface Source extends Role {

    /** Smallest limit that may be set, as a share of the nameplate: some inverters stop at 0. */
    double MIN_SHARE = 0.01;

    /** Nameplate power, W. */
    double ratedW();

    /** Limit of production while it is not controlled, W; a site's export limit depends on it. */
    double safeLimitW();
  }

  /**
   * A PV inverter.
   *
   * @param tiltDeg of its modules from the horizontal, 0 to 90; empty = not known
   * @param azimuthDeg direction that they face, 0 = north, 90 = east, 180 = south; empty = not
   *     known
   */
  record Pv(double ratedW, double safeLimitW, OptionalDouble tiltDeg, OptionalDouble azimuthDeg)
      implements Source {

    /** With modules of which nothing is known. */
    public Pv(double ratedW, double safeLimitW) {
      this(ratedW, safeLimitW, OptionalDouble.empty(), OptionalDouble.empty());
    }
  }

  /** A wind turbine with its inverter. */
  record Wind(double ratedW, double safeLimitW) implements Source {}

  /**
   * @param capacityWh usable capacity, Wh
   * @param chargeW largest charging power, W, positive
   * @param dischargeW largest discharging power, W, positive
   * @param minSocPct lowest state of charge that control may use, percent
   * @param maxSocPct highest state of charge that control may use, percent
   * @param efficiency of charging and of discharging, each, 0..1
   * @param wearPerKwh cost of one kWh through the battery, currency a kWh
   * @param gridUse whether it may trade with the grid
   */
  record Battery(
      double capacityWh,
      double chargeW,
      double dischargeW,
      double minSocPct,
      double maxSocPct,
      double efficiency,
      double wearPerKwh,
      GridUse gridUse)
      implements Role {}

  /**
   * @param minW smallest charging power other than 0, W
   * @param maxW largest charging power, W
   * @param efficiency of charging and of discharging, each, 0..1
   * @param dischargeW largest power out of the car, W; 0 = it only charges
   * @param reserveSocPct state of charge below which a car is not discharged, percent
   * @param wearPerKwh cost of one kWh out of the car and in again, currency a kWh
   * @param capacityWh of the car, where the charger does not report it
   * @param worthPerKwh value of a kWh in the car beyond its target, currency; empty = nothing
   */
  record EvCharger(
      double minW,
      double maxW,
      double efficiency,
      double dischargeW,
      double reserveSocPct,
      double wearPerKwh,
      Optional<Double> capacityWh,
      Optional<Double> worthPerKwh)
      implements Role {

    /** Whether the car can serve the site. */
    public boolean discharges() {
      return dischargeW > 0;
    }
  }

  /**
   * A compute cluster whose power budget can be set.
   *
   * @param minW power that it needs always, W
   * @param maxW largest useful budget, W
   * @param valuePerKwh value of a kWh at full power, currency
   * @param rampWPerMin by how much its budget may rise or fall within a minute, W; infinite = at
   *     once
   * @param curve its work over its power, by ascending power; empty = each kWh above {@code minW}
   *     does the same work
   */
  record Compute(
      double minW, double maxW, double valuePerKwh, double rampWPerMin, List<WorkPoint> curve)
      implements Role {

    public Compute {
      curve = List.copyOf(curve);
    }

    /** A cluster without a curve. */
    public Compute(double minW, double maxW, double valuePerKwh, double rampWPerMin) {
      this(minW, maxW, valuePerKwh, rampWPerMin, List.of());
    }
  }

  /**
   * Work of a cluster at one power.
   *
   * @param watts total power, W
   * @param work a second, in any unit that all points of the curve share
   */
  record WorkPoint(double watts, double work) {}

  /**
   * The grid operator's contact. Closed, or unreadable, means that the limits apply.
   *
   * @param importLimitW limit for import while it is closed, W; empty = no change
   * @param exportLimitW limit for export while it is closed, W; empty = no change
   */
  record LimitContact(Optional<Double> importLimitW, Optional<Double> exportLimitW)
      implements ReadOnly, Powerless {}

  /**
   * A relay that sheds a load when it is closed.
   *
   * @param loadW approximate load that it sheds, W
   * @param tier rank of the load, 1 = most important: the highest tier is shed first and comes back
   *     last; relays of one tier are shed in the configuration's order
   * @param costPerKwh cost of a kWh that is not served, currency; empty = plans do not shed it
   */
  record ShedRelay(double loadW, int tier, Optional<Double> costPerKwh) implements Powerless {}

  /**
   * A generating set with a controller of its own, which starts, synchronises, loads and cools it
   * down. Control requests its run by a contact, and only in an island.
   *
   * @param ratedW nameplate power, W
   * @param startSocPct state of charge of the island's batteries below which it is requested to
   *     run, percent
   * @param stopSocPct state of charge from which it is no longer needed, percent
   * @param minRun it is not stopped sooner
   * @param minRest it is not started again sooner
   * @param minW smallest power at which it may run for long, W
   * @param fuelPerKwh price of the fuel for a kWh from it, currency; empty = it is not planned
   * @param startCost price of a start, fuel and wear, currency
   * @param co2KgPerKwh emission of CO2 for a kWh from it, kg, 0..3
   */
  record Genset(
      double ratedW,
      double startSocPct,
      double stopSocPct,
      Duration minRun,
      Duration minRest,
      double minW,
      Optional<Double> fuelPerKwh,
      double startCost,
      double co2KgPerKwh)
      implements Role {}

  /**
   * The request to the certified transfer switch between site and public grid. 1 requests a
   * separated site. With 0 the switch connects by itself once both sides are healthy and
   * synchronous. Its position contact reads 1 while the site is separated.
   */
  record TransferSwitch() implements Powerless {}

  /** A switch at the site that requests a mode while closed; it outranks remote commands. */
  record ModeSwitch(Asked asks) implements ReadOnly, Powerless {
    /** Mode that a person at the site can request. */
    public enum Asked {
      /** No power moves. */
      HOLD,
      /** By rules, without the plan. */
      SELF_CONSUMPTION,
      /** Separated from the grid. */
      ISLAND
    }
  }

  /**
   * The grid operator's feed-in limit in percent of the rated power of PV and wind, as a
   * ripple-control receiver or a control box gives it with several contacts.
   *
   * @param hold how long the last valid limit holds when the contacts are inconsistent
   * @param fallbackPct the limit after that, percent
   */
  record FeedInLimit(Duration hold, double fallbackPct) implements ReadOnly, Powerless {}

  /**
   * A heat pump with SG-Ready contacts.
   *
   * <p>States as in {@link io.spikewatt.hal.signal.Quantity#SG_READY_STATE}.
   */
  record SgReady() implements Powerless {
    /** Blocked by the utility, or by an order. */
    public static final double BLOCKED = 1;

    /** The pump decides. */
    public static final double NORMAL = 2;

    /** Recommended to run. */
    public static final double ENCOURAGED = 3;

    /** Ordered to run. */
    public static final double ORDERED = 4;
  }

  /**
   * A heat pump that is planned, with the store that it heats: a tank or the building itself.
   *
   * @param maxW largest electrical power, W
   * @param minW smallest electrical power while it runs, W; {@code maxW} = it is on or off
   * @param cop heat for each electrical energy
   * @param store the heated store
   * @param minRun it is not stopped sooner
   * @param minPause it is not started again sooner
   */
  record HeatPump(
      double maxW, double minW, Cop cop, HeatStore store, Duration minRun, Duration minPause)
      implements Role {}

  /** Coefficient of performance: {@code value} at {@code atC} (°C), and its rise by a degree. */
  record Cop(double value, double atC, double perK) {

    /** No compressor works below it. */
    private static final double LEAST = 1;

    /** The coefficient at an outdoor temperature, °C; {@link #value} if that is unknown. */
    public double at(OptionalDouble outdoorC) {
      return outdoorC.isEmpty()
          ? value
          : Math.max(LEAST, value + perK * (outdoorC.getAsDouble() - atC));
    }
  }

  /**
   * A store of heat with one temperature.
   *
   * @param whPerK heat that warms it by a degree, Wh/K
   * @param lossWPerK additional loss for each degree that it is warmer, W/K
   * @param lowestC lower end of the comfort band, °C
   * @param highestC upper end, °C
   */
  record HeatStore(double whPerK, double lossWPerK, double lowestC, double highestC) {}
}
