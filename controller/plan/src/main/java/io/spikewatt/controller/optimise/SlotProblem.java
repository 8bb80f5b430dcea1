package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Problem of a backward pass: the coming slots, with all loads that are planned so far. Slot 0 is
 * the running one. Powers in kW, prices in currency a kWh. Readers must not change the arrays.
 *
 * @param connection the grid by slot
 * @param net load and production by slot and error class
 * @param plannedKw planned loads by slot, beside those in {@code net}
 * @param peak import above which a kWh costs more
 * @param flexible loads that run while energy is cheap enough
 * @param reserve energy to keep in the first storage
 * @param end value of energy at the horizon's end
 */
public record SlotProblem(
    Connection connection,
    NetLoad net,
    double[] plannedKw,
    Peak peak,
    Flexible flexible,
    Reserve reserve,
    End end) {

  private static final double NOTHING = 1e-9;

  /**
   * Grid connection by slot.
   *
   * @param hours length of each slot; of the running one the rest
   * @param importKw largest import while the grid is up, {@code exportKw} likewise
   * @param beyondPerKwh price of power beyond a limit; 0 = the supply's own prices
   * @param up whether the grid is up; where outages are announced
   * @param staysAway whether values of later slots are for the grid's present state, instead of a
   *     grid that is up
   */
  public record Connection(
      double[] hours,
      double[] importPerKwh,
      double[] exportPerKwh,
      double[] importKw,
      double[] exportKw,
      double beyondPerKwh,
      boolean[] up,
      boolean staysAway) {}

  /**
   * Load and production.
   *
   * @param loadKw load with tiers that can be shed, by slot
   * @param netKw load − production by slot and error class
   * @param pvKw production that can be curtailed likewise
   * @param after by slot: probability of each error class in the next slot after each in this one
   */
  public record NetLoad(double[] loadKw, double[][] netKw, double[][] pvKw, double[][][] after) {}

  /**
   * Import level of the demand charge.
   *
   * @param kw by slot, infinite = none
   * @param perKwh surcharge above it, {@code >= 0}
   */
  public record Peak(double[] kw, double perKwh) {

    /** None, for that many slots. */
    public static Peak none(int slots) {
      double[] kw = new double[slots];
      Arrays.fill(kw, Double.POSITIVE_INFINITY);
      return new Peak(kw, 0);
    }
  }

  /**
   * Flexible loads.
   *
   * @param kw power beyond their minimum by slot, less what jobs take, which is worth most
   * @param demand value of their power
   */
  public record Flexible(double[] kw, FlexibleDemand demand) {

    /** A demand of one value. */
    public Flexible(double[] kw, double perKwh) {
      this(kw, FlexibleDemand.of(Arrays.stream(kw).max().orElse(0), perKwh));
    }
  }

  /**
   * Energy to keep in the first storage.
   *
   * @param kwh at the end of each slot
   * @param heldKwh energy that is kept from now on, because it is there; what a slot keeps beyond
   *     it has to be charged
   * @param perKwhHour price of an hour with one kWh less
   * @param risk cost of low energy while the grid may fail
   */
  public record Reserve(double[] kwh, double heldKwh, double perKwhHour, OutageRisk risk) {

    /** None, for that many slots. */
    public static Reserve none(int slots) {
      return new Reserve(new double[slots], 0, 0, OutageRisk.NONE);
    }
  }

  /**
   * The horizon's end.
   *
   * @param ends whether the future ends there, so that energy is worth nothing
   * @param leftPerKwh value of a kWh left where no earlier plan is remembered
   * @param laterPerKwh cheapest price at which a car that stays longer can be charged then
   * @param learns whether later horizons may end with the values that are found
   */
  public record End(boolean ends, double leftPerKwh, double laterPerKwh, boolean learns) {

    /** The end of a plan that is carried out. */
    public End(boolean ends, double leftPerKwh, double laterPerKwh) {
      this(ends, leftPerKwh, laterPerKwh, true);
    }
  }

  /**
   * The slots of a grid that is away: batteries, generator and shedding alone.
   *
   * @param end where they end; with a value of a kWh left
   */
  public static SlotProblem away(Connection connection, NetLoad net, End end) {
    int n = connection.hours.length;
    double[] none = new double[n];
    return new SlotProblem(
        connection,
        net,
        none,
        Peak.none(n),
        new Flexible(none, FlexibleDemand.NONE),
        Reserve.none(n),
        end);
  }

  /** Number of slots. */
  public int slots() {
    return connection.hours.length;
  }

  /** Length of a slot, hours. */
  public double hours(int k) {
    return connection.hours[k];
  }

  /** Net load of an error class with all planned loads. */
  public double netKw(int k, int z) {
    return net.netKw[k][z] + plannedKw[k];
  }

  /** The same slots with other planned loads and another import level. */
  public SlotProblem with(double[] otherKw, double[] flexKw, Peak level) {
    Flexible other = new Flexible(flexKw, flexible.demand);
    return new SlotProblem(connection, net, otherKw, level, other, reserve, end);
  }

  /** Hours from now until slot {@code k} begins. */
  double startsInHours(int k) {
    double start = 0;
    for (int i = 0; i < k; i++) {
      start += connection.hours[i];
    }
    return start;
  }

  /** Number of slots of equal length, {@code perDay} a day, from the running one to the end. */
  long slotsUntilEnd(int perDay) {
    double longer = 0;
    for (int k = 1; k < slots(); k++) {
      longer += connection.hours[k] * perDay / 24;
    }
    return 1 + Math.round(longer);
  }

  /** Part of slot {@code k} in which a storage is there, 0..1. */
  double share(int k, Storage store) {
    if (!store.leaves() && store.visit().comesInHours() <= 0) {
      return 1;
    }
    double hours = connection.hours[k];
    double start = startsInHours(k);
    double from = Math.max(start, store.visit().comesInHours());
    double to = Math.min(start + hours, store.visit().leavesInHours());
    return Math.clamp((to - from) / hours, 0, 1);
  }

  /** Price of the goals that ending slot {@code k} with these energies misses. */
  public double missed(int k, Storage[] stores, double[] kwh) {
    double sum = 0;
    double hours = connection.hours[k];
    double finish = startsInHours(k + 1);
    for (int s = 0; s < stores.length; s++) {
      Storage store = stores[s];
      if (!store.usable() || share(k, store) == 0) {
        continue;
      }
      sum += hours * store.holdingPerHour(kwh[s], store.maxKwh());
      if (s == 0 && !store.thermal().exists()) {
        sum += hours * reserveMissed(k, kwh[s]);
      }
      if (store.visit().leavesInHours() <= finish + NOTHING) {
        sum += store.owed(kwh[s]);
      } else if (store.leaves() && k == slots() - 1) {
        sum += store.later(end.laterPerKwh, finish, kwh[s]);
      }
    }
    return sum;
  }

  /** Hourly price of an energy in the first storage: of the reserve, and of possible outages. */
  double reserveMissed(int k, double kwh) {
    return reserveMissed(k, kwh, reserve.kwh[k]);
  }

  /**
   * The same on a level of a grid. Energy that is held counts from the level below it: between
   * levels the price of a shortage would reach into energies without one, and be worth a purchase.
   */
  double reserveMissed(int k, StateGrid grid, int level) {
    double kept = reserve.kwh[k];
    boolean held = kept <= reserve.heldKwh + NOTHING;
    return reserveMissed(k, grid.kwh(0, level), held ? grid.levelBelow(0, kept) : kept);
  }

  private double reserveMissed(int k, double kwh, double keptKwh) {
    return Math.max(0, keptKwh - kwh) * reserve.perKwhHour + reserve.risk.perHour(k, kwh);
  }

  /** Whether there is any reserve, risk or storage whose energy costs by the hour. */
  boolean holds(Storage[] stores) {
    boolean waits = false;
    for (Storage store : stores) {
      waits |= store.holds();
    }
    return reserve.perKwhHour > 0 || waits || reserve.risk.exists();
  }

  /** Value of a kWh left in a storage at the end where no earlier plan is remembered. */
  double leftPerKwh(Storage store) {
    if (end.ends) {
      return 0;
    }
    return store.thermal().exists()
        ? end.laterPerKwh / store.thermal().heatPerKwh()[slots() - 1]
        : end.leftPerKwh;
  }
}
