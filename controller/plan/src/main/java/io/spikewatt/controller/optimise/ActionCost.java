package io.spikewatt.controller.optimise;

/**
 * Expected cost of a given power of the first storage in one of a plan's first slots: cost of the
 * slot until its end, and of the energy left then. All other storages keep their powers. Immutable.
 */
public final class ActionCost {

  private final SupplyOptions supplyOptions;
  private final SlotProblem problem;
  private final Storage[] stores;

  /**
   * Where an action begins. Readers must not change the arrays.
   *
   * @param slot number of the slot in the horizon
   * @param hours rest of the slot, {@code > 0}
   * @param netKw power required with the first storage at 0
   * @param pvKw part of the production that can be curtailed
   * @param kwh energy of each storage
   * @param kw power of each storage, discharge positive; that of the first does not count
   */
  public record Start(
      int slot, double hours, double netKw, double pvKw, double[] kwh, double[] kw) {}

  public ActionCost(SupplyOptions supplyOptions, SlotProblem problem, Storage[] stores) {
    this.supplyOptions = supplyOptions;
    this.problem = problem;
    this.stores = stores.clone();
  }

  /** Largest charging power that storage, its use of the grid and the import limit allow, kW. */
  public double chargeKw(Start start, StateGrid levels) {
    double roomKwh = levels.topKwh(0) - start.kwh[0];
    double importable = problem.connection().importKw()[start.slot] - start.netKw;
    double room = Math.max(0, -stores[0].powerFor(start.slot, roomKwh, start.hours));
    return Math.min(Math.min(stores[0].chargeKw(start.netKw), room), Math.max(0, importable));
  }

  /** Likewise of discharging, {@code >= 0}. */
  public double dischargeKw(Start start, StateGrid levels) {
    double usableKwh = start.kwh[0] - lowestKwh(levels);
    double exportable = problem.connection().exportKw()[start.slot] + start.netKw;
    double usable = Math.max(0, stores[0].powerFor(start.slot, -usableKwh, start.hours));
    return Math.min(Math.min(stores[0].dischargeKw(start.netKw), usable), Math.max(0, exportable));
  }

  /**
   * Cost from now to the horizon's end, currency.
   *
   * @param kw power of the first storage until the slot ends, discharge positive
   * @param values expected cost after the slot, on {@code levels}
   */
  public double of(double kw, Start start, StateGrid levels, double[] values) {
    SlotCost cost = new SlotCost(supplyOptions);
    cost.slot(problem, start.slot, true).absorbers(Math.max(0, start.netKw), start.pvKw);
    double perHour = cost.at(start.netKw - kw) / problem.hours(start.slot);
    double wear = stores[0].wearPerKwh() * Math.abs(kw);
    double[] kwh = start.kwh.clone();
    kwh[0] = Math.clamp(kwh[0], lowestKwh(levels), levels.topKwh(0));
    for (int s = 0; s < stores.length; s++) {
      kwh[s] += stores[s].storedBy(start.slot, s == 0 ? kw : start.kw[s], start.hours);
    }
    return (perHour + wear) * start.hours + levels.interpolate(values, kwh);
  }

  private double lowestKwh(StateGrid levels) {
    return Math.max(levels.kwh(0, 0), stores[0].minKwh());
  }
}
