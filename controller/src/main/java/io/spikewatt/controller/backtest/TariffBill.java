package io.spikewatt.controller.backtest;

/**
 * What a course would have cost by the tariff: every kWh over the meter, within the connection's
 * limits or beyond them, and wear; and what the change of stored energy is worth beside it.
 */
final class TariffBill implements Backtest.Sink {

  private final Scenario scenario;
  private final int slots;
  private double bill;
  private double importKwh;
  private double exportKwh;
  private double curtailedKwh;
  private double beyondKwh;
  private double priceSum;
  private double storedKwh;

  TariffBill(Scenario scenario, int slots) {
    this.scenario = scenario;
    this.slots = slots;
    this.storedKwh = scenario.battery().socInit() * scenario.battery().capacityKwh();
  }

  @Override
  public void take(int step, Flows f, double storedKwhNow, double[] evKwh) {
    double dt = scenario.stepHours();
    take(
        step,
        f.importKw + f.unservedKw,
        f.exportKw + f.overgenerationKw,
        f.chargeKw + f.dischargeKw);
    curtailedKwh += f.curtailedKw * dt;
    beyondKwh += (f.unservedKw + f.overgenerationKw) * dt;
    storedKwh = storedKwhNow;
  }

  /** A slot as it was metered. */
  void take(int step, double importKw, double exportKw, double throughKw) {
    double dt = scenario.stepHours();
    Scenario.Series s = scenario.series();
    bill += dt * (s.importPrice()[step] * importKw - s.exportPrice()[step] * exportKw);
    bill += dt * scenario.battery().throughputCost() * throughKw;
    importKwh += importKw * dt;
    exportKwh += exportKw * dt;
    priceSum += s.importPrice()[step];
  }

  /** What it came to. */
  HistoryResult.Course course() {
    Scenario.Battery b = scenario.battery();
    return course(storedKwh - b.socInit() * b.capacityKwh());
  }

  /**
   * What it came to.
   *
   * @param moreKwh in the batteries at the end than at the start
   */
  HistoryResult.Course course(double moreKwh) {
    Scenario.Battery b = scenario.battery();
    double perKwh = priceSum / slots * b.etaDischarge() - b.throughputCost();
    return new HistoryResult.Course(
        bill, bill - perKwh * moreKwh, importKwh, exportKwh, curtailedKwh, beyondKwh, moreKwh);
  }
}
