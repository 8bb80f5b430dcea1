package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.SupplyMix;
import java.util.OptionalDouble;

/**
 * Costs of a course by the tariff: every kWh over the meter, within the connection's limits or
 * beyond, the CO2 of the import, the months' peaks, and wear; and beside it the value of the change
 * of stored energy.
 */
final class TariffBill implements Backtest.Sink {

  private final BacktestScenario scenario;
  private final MonthPeaks peaks;

  /** Whether the grid's emission is known. */
  private final boolean emits;

  /** Value of a kWh left in the batteries. */
  private final double storedPerKwh;

  /** By month: all costs but the peaks, less the value stored meanwhile. */
  private final double[] monthCost;

  private double energyBill;
  private double importKwh;
  private double exportKwh;
  private double co2Kg;
  private double curtailedKwh;
  private double beyondKwh;
  private double storedKwh;

  TariffBill(SiteHistory history) {
    this.scenario = history.scenario();
    this.emits = history.prices().emits();
    BacktestScenario.Battery b = scenario.battery();
    this.storedKwh = b.socInit() * b.capacityKwh();
    this.peaks = history.peaks();
    this.monthCost = new double[peaks.months()];
    double prices = 0;
    for (int t = 0; t < history.slots(); t++) {
      prices += scenario.importPerKwh(t);
    }
    this.storedPerKwh = prices / history.slots() * b.etaDischarge() - b.throughputCost();
  }

  @Override
  public void take(int step, EnergyFlows flows, double storedKwhNow, double[] evKwh) {
    double dt = scenario.stepHours();
    SupplyMix s = flows.supply();
    take(
        step,
        s.importKw() + s.unservedKw(),
        s.exportKw() + s.surplusKw(),
        flows.powers().chargeKw() + flows.powers().dischargeKw());
    curtailedKwh += (s.curtailedKw() + scenario.series().prices().offKw()[step]) * dt;
    beyondKwh += (s.unservedKw() + s.surplusKw()) * dt;
    monthCost[peaks.month(step)] -= storedPerKwh * (storedKwhNow - storedKwh);
    storedKwh = storedKwhNow;
  }

  /** Takes over a slot as metered. */
  void take(int step, double importKw, double exportKw, double throughKw) {
    double dt = scenario.stepHours();
    BacktestScenario.Series s = scenario.series();
    double slot = slotCost(scenario, step, importKw, exportKw, throughKw);
    energyBill += slot;
    monthCost[peaks.month(step)] += slot;
    importKwh += importKw * dt;
    co2Kg += s.gridCo2()[step] * importKw * dt;
    exportKwh += exportKw * dt;
    peaks.update(step, importKw);
  }

  /** Energy, CO2 and wear of one slot. */
  static double slotCost(
      BacktestScenario scenario, int step, double importKw, double exportKw, double throughKw) {
    double dt = scenario.stepHours();
    return dt
            * (scenario.importPerKwh(step) * importKw
                - scenario.series().exportPrice()[step] * exportKw)
        + dt * scenario.battery().throughputCost() * throughKw;
  }

  MonthPeaks peaks() {
    return peaks;
  }

  /** Cost of a month with its peak, less the value stored meanwhile. */
  double cost(int month) {
    return monthCost[month] + peaks.charge(month);
  }

  HistoryResult.Trajectory course() {
    BacktestScenario.Battery b = scenario.battery();
    return course(
        storedKwh - b.socInit() * b.capacityKwh(),
        OptionalDouble.of(curtailedKwh),
        OptionalDouble.of(beyondKwh));
  }

  /**
   * The total as metered: what was curtailed, and what went beyond the limits, is not known.
   *
   * @param moreKwh in the batteries at the end than at the start
   */
  HistoryResult.Trajectory metered(double moreKwh) {
    return course(moreKwh, OptionalDouble.empty(), OptionalDouble.empty());
  }

  private HistoryResult.Trajectory course(
      double moreKwh, OptionalDouble curtailed, OptionalDouble beyond) {
    double bill = energyBill + peaks.charge();
    return new HistoryResult.Trajectory(
        bill,
        bill - storedPerKwh * moreKwh,
        peaks.charge(),
        new HistoryResult.EnergyTotals(importKwh, exportKwh, curtailed, beyond, moreKwh),
        emits ? OptionalDouble.of(co2Kg) : OptionalDouble.empty());
  }
}
