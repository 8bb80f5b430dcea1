package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.time.Moment;
import java.util.Map;

/**
 * Storage policy: compares the prices of the running slot with the value of stored energy. Each
 * decision has a hysteresis, so the next policy follows from this one.
 *
 * @param storage the batteries together
 * @param byRule whether no plan counts: plain self-consumption
 * @param store whether surplus goes into the batteries rather than into the grid
 * @param cover whether load is covered from the batteries rather than from the grid
 * @param importStores whether energy from the grid is worth storing
 * @param exportDraws whether export pays more than stored energy is worth
 * @param prices prices compared last
 */
record StoragePolicy(
    PlanModel.BatteryModel storage,
    boolean byRule,
    boolean store,
    boolean cover,
    boolean importStores,
    boolean exportDraws,
    EnergyPrices prices) {

  /** Plain self-consumption: stores surplus, covers load, never trades. */
  static StoragePolicy byRule(PlanModel.BatteryModel batteryModel) {
    return new StoragePolicy(
        batteryModel, true, true, true, false, false, new EnergyPrices(0, 0, 0));
  }

  /** Self-consumption from now on. */
  StoragePolicy selfConsumption() {
    return new StoragePolicy(storage, true, true, true, false, false, prices);
  }

  /**
   * By a plan's values from now on.
   *
   * @param levels of the storages with a table, by id, as the plan's values take them
   */
  StoragePolicy byPlan(Plan plan, Map<String, Double> levels, Moment now) {
    int slot = plan.slotAt(now.instant());
    double imports = plan.schedule().importPerKwh()[slot];
    double exports = plan.schedule().exportPerKwh()[slot];
    double value = plan.values().perKwh(AssetSeries.BATTERY, now.instant(), levels);
    if (!Double.isFinite(value) || !Double.isFinite(imports + exports)) {
      return selfConsumption();
    }
    EnergyPrices newest = new EnergyPrices(value, imports, exports);
    double stored = storedWorth(newest);
    double drawn = drawnCost(newest);
    double band = band(newest);
    return new StoragePolicy(
        storage,
        false,
        Hysteresis.next(store, stored - exports, band),
        Hysteresis.next(cover, imports - drawn, band),
        Hysteresis.next(importStores, stored - imports, band),
        Hysteresis.next(exportDraws, exports - drawn, band),
        newest);
  }

  /** Value of one kWh charged into the batteries, at the bus, currency. */
  double storedWorth() {
    return storedWorth(prices);
  }

  /** Cost of one kWh discharged from the batteries, at the bus, currency. */
  double drawnCost() {
    return drawnCost(prices);
  }

  /** Width of the hysteresis, currency a kWh. */
  double band() {
    return band(prices);
  }

  /** Whether the batteries charge from the grid. */
  boolean buys() {
    return importStores && !cover;
  }

  /** Whether the batteries discharge into the grid. */
  boolean sells() {
    return exportDraws && !store;
  }

  /** Whether export costs money. */
  boolean exportCosts() {
    return !byRule && prices.exportPerKwh() < 0;
  }

  /**
   * Best power of the batteries before their limits, W into the bus.
   *
   * @param netW load not yet covered, W; negative = surplus
   */
  double wantedW(double netW) {
    if (buys()) {
      return Double.NEGATIVE_INFINITY;
    }
    if (sells()) {
      return Double.POSITIVE_INFINITY;
    }
    return netW < 0 ? store ? netW : 0 : cover ? netW : 0;
  }

  Reason choice() {
    if (byRule) {
      return Reason.SELF_CONSUMPTION;
    }
    if (buys()) {
      return Reason.CHARGE_FROM_GRID;
    }
    if (sells()) {
      return Reason.DISCHARGE_TO_GRID;
    }
    return store
        ? cover ? Reason.STORE_AND_COVER : Reason.STORE_AND_KEEP
        : cover ? Reason.SELL_SURPLUS_AND_COVER : Reason.SELL_SURPLUS_AND_KEEP;
  }

  private double storedWorth(EnergyPrices at) {
    return at.storedPerKwh() * storage.efficiency() - storage.wearPerKwh() / 2;
  }

  private double drawnCost(EnergyPrices at) {
    return at.storedPerKwh() / storage.efficiency() + storage.wearPerKwh() / 2;
  }

  private static double band(EnergyPrices at) {
    return 0.01 * Math.abs(at.importPerKwh()) + 0.0005;
  }
}
