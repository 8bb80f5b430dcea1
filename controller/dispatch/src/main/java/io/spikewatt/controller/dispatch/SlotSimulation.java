package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Applies the dispatcher's storage policy to a slot of which only the means are known: minute by
 * minute, because the value of stored energy changes as the battery fills. Confined to one thread.
 */
public final class SlotSimulation {

  private static final int MINUTES = 15;

  private final PlanModel.StorageModel storageModel;
  private StoragePolicy policy;

  /** Mean power into the batteries over the last slot, kW, at the bus. */
  private double chargeKw;

  private double dischargeKw;

  public SlotSimulation(PlanModel.StorageModel storageModel) {
    this.storageModel = storageModel;
    this.policy = StoragePolicy.byRule(storageModel.efficiency(), storageModel.wearPerKwh());
  }

  /**
   * Simulates one slot of 15 minutes.
   *
   * @param plan the newest plan; an expired one counts as none
   * @param netKw mean net load without batteries, kW, deficit positive
   * @param storedKwh energy of all batteries at the slot's start
   */
  public void run(
      Optional<Plan> plan,
      Moment start,
      double netKw,
      double storedKwh,
      double importLimitKw,
      double exportLimitKw) {
    double lowest = storageModel.capacityKwh() * storageModel.minSocPct() / 100;
    double highest = storageModel.capacityKwh() * storageModel.maxSocPct() / 100;
    double hours = 0.25 / MINUTES;
    double stored = storedKwh;
    chargeKw = 0;
    dischargeKw = 0;
    for (int minute = 0; minute < MINUTES && storageModel.capacityKwh() > 0; minute++) {
      Moment now = start.plus(Duration.ofMinutes(minute));
      double pct = 100 * stored / storageModel.capacityKwh();
      StoragePolicy before = policy;
      policy =
          plan.filter(made -> made.valid(now))
              .map(
                  made ->
                      before.byPrices(
                          PlanReading.prices(made, Map.of(AssetSeries.BATTERY, pct), now)))
              .orElseGet(before::selfConsumption);
      double kw = wanted(netKw, importLimitKw, exportLimitKw);
      double in = Math.max(0, highest - stored) / (storageModel.efficiency() * hours);
      double out = Math.max(0, stored - lowest) * storageModel.efficiency() / hours;
      double charge = Math.min(Math.max(0, -kw), Math.min(storageModel.chargeKw(), in));
      double discharge = Math.min(Math.max(0, kw), Math.min(storageModel.dischargeKw(), out));
      stored +=
          hours * (charge * storageModel.efficiency() - discharge / storageModel.efficiency());
      chargeKw += charge / MINUTES;
      dischargeKw += discharge / MINUTES;
    }
  }

  /** Discharge positive; limits of the connection override the storage policy. */
  private double wanted(double netKw, double importLimitKw, double exportLimitKw) {
    double wanted = 0;
    if (policy.buys()) {
      wanted = -storageModel.chargeKw();
    } else if (policy.sells()) {
      wanted = storageModel.dischargeKw();
    } else if (netKw > 0 ? policy.cover() : policy.store()) {
      wanted = netKw;
    }
    return Math.max(netKw - importLimitKw, Math.min(wanted, netKw + exportLimitKw));
  }

  public double chargeKw() {
    return chargeKw;
  }

  public double dischargeKw() {
    return dischargeKw;
  }
}
