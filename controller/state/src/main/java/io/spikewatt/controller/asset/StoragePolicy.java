package io.spikewatt.controller.asset;

import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Storage policy: compares the prices of the running slot with the value of stored energy. Each
 * decision has a hysteresis, so the next policy follows from this one.
 *
 * @param efficiency of charging and of discharging the batteries, each, 0..1
 * @param wearPerKwh cost of one kWh through the batteries, currency
 * @param byRule whether no plan counts: plain self-consumption
 * @param store whether surplus goes into the batteries rather than into the grid
 * @param cover whether load is covered from the batteries rather than from the grid
 * @param importStores whether energy from the grid is worth storing
 * @param exportDraws whether export pays more than stored energy is worth
 * @param prices prices compared last
 */
public record StoragePolicy(
    double efficiency,
    double wearPerKwh,
    boolean byRule,
    boolean store,
    boolean cover,
    boolean importStores,
    boolean exportDraws,
    EnergyPrices prices) {

  /** Plain self-consumption: stores surplus, covers load, never trades. */
  public static StoragePolicy byRule(double efficiency, double wearPerKwh) {
    EnergyPrices none = new EnergyPrices(0, 0, 0);
    return new StoragePolicy(efficiency, wearPerKwh, true, true, true, false, false, none);
  }

  /** Self-consumption from now on. */
  public StoragePolicy selfConsumption() {
    return new StoragePolicy(efficiency, wearPerKwh, true, true, true, false, false, prices);
  }

  /** By these prices from now on; by rule if one of them is not finite. */
  public StoragePolicy byPrices(EnergyPrices newest) {
    if (!newest.areFinite()) {
      return selfConsumption();
    }
    StoragePolicy now =
        new StoragePolicy(
            efficiency, wearPerKwh, false, store, cover, importStores, exportDraws, newest);
    double stored = now.storedWorth();
    double drawn = now.drawnCost();
    double band = now.band();
    return new StoragePolicy(
        efficiency,
        wearPerKwh,
        false,
        Hysteresis.next(store, stored - newest.exportPerKwh(), band),
        Hysteresis.next(cover, newest.importPerKwh() - drawn, band),
        Hysteresis.next(importStores, stored - newest.importPerKwh(), band),
        Hysteresis.next(exportDraws, newest.exportPerKwh() - drawn, band),
        newest);
  }

  /** Value of one kWh charged into the batteries, at the bus, currency. */
  public double storedWorth() {
    return prices.storedPerKwh() * efficiency - wearPerKwh / 2;
  }

  /** Cost of one kWh discharged from the batteries, at the bus, currency. */
  public double drawnCost() {
    return prices.storedPerKwh() / efficiency + wearPerKwh / 2;
  }

  /** The prices as they are compared, at the bus. */
  public WeighedPrices weighed() {
    return new WeighedPrices(prices, storedWorth(), drawnCost(), Optional.empty());
  }

  /**
   * Price from which a later use pays for what is given up now: the import that charges a battery,
   * the export of a surplus that is stored, or the import that a kept kWh could cover. Currency a
   * kWh at the bus.
   */
  public double payingUsePerKwh() {
    if (buys()) {
      return afterLosses(prices.importPerKwh());
    }
    return cover ? afterLosses(prices.exportPerKwh()) : prices.importPerKwh() + band();
  }

  /** Cost of a kWh drawn that was charged at a price, with the losses and wear of both ways. */
  private double afterLosses(double chargedPerKwh) {
    return (chargedPerKwh + wearPerKwh / 2) / (efficiency * efficiency) + wearPerKwh / 2;
  }

  /** Width of the hysteresis, currency a kWh. */
  public double band() {
    return 0.01 * Math.abs(prices.importPerKwh()) + 0.0005;
  }

  /** Whether the batteries charge from the grid. */
  public boolean buys() {
    return importStores && !cover;
  }

  /** Whether the batteries discharge into the grid. */
  public boolean sells() {
    return exportDraws && !store;
  }

  /** Price paid for export, currency a kWh; a rule weighs none. */
  public OptionalDouble paidPerKwh() {
    return byRule ? OptionalDouble.empty() : OptionalDouble.of(prices.exportPerKwh());
  }

  /**
   * Best power of the batteries before their limits, W into the bus.
   *
   * @param netW load not yet covered, W; negative = surplus
   */
  public double wantedW(double netW) {
    if (buys()) {
      return Double.NEGATIVE_INFINITY;
    }
    if (sells()) {
      return Double.POSITIVE_INFINITY;
    }
    return netW < 0 ? store ? netW : 0 : cover ? netW : 0;
  }

  /**
   * Cost of a power of the batteries: the bill, and the value of the stored energy.
   *
   * @param batteryW power of the batteries, W into the bus
   * @param netW load not yet covered, W; negative = surplus
   * @return currency an hour
   */
  public double costPerHour(double batteryW, double netW) {
    double gridW = netW - batteryW;
    double bill = gridW * (gridW > 0 ? prices.importPerKwh() : prices.exportPerKwh());
    double stored = batteryW * (batteryW > 0 ? drawnCost() : storedWorth());
    return (bill + stored) / 1000;
  }

  public Reason choice() {
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
}
