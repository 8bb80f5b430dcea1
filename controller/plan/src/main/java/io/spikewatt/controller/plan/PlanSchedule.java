package io.spikewatt.controller.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Expected course of the plan. One element a slot. Powers are slot means in W with the house's sign
 * (import, production and discharge positive; loads negative); the uncontrolled load is positive as
 * consumed. Readers must not change the arrays.
 *
 * @param loadW uncontrolled load
 * @param pvW production before curtailment
 * @param curtailedW unused production, {@code >= 0}
 * @param gridW grid connection
 * @param importPerKwh price of import used by the plan, with the price of its CO2, currency a kWh;
 *     with the objective self-consumption 1, and export 0, whatever the tariff
 * @param exportPerKwh price of export used by the plan, currency a kWh
 * @param levels of import, for the month's peak
 * @param assets course of each asset, the batteries and the compute clusters as one each; of a
 *     charger with a car, its expected next car follows as another one
 */
public record PlanSchedule(
    double[] loadW,
    double[] pvW,
    double[] curtailedW,
    double[] gridW,
    double[] importPerKwh,
    double[] exportPerKwh,
    ImportLevels levels,
    List<AssetSeries> assets) {

  public PlanSchedule {
    assets = List.copyOf(assets);
  }

  /** The same with a lower level of storing. {@code levelW}: by slot, W. */
  PlanSchedule storingUpTo(double[] levelW) {
    return new PlanSchedule(
        loadW,
        pvW,
        curtailedW,
        gridW,
        importPerKwh,
        exportPerKwh,
        levels.storingUpTo(levelW),
        assets);
  }

  /**
   * Quarter-hour mean import above which the demand charge would rise by more than it saves, by
   * slot, W; infinite without a demand charge.
   */
  public double[] importLevelW() {
    return levels.mostW();
  }

  /** Quarter-hour mean import above which nothing is stored, by slot, W; likewise. */
  public double[] storingLevelW() {
    return levels.storingW();
  }

  /** The slots from {@code from} to the one before {@code to}. */
  PlanSchedule part(int from, int to) {
    return new PlanSchedule(
        Arrays.copyOfRange(loadW, from, to),
        Arrays.copyOfRange(pvW, from, to),
        Arrays.copyOfRange(curtailedW, from, to),
        Arrays.copyOfRange(gridW, from, to),
        Arrays.copyOfRange(importPerKwh, from, to),
        Arrays.copyOfRange(exportPerKwh, from, to),
        levels.part(from, to),
        assets.stream().map(asset -> asset.part(from, to)).toList());
  }

  /** Course of an asset; empty if it is not planned. */
  public Optional<AssetSeries> asset(String id) {
    return assets.stream().filter(asset -> asset.id().equals(id)).findFirst();
  }

  /** Power of all assets of a group together, by slot, W. */
  public double[] powerW(String group) {
    double[] sum = new double[gridW.length];
    for (AssetSeries asset : assets) {
      if (asset.group().equals(group)) {
        Arrays.setAll(sum, k -> sum[k] + asset.powerW()[k]);
      }
    }
    return sum;
  }

  /** The first asset of a group whose stored energy has values. */
  public Optional<AssetSeries> stored(String group) {
    return assets.stream()
        .filter(asset -> asset.group().equals(group) && asset.perKwh().length > 0)
        .findFirst();
  }
}
