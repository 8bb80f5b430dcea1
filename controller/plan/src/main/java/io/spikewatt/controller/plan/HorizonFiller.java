package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.OutageRisk;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Fills the slots of a plan with forecasts, prices, limits and outages. Reused plan after plan. */
final class HorizonFiller {

  private static final double LARGE_KW = 1e6;

  final PlanHorizon planHorizon;
  final GridMarkovChain grid = new GridMarkovChain();

  /** Distinguished age of the running outage; 0 = the grid is up. */
  int outageAge;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final NetLoadClasses classes;
  private final HorizonPrices horizonPrices;
  private final OutageCost outageCost;

  HorizonFiller(PlanModel model, PlannerSettings settings) {
    this.model = model;
    this.settings = settings;
    int errorClasses = settings.resolution().errorClasses();
    this.classes = new NetLoadClasses(errorClasses, settings.slots().slot());
    this.planHorizon = new PlanHorizon(settings.slots(), errorClasses);
    this.horizonPrices = new HorizonPrices(model);
    this.outageCost = new OutageCost(model, settings.slots(), errorClasses);
    planHorizon.horizonData.follow(classes.transitions(settings.slots()));
  }

  /**
   * Fills in what does not depend on the loads that are planned.
   *
   * @return whether the forecasts cover the running slot
   */
  boolean fill(PlanRequest request) {
    Instant now = request.now().instant();
    planHorizon.start = settings.slots().floor(now);
    planHorizon.importKw = Math.min(LARGE_KW, request.importLimitW() / 1000);
    planHorizon.exportKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    int k = 0;
    while (k < settings.slots().most() && classes.fill(request.ahead(), planHorizon, k)) {
      horizonPrices.fill(planHorizon, request.prices(), k);
      planHorizon.horizonData.importKw[k] = planHorizon.importKw;
      planHorizon.horizonData.exportKw[k] = planHorizon.exportKw;
      planHorizon.horizonData.hours[k] = settings.slots().hours(k);
      planHorizon.horizonData.peakKw[k] = Double.POSITIVE_INFINITY;
      planHorizon.chargingKw[k] = 0;
      planHorizon.jobKw[k] = 0;
      planHorizon.heatKw[k] = 0;
      planHorizon.leavingKw[k] = 0;
      planHorizon.waitingKw[k] = 0;
      k++;
    }
    planHorizon.slots = k;
    planHorizon.horizonData.slots = k;
    planHorizon.horizonData.ends = settings.ends() && k < settings.slots().most();
    if (k == 0) {
      return false;
    }
    horizonPrices.extremes(planHorizon, request.prices());
    // At least a second, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, planHorizon.start(1)).toMillis());
    planHorizon.horizonData.hours[0] = leftMillis / 3_600_000.0;
    return true;
  }

  /** Sets when the grid is up, or how it fails. */
  void expect(OutageRates outageRates) {
    grid.announced();
    outageAge = 0;
    planHorizon.horizonData.risk = OutageRisk.NONE;
    Arrays.fill(planHorizon.horizonData.up, true);
    switch (outageRates) {
      case OutageRates.Announced announced -> {
        for (int k = 0; k < planHorizon.slots; k++) {
          planHorizon.horizonData.up[k] = !announced.down(k);
        }
      }
      case OutageRates.Expected expected ->
          planHorizon.horizonData.risk = outageCost.of(planHorizon, expected);
      case OutageRates.ByAge by -> {
        int ages = Math.min(settings.resolution().outageAges(), by.returns().length - 1);
        if (ages > 0 && by.failsPerSlot() > 0) {
          grid.unannounced(by.failsPerSlot(), ages, by.returns());
          outageAge = Math.min(by.age(), ages);
        }
        planHorizon.horizonData.up[0] = by.age() == 0;
      }
    }
  }

  /** Fills in the site's goals, and each slot with the loads that are planned so far. */
  void describe() {
    HorizonData horizonData = planHorizon.horizonData;
    PlanModel.StorageModel storageModel = model.storage();
    horizonData.flexPerKwh = model.flexible().valuePerKwh();
    horizonData.reservePerKwhHour = settings.penalties().reserveHour();
    horizonData.beyondPerKwh = settings.penalties().limit();
    horizonData.laterPerKwh = Math.max(0, planHorizon.cheapestPerKwh);
    // Worth neither charging at the cheapest price nor discharging at it. With a single price, a
    // little less than discharging saves, so that energy is not held for ever.
    horizonData.leftPerKwh =
        Math.min(
            horizonData.laterPerKwh, 0.97 * storageModel.efficiency() * planHorizon.dearestPerKwh);
    for (int k = 0; k < planHorizon.slots; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      horizonData.loadKw[k] = slot.loadKw;
      horizonData.reserveKwh[k] =
          storageModel.capacityKwh() * model.reserve().socPctAt(planHorizon.start(k + 1)) / 100;
      double spanKw = model.flexible().maxKw() - model.flexible().minKw();
      horizonData.flexKw[k] = Math.max(0, spanKw - planHorizon.jobKw[k]);
      for (int z = 0; z < classes.classes(); z++) {
        horizonData.netKw[k][z] =
            slot.netKw[z] + model.flexible().minKw() + planHorizon.plannedKw(k);
        horizonData.pvKw[k][z] = slot.pvClassKw[z];
      }
    }
  }

  /** Runs a pass over the horizon as it is now. */
  void run(BackwardPass pass, PlannedStorages storages) {
    pass.run(planHorizon.horizonData, storages.stores(), grid, outageAge, planHorizon.epoch());
  }
}
