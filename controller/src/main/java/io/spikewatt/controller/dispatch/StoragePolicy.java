package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.time.Moment;
import java.util.Locale;

/**
 * What is worth doing with the batteries now: the price of the running slot against the value of
 * stored energy. Each answer is latched, so that noise around a border does not flutter.
 */
final class StoragePolicy {

  private final PlanModel.BatteryModel batteryModel;
  private final Hysteresis store = new Hysteresis();
  private final Hysteresis cover = new Hysteresis();
  private final Hysteresis buy = new Hysteresis();
  private final Hysteresis sell = new Hysteresis();

  private double importPerKwh;
  private double exportPerKwh;
  private double storedPerKwh;
  private double band;
  private boolean byRule = true;

  StoragePolicy(PlanModel.BatteryModel batteryModel) {
    this.batteryModel = batteryModel;
    byRule();
  }

  /** Plain self-consumption: store surplus, cover load, never trade. */
  void byRule() {
    byRule = true;
    store.set(true);
    cover.set(true);
    buy.set(false);
    sell.set(false);
  }

  /**
   * By the plan's values.
   *
   * @param batteryPct state of charge of the batteries together
   * @param evPct state of charge of the planned EV
   */
  void byPlan(Plan plan, double batteryPct, double evPct, Moment now) {
    int slot = plan.slotAt(now.instant());
    importPerKwh = plan.schedule().importPerKwh()[slot];
    exportPerKwh = plan.schedule().exportPerKwh()[slot];
    double value = plan.values().batteryPerKwh(now.instant(), batteryPct, evPct);
    if (!Double.isFinite(value) || !Double.isFinite(importPerKwh + exportPerKwh)) {
      byRule();
      return;
    }
    byRule = false;
    storedPerKwh = value;
    band = 0.01 * Math.abs(importPerKwh) + 0.0005;
    double drawn = drawn();
    store.update(storeWorth() - exportPerKwh, band);
    buy.update(storeWorth() - importPerKwh, band);
    cover.update(importPerKwh - drawn, band);
    sell.update(exportPerKwh - drawn, band);
  }

  /** What one kWh put into the batteries is worth at the bus, currency. */
  double storeWorth() {
    return storedPerKwh * batteryModel.efficiency() - batteryModel.wearPerKwh() / 2;
  }

  /** What one kWh out of the batteries costs at the bus, currency. */
  double drawn() {
    return storedPerKwh / batteryModel.efficiency() + batteryModel.wearPerKwh() / 2;
  }

  boolean ruled() {
    return byRule;
  }

  /** PV surplus goes into the batteries rather than into the grid. */
  boolean store() {
    return store.on();
  }

  /** Load is covered from the batteries rather than from the grid. */
  boolean cover() {
    return cover.on();
  }

  /** The batteries charge from the grid. */
  boolean buy() {
    return buy.on() && !cover.on();
  }

  /** The batteries discharge into the grid. */
  boolean sell() {
    return sell.on() && !store.on();
  }

  double importPerKwh() {
    return importPerKwh;
  }

  double exportPerKwh() {
    return exportPerKwh;
  }

  /** Width of the latches, currency a kWh. */
  double band() {
    return band;
  }

  @Override
  public String toString() {
    if (byRule) {
      return "self-consumption by rule";
    }
    String what =
        buy()
            ? "charges from the grid"
            : sell()
                ? "discharges into the grid"
                : (store() ? "stores surplus" : "sells surplus")
                    + (cover() ? ", covers load" : ", keeps its energy");
    return String.format(
        Locale.ROOT,
        "battery %s (stored kWh %.3f, import %.3f, export %.3f)",
        what,
        storedPerKwh,
        importPerKwh,
        exportPerKwh);
  }
}
