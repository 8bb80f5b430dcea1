package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeatPumpPlansTest {

  private static final int SLOTS = 96;
  private static final Actuator.Activity IDLE = new Actuator.Activity(false, Duration.ofHours(9));
  private static final ChargingRequest CAR =
      new ChargingRequest("ev1", 40, 70, 50_000, Days.START.plus(Duration.ofHours(10)));
  private static final Actuator.Power STATES = new Actuator.Levels(new double[] {1500, 2500});

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leastRunsAndPausesAreKept(boolean battery) {
    for (int seed = 1; seed <= 5; seed++) {
      RandomHeatDay day = new RandomHeatDay(seed, battery, RandomHeatDay.Pump.SG_READY);
      Plan plan = Days.made(new Planner(day.model, 1).plan(day.request));
      double[] watts = plan.schedule().asset("pump1").orElseThrow().powerW();
      int length = 0;
      for (int k = 0; k < SLOTS; k++) {
        assertTrue(watts[k] < -1 || length == 0 || length >= 2, "stops early in slot " + k);
        length = watts[k] < -1 ? length + 1 : 0;
      }
    }
  }

  @Test
  void aPumpThatHasJustStartedGoesOnAndOneThatHasJustStoppedRests() {
    for (boolean bound : new boolean[] {true, false}) {
      Duration since = Duration.ofMinutes(bound ? 20 : 40);
      Actuator.Activity runs = new Actuator.Activity(true, since);
      assertEquals(bound, watts(plan(heat("pump1", 8, STATES, runs), 9000), "pump1")[0] < -1);
      Actuator.Activity rests = new Actuator.Activity(false, since);
      assertEquals(bound, watts(plan(heat("pump1", -2, STATES, rests), 9000), "pump1")[0] > -1);
    }
  }

  @Test
  void aColdStoreIsHeatedAtOnceAndNamed() {
    Plan plan = plan(heat("pump1", -6, new Actuator.Modulating(0, 1500), IDLE), 9000);
    assertEquals(-1500, watts(plan, "pump1")[0], 1);
    assertEquals(List.of(), plan.unmet());
    Plan weak = plan(heat("pump1", 1, new Actuator.Modulating(0, 500), IDLE), 9000);
    assertTrue(weak.unmet().getFirst().english().startsWith("pump1 lacks"), weak.unmet() + "");
  }

  @Test
  void heatIsWorthMoreInAColdStore() {
    Plan plan = plan(heat("pump1", 4, new Actuator.Modulating(0, 2500), IDLE), 9000);
    double before = Double.POSITIVE_INFINITY;
    for (double kwh = -1; kwh <= 8; kwh += 0.5) {
      double value = perKwh(plan, kwh);
      assertTrue(value <= before + 1e-3, "rises at " + kwh);
      before = value;
    }
    assertTrue(before < 0.35 / 3, "a full store saves no dear hour");
    assertTrue(perKwh(plan, -1) > 0.2 / 3);
  }

  @Test
  void heatOnItsWayCountsInThePlanAndInItsValues() {
    Actuator.Power power = new Actuator.Modulating(0, 2500);
    Plan arrived = plan(heat("pump1", 4, power, IDLE), 9000);
    HeatRequest under = heat("pump1", 1, power, IDLE);
    ThermalStorage store = under.storage();
    ThermalStorage arriving =
        new ThermalStorage(
            1,
            3,
            store.bandKwh(),
            store.lossPerHour(),
            store.demandKw(),
            store.outsidePerKwhHour());
    Plan plan = plan(new HeatRequest("pump1", arriving, under.actuator()), 9000);
    assertArrayEquals(watts(arrived, "pump1"), watts(plan, "pump1"), 1e-9);
    for (double kwh = -1; kwh <= 8; kwh += 0.5) {
      assertEquals(perKwh(arrived, kwh), perKwh(plan, kwh - 3), 1e-12, "at " + kwh);
    }
  }

  private static double perKwh(Plan plan, double kwh) {
    Map<String, Double> levels = Map.of(AssetSeries.BATTERY, 50.0, "pump1", kwh);
    return plan.values().perKwh("pump1", Days.START, levels);
  }

  @Test
  void severalPumpsLeaveEachOtherRoomBelowTheImportLimit() {
    HeatRequest one = heat("pump1", 1, new Actuator.Modulating(0, 2500), IDLE);
    HeatRequest other = heat("pump2", 1, new Actuator.Modulating(0, 2500), IDLE);
    Plan plan = plan(List.of(one, other), 3500);
    for (int k = 0; k < SLOTS; k++) {
      assertTrue(plan.schedule().gridW()[k] <= 3500.5, "import in slot " + k);
      double pumpsW = watts(plan, "pump1")[k] + watts(plan, "pump2")[k];
      assertEquals(pumpsW, plan.schedule().powerW(AssetSeries.HEAT_PUMP)[k], 1e-9);
    }
    assertEquals(List.of(), plan.unmet());
  }

  @Test
  void theDemandChargeLowersThePeakBesideACarThatIsFullInTime() {
    HeatRequest any = heat("pump1", 4, new Actuator.Modulating(0, 2500), IDLE);
    // At .3 an hour a colder store costs less than the kW that it saves.
    ThermalStorage store = new ThermalStorage(4, 0, 8, 0.01, new double[] {3}, 3);
    HeatRequest heat = new HeatRequest("pump1", store, any.actuator());
    PlanRequest request = request(List.of(heat), List.of(CAR), 20_000);
    Plan free = Days.made(new Planner(model(0)).plan(request));
    Plan charged = Days.made(new Planner(model(10)).plan(request));
    assertTrue(most(charged) < 0.8 * most(free), most(charged) + " W of " + most(free));
    for (Plan plan : List.of(free, charged)) {
      assertEquals(List.of(), plan.unmet());
      assertEquals(70, plan.schedule().asset("ev1").orElseThrow().level()[40], 1);
    }
  }

  private static double most(Plan plan) {
    return Arrays.stream(plan.schedule().gridW()).max().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e9, 1e9})
  void valuesThatCannotBePlannedAreNamedAndTheRestIsPlanned(double wrong) {
    ThermalStorage store = new ThermalStorage(wrong, 0, 8, 0.01, new double[] {2}, 0.3);
    Actuator drive = new Actuator(STATES, new double[] {3}, 0, Duration.ZERO, Duration.ZERO, IDLE);
    HeatRequest good = heat("pump2", 4, STATES, IDLE);
    Plan plan = plan(List.of(new HeatRequest("pump1", store, drive), good), 9000);
    assertEquals(
        List.of("pump1 has values that cannot be planned"),
        plan.unmet().stream().map(Phrase::english).toList());
    assertTrue(plan.schedule().asset("pump1").isEmpty());
    assertTrue(plan.schedule().asset("pump2").isPresent());
  }

  private static double[] watts(Plan plan, String id) {
    return plan.schedule().asset(id).orElseThrow().powerW();
  }

  /** A pump with a store of 8 kWh and a demand of 3 kW. */
  private static HeatRequest heat(
      String id, double storedKwh, Actuator.Power power, Actuator.Activity now) {
    return new HeatRequest(
        id,
        new ThermalStorage(storedKwh, 0, 8, 0.01, new double[] {3}, 0.3),
        new Actuator(
            power, new double[] {3}, 0, Duration.ofMinutes(30), Duration.ofMinutes(30), now));
  }

  private static Plan plan(HeatRequest heat, double importW) {
    return plan(List.of(heat), importW);
  }

  private static Plan plan(List<HeatRequest> heat, double importW) {
    return Days.made(new Planner(model(0)).plan(request(heat, List.of(), importW)));
  }

  private static PlanModel model(double demandPerKw) {
    return new PlanModel(
        ZoneId.of("Europe/Berlin"),
        new Tariff(
            Days.tariff(0.2, 0.35, 0.07).imports(), 0.07, demandPerKw, Tariff.Co2.NONE, "EUR"),
        Site.Objective.COST,
        new PlanModel.StorageModel(10, 5, 5, 10, 95, 0.95, 0.02),
        0,
        Map.of("ev1", Days.CHARGER),
        new PlanModel.Flexible(0, 0, 0),
        Duration.ofHours(1));
  }

  private static PlanRequest request(
      List<HeatRequest> heat, List<ChargingRequest> cars, double importW) {
    double[] load = new double[SLOTS];
    Arrays.fill(load, 500);
    return new PlanRequest(
        new Moment(0, Days.START),
        new PlanRequest.Ahead(
            Days.sure(Days.START, load), Days.sure(Days.START, new double[SLOTS])),
        OptionalDouble.of(50),
        cars,
        new PlanRequest.Limits(importW, 5000),
        PlanRequest.Peak.NONE,
        Prices.NONE,
        new PlanRequest.FlexibleLoads(List.of(), heat));
  }
}
