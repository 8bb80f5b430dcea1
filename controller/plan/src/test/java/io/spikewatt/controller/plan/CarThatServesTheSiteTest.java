package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

/** A car that may be discharged, in plans. */
class CarThatServesTheSiteTest {

  private static final int SLOTS = 96;

  /** Local midnight; dear from 6 to 10 and cheap before and after. */
  private static final Tariff DEAR_MORNING =
      new Tariff(
          List.of(
              new Tariff.Band(LocalTime.of(6, 0), LocalTime.of(10, 0), 0.6),
              new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 0.2)),
          0.05,
          0,
          Tariff.Co2.NONE,
          "EUR");

  private static PlanModel model(
      Tariff tariff, double dischargeW, PlanModel.StorageModel storageModel) {
    ChargingPoint charger = new ChargingPoint(0, 7000, 0.9, dischargeW, 30, 0.02, 0);
    return Days.model(tariff, storageModel, Map.of("ev1", charger, "ev2", Days.CHARGER));
  }

  private static Plan plan(PlanModel model, double[] load, double[] pv, ChargingRequest... wishes) {
    return Days.plan(new Planner(model, 1), load, pv, List.of(wishes), 12_000, 8000);
  }

  /** A car and a constant load, and nothing else. */
  private static Plan alone(double dischargeW, double loadW, ChargingRequest wish) {
    return plan(
        model(DEAR_MORNING, dischargeW, PlanModel.StorageModel.NONE), flat(loadW), flat(0), wish);
  }

  private static ChargingRequest wish(String id, double soc, double target, int hours) {
    return new ChargingRequest(id, soc, target, 50_000, Days.START.plus(Duration.ofHours(hours)));
  }

  private static double[] flat(double watts) {
    double[] load = new double[SLOTS];
    Arrays.fill(load, watts);
    return load;
  }

  @Test
  void coversTheDearHoursAndIsReadyInTime() {
    Plan plan = alone(5000, 2000, wish("ev1", 60, 70, 20));
    double[] grid = plan.schedule().gridW();
    for (int k = 24; k < 40; k++) {
      assertEquals(2000, plan.schedule().powerW(AssetSeries.EV)[k], 30, "slot " + k);
      assertEquals(0, grid[k], 30, "slot " + k);
    }
    assertEquals(70, plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[80], 0.5);
    assertTrue(plan.unmet().isEmpty(), plan.unmet() + "");
  }

  @Test
  void keepsItsReserve() {
    Plan plan = alone(5000, 5000, wish("ev1", 40, 40, 20));
    double lowest =
        Arrays.stream(plan.schedule().stored(AssetSeries.EV).orElseThrow().level())
            .min()
            .orElseThrow();
    assertTrue(lowest > 29.9 && lowest < 33, "lowest " + lowest);
    assertEquals(40, plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[80], 0.5);
  }

  @Test
  void givesNothingThatItCouldNotGetBack() {
    Plan plan = alone(5000, 2000, wish("ev1", 60, 60, 10));
    assertEquals(60, plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[40], 0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 10})
  void whateverItHoldsAndIsToHoldNoPlanStandsStill(double batteryKwh) {
    PlanModel.StorageModel battery =
        batteryKwh > 0 ? Days.storage(batteryKwh, 5) : PlanModel.StorageModel.NONE;
    List<String> still = new ArrayList<>();
    for (int soc = 40; soc <= 100; soc += 5) {
      for (int target = 40; target <= 100; target += 5) {
        Plan plan =
            plan(
                model(DEAR_MORNING, 5000, battery),
                flat(2000),
                flat(0),
                wish("ev1", soc, target, 20));
        double covered = 8 - bought(plan, 24, 40);
        double spareKwh = 0.9 * Math.max(0, soc - target) / 2;
        if (covered < Math.min(7.9, spareKwh) || covered < 0.1) {
          still.add(soc + " % to " + target + " %: " + covered + " of 8 kWh");
        }
      }
    }
    assertEquals(List.of(), still);
  }

  @Test
  void aGoalJustAboveTheReserveLeavesTheRestForTheSite() {
    Plan plan = alone(5000, 2000, wish("ev1", 90, 31, 20));
    assertEquals(0, bought(plan, 24, 40), 0.1);
    double[] soc = plan.schedule().stored(AssetSeries.EV).orElseThrow().level();
    assertEquals(31, soc[80], 1);
    assertTrue(Arrays.stream(soc).min().orElseThrow() > 30 - 1e-6);
  }

  /** Import from slot {@code from} to {@code to}, kWh. */
  private static double bought(Plan plan, int from, int to) {
    return Arrays.stream(plan.schedule().gridW(), from, to).map(w -> Math.max(0, w)).sum() / 4000;
  }

  @Test
  void aChargerThatOnlyChargesIsNotAskedForMore() {
    Plan plan = alone(0, 2000, wish("ev1", 60, 70, 20));
    assertTrue(Arrays.stream(plan.schedule().powerW(AssetSeries.EV)).max().orElseThrow() < 1);
  }

  @Test
  void beforeANeedierCarItGetsTheDimension() {
    Plan plan =
        plan(
            model(DEAR_MORNING, 5000, Days.storage(10, 5)),
            flat(2000),
            flat(0),
            wish("ev1", 60, 60, 20),
            wish("ev2", 20, 60, 20));
    assertTrue(plan.values().has("ev1"));
    assertTrue(plan.unmet().isEmpty(), plan.unmet() + "");
    double charged = Arrays.stream(plan.schedule().powerW(AssetSeries.EV)).sum() / 4000;
    assertEquals(-20 / 0.9, charged, 3, "the other car is charged, too");
  }

  @Test
  void daysTogetherCostLittleMoreThanTheOptimum() {
    double gaps = 0;
    double bills = 0;
    for (int seed = 1; seed <= 15; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      double night = 0.1 + 0.1 * random.nextDouble();
      double day = night + 0.1 + 0.3 * random.nextDouble();
      PlanModel model = model(Days.tariff(night, day, 0.05), 5000, Days.storage(10, 5));
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 5000 * random.nextDouble());
      ChargingRequest wish = wish("ev1", 40 + 30 * random.nextDouble(), 60, 8 + random.nextInt(15));
      Plan plan = plan(model, load, pv, wish);
      double terminal = Math.min(night, 0.97 * 0.95 * day);
      double end =
          plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level()[SLOTS] / 100 * 10;
      double lacks =
          Math.max(0, 60 - plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[SLOTS])
              / 100
              * 50;
      double cost =
          plan.expectedCost()
              - terminal * end
              + PlannerSettings.Penalties.USUAL.chargeShort() * lacks;
      double gap = cost - optimum(plan, load, pv, wish, terminal);
      assertTrue(gap > -0.01, "day " + seed + " beats the optimum: " + gap);
      gaps += gap;
      bills += Days.bill(plan, load, pv);
    }
    double over = 100 * gaps / bills;
    assertTrue(over < 0.6, over + " % above the optimum");
  }

  private static double optimum(
      Plan plan, double[] load, double[] pv, ChargingRequest wish, double terminal) {
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    Variable battery = null;
    Variable car = null;
    Instant leaves = wish.departure();
    for (int k = 0; k < SLOTS; k++) {
      boolean last = k == SLOTS - 1;
      Expression bus = lp.addExpression("bus" + k).level((load[k] - pv[k]) / 1000);
      double price = plan.schedule().importPerKwh()[k] / 4;
      bus.set(lp.addVariable("i" + k).lower(0).upper(12).weight(price), 1);
      bus.set(lp.addVariable("x" + k).lower(0).upper(8).weight(-0.05 / 4), -1);
      bus.set(lp.addVariable("u" + k).lower(0).upper(pv[k] / 1000), -1);
      Variable next = lp.addVariable("b" + k).lower(1).upper(9.5).weight(last ? -terminal : 0);
      store(lp, bus, "b" + k, battery, 5, next, 5, 5, 0.95, 0.01 / 4);
      battery = next;
      if (!leaves.isBefore(plan.start(k + 1))) {
        double from = wish.socPct() / 2;
        boolean goes = leaves.equals(plan.start(k + 1));
        Variable held =
            lp.addVariable("e" + k).lower(goes ? 30 : Math.min(15, from)).upper(Math.max(30, from));
        store(lp, bus, "e" + k, car, from, held, 7, 5, 0.9, 0.01 / 4);
        car = held;
      }
    }
    var result = lp.minimise();
    assertTrue(result.getState().isOptimal(), result.getState() + "");
    return result.getValue();
  }

  private static void store(
      ExpressionsBasedModel lp,
      Expression bus,
      String name,
      @org.jspecify.annotations.Nullable Variable before,
      double from,
      Variable after,
      double charge,
      double discharge,
      double efficiency,
      double wear) {
    Variable in = lp.addVariable("in" + name).lower(0).upper(charge).weight(wear);
    Variable out = lp.addVariable("out" + name).lower(0).upper(discharge).weight(wear);
    bus.set(in, -1).set(out, 1);
    Expression law = lp.addExpression("law" + name).level(before == null ? from : 0);
    law.set(after, 1).set(in, -efficiency / 4).set(out, 1 / efficiency / 4);
    if (before != null) {
      law.set(before, -1);
    }
  }
}
