package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.optimise.Storage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActionCostsTest {

  private static final int SLOTS = 96;

  private final Random random = new Random(5);
  private final double[] load = Days.load(random, SLOTS);
  private final double[] pv = Days.pv(random, SLOTS, 6000);

  private static PlanModel model(double demandPerKw, Storage.GridUse use) {
    Tariff usual = Days.tariff(0.15, 0.4, 0.1);
    return new PlanModel(
        Days.BERLIN,
        new Tariff(
            usual.imports(), usual.exportRange().most(), demandPerKw, Tariff.Co2.NONE, "EUR"),
        Site.Objective.COST,
        Days.storage(10, 5).with(use),
        0,
        Map.of("ev1", Days.CHARGER),
        Days.NO_COMPUTE,
        Duration.ofHours(1));
  }

  /** The site when the plan begins, its loads as planned. */
  private ActionCosts.Situation begin(Plan plan, double netW) {
    Map<String, Double> levels = new HashMap<>(Map.of(AssetSeries.BATTERY, 50.0));
    Map<String, Double> powersW = new HashMap<>();
    plan.schedule()
        .asset("ev1")
        .ifPresent(
            car -> {
              levels.put("ev1", car.level()[0]);
              powersW.put("ev1", car.powerW()[0]);
            });
    return new ActionCosts.Situation(Days.START, netW, pv[0], levels, powersW);
  }

  private static double planned(Plan plan) {
    return plan.schedule().asset(AssetSeries.BATTERY).orElseThrow().powerW()[0];
  }

  /** What is planned costs no more than any other power, with a car and a demand charge, too. */
  private void isCheapest(Plan plan) {
    ActionCosts costs = plan.actionCosts().orElseThrow();
    double carW = plan.schedule().powerW(AssetSeries.EV)[0];
    ActionCosts.Situation begin = begin(plan, load[0] - pv[0] - carW);
    double least = costs.of(planned(plan), begin);
    double charge = costs.chargeW(begin);
    double discharge = costs.dischargeW(begin);
    assertTrue(charge < 0 && discharge > 0, charge + " to " + discharge);
    for (int i = 0; i <= 40; i++) {
      double watts = charge + i / 40.0 * (discharge - charge);
      double cost = costs.of(watts, begin);
      assertTrue(cost > least - 1e-5, watts + " W: " + cost + " < " + least);
    }
    assertTrue(costs.of(discharge, begin) > least + 1e-3, "a full discharge at night is dearer");
  }

  @Test
  void noOtherPowerCostsLessThanThePlannedOne() {
    Planner planner = new Planner(model(0, Storage.GridUse.FREE), 1);
    isCheapest(Days.plan(planner, load, pv, List.of(), 9000, 5000));
  }

  @Test
  void norDoesItWithADemandCharge() {
    Planner planner = new Planner(model(5, Storage.GridUse.FREE), 1);
    isCheapest(Days.plan(planner, load, pv, List.of(), 9000, 5000));
  }

  @Test
  void norDoesItBesideACarWhoseEnergyIsCredited() {
    Planner planner = new Planner(model(0, Storage.GridUse.FREE), 1);
    RandomCars car = RandomCars.of(random, 1);
    isCheapest(Days.plan(planner, load, pv, car.wishes(), 15_000, 5000));
  }

  @Test
  void fullChargeAndDischargeKeepTheLimitsAndTheWindowOfCharge() {
    ActionCosts free = costs(model(0, Storage.GridUse.FREE), 3000, 1000);
    assertEquals(-5000, free.chargeW(at(50, -4000)), 1e-6);
    assertEquals(-1000, free.chargeW(at(50, 2000)), 1e-6);
    assertEquals(0, free.chargeW(at(50, 4000)), 1e-6);
    assertEquals(0, free.chargeW(at(95, -4000)), 1e-6);
    // Half a per cent of 10 kWh in a quarter hour, at 95 %.
    assertEquals(-50 / 0.25 / 0.95, free.chargeW(at(94.5, -4000)), 1e-6);
    assertEquals(3000, free.dischargeW(at(50, 2000)), 1e-6);
    assertEquals(0, free.dischargeW(at(50, -2000)), 1e-6);
    assertEquals(0, free.dischargeW(at(10, 2000)), 1e-6);
    assertEquals(50 * 0.95 / 0.25, free.dischargeW(at(10.5, 2000)), 1e-6);
  }

  @Test
  void aBatteryKeptFromTheGridChargesWithSurplusAndCoversLoadAlone() {
    ActionCosts kept = costs(model(0, new Storage.GridUse(0, 0)), 9000, 5000);
    assertEquals(-1500, kept.chargeW(at(50, -1500)), 1e-6);
    assertEquals(0, kept.dischargeW(at(50, -1500)), 1e-6);
    assertEquals(0, kept.chargeW(at(50, 700)), 1e-6);
    assertEquals(700, kept.dischargeW(at(50, 700)), 1e-6);
  }

  @Test
  void withinASlotTheRestOfItCounts() {
    ActionCosts costs = costs(model(0, Storage.GridUse.FREE), 9000, 5000);
    ActionCosts.Situation late =
        new ActionCosts.Situation(
            Days.START.plusSeconds(840), 0, 0, Map.of(AssetSeries.BATTERY, 50.0), Map.of());
    double sold = costs.of(1000, at(50, 0)) - costs.of(0, at(50, 0));
    double soldLate = costs.of(1000, late) - costs.of(0, late);
    assertTrue(sold > 0.01, "to sell at night what the morning needs has to cost: " + sold);
    assertEquals(sold / 15, soldLate, 0.05 * sold / 15);
  }

  @Test
  void withoutABatteryOrWithoutMoneyThereAreNone() {
    PlanModel usual = model(0, Storage.GridUse.FREE);
    PlanModel without =
        Days.model(usual.tariff(), PlanModel.StorageModel.NONE, Map.<String, ChargingPoint>of());
    assertEquals(Optional.empty(), plan(without, 9000, 5000).actionCosts());
    PlanModel ruled = usual.with(Site.Objective.SELF_CONSUMPTION, usual.reserve());
    assertEquals(Optional.empty(), plan(ruled, 9000, 5000).actionCosts());
  }

  private Plan plan(PlanModel model, double importW, double exportW) {
    return Days.plan(new Planner(model, 1), load, pv, List.of(), importW, exportW);
  }

  private ActionCosts costs(PlanModel model, double importW, double exportW) {
    return plan(model, importW, exportW).actionCosts().orElseThrow();
  }

  private static ActionCosts.Situation at(double socPct, double netW) {
    return new ActionCosts.Situation(
        Days.START, netW, 0, Map.of(AssetSeries.BATTERY, socPct), Map.of());
  }
}
