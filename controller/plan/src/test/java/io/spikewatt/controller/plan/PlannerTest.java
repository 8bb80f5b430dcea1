package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.optimise.FlexibleDemand;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

  private static final Tariff TARIFF = Days.tariff(0.2, 0.35, 0.08);
  private static final PlanModel.StorageModel STORAGE = Days.storage(10, 5);
  private static final double[] FLAT = filled(144, 500);
  private static final double[] DARK = filled(144, 0);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void keepsEveryLimitOnRandomDays(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    double night = -0.1 + 0.4 * random.nextDouble();
    Tariff tariff = Days.tariff(night, 0.4 * random.nextDouble(), 0.2 * random.nextDouble() - 0.1);
    PlanModel model = Days.model(tariff, STORAGE, new PlanModel.Flexible(0.3, 2, 0.1));
    List<ChargingRequest> evs =
        random.nextBoolean()
            ? List.of(wish(20 + 30 * random.nextDouble(), 80, 3 + random.nextInt(30)))
            : List.of();
    double[] load = Days.load(random, 144);
    Instant now = Days.START.plusSeconds(random.nextInt(900));
    Plan plan =
        Days.made(
            new Planner(model)
                .plan(
                    Days.request(
                        now,
                        Days.spread(Days.START, load, 0.4),
                        Days.spread(Days.START, Days.pv(random, 144, 9000), 0.5),
                        100 * random.nextDouble(),
                        evs,
                        9000,
                        3000)));
    PlanSchedule s = plan.schedule();
    for (int k = 0; k < plan.slots(); k++) {
      assertTrue(
          Math.abs(s.powerW(AssetSeries.BATTERY)[k]) <= 5000.001,
          "battery " + s.powerW(AssetSeries.BATTERY)[k]);
      assertTrue(
          s.powerW(AssetSeries.EV)[k] <= 0 && s.powerW(AssetSeries.EV)[k] >= -11_000.001,
          "EV " + s.powerW(AssetSeries.EV)[k]);
      assertTrue(
          s.powerW(AssetSeries.COMPUTE)[k] <= -299.9
              && s.powerW(AssetSeries.COMPUTE)[k] >= -2000.1);
      assertTrue(s.curtailedW()[k] >= 0 && s.curtailedW()[k] <= s.pvW()[k] + 1e-6);
      assertTrue(s.gridW()[k] <= 9000.5, "import " + s.gridW()[k]);
      assertTrue(s.gridW()[k] >= -3000.5, "export " + s.gridW()[k]);
      double balance =
          s.gridW()[k]
              + s.pvW()[k]
              - s.curtailedW()[k]
              + s.powerW(AssetSeries.BATTERY)[k]
              + s.powerW(AssetSeries.EV)[k]
              + s.powerW(AssetSeries.COMPUTE)[k]
              - s.loadW()[k];
      assertEquals(0, balance, 1e-6);
    }
    for (AssetSeries asset : s.assets()) {
      assertTrue(Arrays.stream(asset.perKwh()).allMatch(Double::isFinite));
    }
    double[] level = s.stored(AssetSeries.BATTERY).orElseThrow().level();
    // A battery that begins beyond its limits only comes closer to them.
    double least = Math.min(10, level[0]);
    double most = Math.max(95, level[0]);
    for (double soc : level) {
      assertTrue(soc >= least - 1e-6 && soc <= most + 1e-6, "state of charge " + soc);
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 80, 4", "10, 80, 8", "60, 90, 2.5", "79, 80, 1"})
  void aCarIsFullAtItsDepartureWheneverThatIsPossible(double soc, double target, double hours) {
    ChargingRequest wish =
        new ChargingRequest(
            "ev1", soc, target, 50_000, Days.START.plus(Duration.ofMinutes((long) (60 * hours))));
    Plan plan = plan(new Planner(model()), FLAT, DARK, 50, List.of(wish), 15_000);
    double[] socs = plan.schedule().stored(AssetSeries.EV).orElseThrow().level();
    assertEquals(target, socs[(int) (4 * hours)], 0.5);
    assertEquals(List.of(), plan.unmet());
  }

  @Test
  void aCarThatCannotBeFullInTimeIsChargedAtFullPowerAndItIsSaid() {
    ChargingRequest wish =
        new ChargingRequest("ev1", 20, 80, 60_000, Days.START.plus(Duration.ofMinutes(75)));
    Plan plan = plan(new Planner(model()), FLAT, DARK, 50, List.of(wish), 15_000);
    for (int k = 0; k < 5; k++) {
      assertEquals(-11_000, plan.schedule().powerW(AssetSeries.EV)[k], 1);
    }
    assertEquals(
        List.of("ev1: the car cannot reach 80 % by 01:15: 41 % at full power"),
        plan.unmet().stream().map(Phrase::english).toList());
  }

  @Test
  void aTightImportLimitIsKeptAndTheCarsShortageSaid() {
    ChargingRequest wish =
        new ChargingRequest("ev1", 20, 80, 60_000, Days.START.plus(Duration.ofHours(6)));
    Plan plan = plan(new Planner(model()), FLAT, DARK, 10, List.of(wish), 4000);
    assertTrue(plan.unmet().toString().contains("within the limits"), plan.unmet()::toString);
    for (double grid : plan.schedule().gridW()) {
      assertTrue(grid <= 4000.5);
    }
  }

  @Test
  void aSecondCarIsChargedInTheCheapestSlotsBesideTheFirst() {
    Instant morning = Days.START.plus(Duration.ofHours(9));
    Plan plan =
        plan(
            new Planner(model()),
            FLAT,
            DARK,
            50,
            List.of(
                new ChargingRequest("ev1", 30, 80, 50_000, morning),
                new ChargingRequest("ev2", 60, 80, 50_000, morning)),
            25_000);
    double charged = 0;
    for (int k = 0; k < 36; k++) {
      charged -= plan.schedule().powerW(AssetSeries.EV)[k] / 1000 * 0.25 * 0.9;
    }
    assertEquals(25 + 10, charged, 0.5);
    assertTrue(plan.values().has("ev1"));
  }

  @Test
  void anImpossibleNeedIsSaidAndTheRestPlanned() {
    ChargingRequest nonsense =
        new ChargingRequest("ev1", Double.NaN, 80, 60_000, Days.START.plusSeconds(3600));
    Plan plan = plan(new Planner(model()), FLAT, DARK, 50, List.of(nonsense), 9000);
    assertEquals(
        List.of("ev1: the car reports a need that cannot be planned"),
        plan.unmet().stream().map(Phrase::english).toList());
    assertEquals(0, plan.schedule().powerW(AssetSeries.EV)[0], 0);
  }

  @Test
  void negativeImportPricesFillTheBatteryAndCurtailPv() {
    PlanModel model = Days.model(Days.tariff(-0.1, 0.3, -0.05), STORAGE, Days.NO_COMPUTE);
    double[] sun = filled(24, 2000);
    Plan plan = plan(new Planner(model), filled(24, 500), sun, 20, List.of(), 9000);
    assertTrue(plan.schedule().powerW(AssetSeries.BATTERY)[0] < -4000, "charges while paid for it");
    assertEquals(2000, plan.schedule().curtailedW()[0], 1);
    assertEquals(
        95,
        Arrays.stream(plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level())
            .max()
            .orElseThrow(),
        0.1);
  }

  @Test
  void aBatteryBelowItsMinimumIsPlannedFromItsTrueChargeAndItIsSaid() {
    double[] sun = DARK.clone();
    Arrays.fill(sun, 40, 72, 4500);
    Plan plan = Days.made(new Planner(model(), 1).plan(request(FLAT, sun, 4.9, 20_000)));
    double[] soc = plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level();
    assertEquals(4.9, soc[0], 1e-9);
    assertTrue(Arrays.stream(soc).min().orElseThrow() > 4.9 - 1e-6, "it is not discharged");
    assertTrue(soc[72] > 90, "the sun fills it: " + soc[72]);
    assertEquals(
        List.of("batteries hold 4.9 %, less than their minimum of 10.0 %"),
        plan.unmet().stream().map(Phrase::english).toList());
  }

  @Test
  void anAllNightHorizonDoesNotEmptyTheBatteryIntoCheapHours() {
    Plan plan = plan(new Planner(model()), filled(24, 800), filled(24, 0), 60, List.of(), 9000);
    double[] soc = plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level();
    assertTrue(soc[24] > 20, "left over for the dear morning: " + soc[24]);
  }

  @Test
  void exportLimitZeroIsKeptByStoringAndCurtailing() {
    PlanRequest request =
        Days.request(
            Days.START,
            Days.sure(Days.START, FLAT),
            Days.sure(Days.START, filled(144, 4000)),
            90,
            List.of(),
            9000,
            0);
    Plan plan = Days.made(new Planner(model()).plan(request));
    for (double grid : plan.schedule().gridW()) {
      assertTrue(grid >= -0.5);
    }
    assertTrue(plan.schedule().curtailedW()[50] > 3000);
  }

  @Test
  void withoutABatteryThereIsStillAPlan() {
    PlanModel model = Days.model(TARIFF, PlanModel.StorageModel.NONE, Days.NO_COMPUTE);
    PlanRequest request =
        new PlanRequest(
            new Moment(0, Days.START),
            new PlanRequest.Ahead(Days.sure(Days.START, FLAT), Days.sure(Days.START, DARK)),
            OptionalDouble.empty(),
            List.of(wish(30, 60, 8)),
            new PlanRequest.Limits(9000, 9000),
            PlanRequest.Peak.NONE,
            Prices.NONE,
            PlanRequest.FlexibleLoads.NONE);
    Plan plan = Days.made(new Planner(model).plan(request));
    assertEquals(0, plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level().length);
    assertEquals(0, batteryPerKwh(plan, Days.START, 50, 40), 0);
    assertEquals(60, plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[32], 0.5);
  }

  @Test
  void belowTheReserveEnergyIsWorthThePriceOfTheNight() {
    PlanModel base = model();
    PlanModel model =
        new PlanModel(
            base.zone(),
            TARIFF,
            Site.Objective.COST,
            STORAGE,
            40,
            Map.of(),
            Days.NO_COMPUTE,
            Duration.ofHours(1));
    Plan plan = plan(new Planner(model), FLAT, DARK, 25, List.of(), 9000);
    assertTrue(0.95 * batteryPerKwh(plan, Days.START, 25, 0) - 0.01 > 0.2);
    assertTrue(batteryPerKwh(plan, Days.START, 60, 0) < 0.35);
    assertTrue(
        Arrays.stream(plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level())
                .skip(20)
                .min()
                .orElseThrow()
            > 39);
  }

  @Test
  void valuesFallAsTheBatteryFills() {
    double[] sun = Days.pv(new Random(3), 144, 7000);
    Plan plan = plan(new Planner(model()), FLAT, sun, 50, List.of(), 9000);
    double previous = Double.POSITIVE_INFINITY;
    for (double soc = 10; soc <= 95; soc += 5) {
      double value = batteryPerKwh(plan, Days.START, soc, 0);
      assertTrue(value <= previous + 1e-9, "at " + soc + " %: " + value + " after " + previous);
      previous = value;
    }
    assertTrue(Double.isFinite(batteryPerKwh(plan, Instant.MAX, -5, 1000)));
    assertTrue(Double.isFinite(batteryPerKwh(plan, Instant.MIN, 500, -1000)));
  }

  @Test
  void theValueLeftAtTheHorizonComesFromEarlierPlans() {
    Planner planner = new Planner(model());
    double[] sun = Days.pv(new Random(3), 144, 7000);
    Plan first = plan(planner, FLAT, sun, 50, List.of(), 9000);
    Plan second = plan(planner, FLAT, sun, 50, List.of(), 9000);
    Plan third = plan(planner, FLAT, sun, 50, List.of(), 9000);
    double jump = lastValue(first) - lastValue(second);
    assertTrue(Math.abs(jump) > 1e-6, "the second plan ends with what the first one found");
    assertEquals(lastValue(second), lastValue(third), 0.03);
  }

  @Test
  void equalHistoriesGiveEqualPlans() {
    double[] sun = Days.pv(new Random(3), 144, 7000);
    Planner one = new Planner(model());
    Planner two = new Planner(model());
    for (int i = 0; i < 3; i++) {
      Plan a = plan(one, FLAT, sun, 50 + i, List.of(wish(30, 80, 9)), 9000);
      Plan b = plan(two, FLAT, sun, 50 + i, List.of(wish(30, 80, 9)), 9000);
      assertArrayEquals(a.schedule().gridW(), b.schedule().gridW());
      assertArrayEquals(
          a.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh(),
          b.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh());
    }
  }

  @Test
  void aPlanThatWasHandedOutDoesNotChangeWhenTheNextIsMade() {
    Planner planner = new Planner(model());
    Plan plan = plan(planner, FLAT, DARK, 50, List.of(), 9000);
    double before = batteryPerKwh(plan, Days.START, 50, 0);
    double[] grid = plan.schedule().gridW().clone();
    plan(planner, filled(144, 9000), filled(144, 8000), 10, List.of(wish(30, 80, 9)), 3000);
    assertEquals(before, batteryPerKwh(plan, Days.START, 50, 0), 0);
    assertArrayEquals(grid, plan.schedule().gridW());
  }

  /** 2026-03-29 has 23 local hours in Berlin, 2026-10-25 has 25. */
  @ParameterizedTest
  @CsvSource({"2026-03-28T23:00:00Z, 92", "2026-10-24T22:00:00Z, 100", "2026-06-15T22:00:00Z, 96"})
  void pricesFollowLocalTimeOnDaysOf23And25Hours(Instant midnight, int slotsOfDay) {
    Plan plan =
        Days.made(
            new Planner(model())
                .plan(
                    Days.request(
                        midnight,
                        Days.sure(midnight, FLAT),
                        Days.sure(midnight, DARK),
                        50,
                        List.of(),
                        9000,
                        9000)));
    int dear = 0;
    for (int k = 0; k < slotsOfDay; k++) {
      LocalTime local = plan.start(k).atZone(Days.BERLIN).toLocalTime();
      boolean day = !local.isBefore(LocalTime.of(6, 0)) && local.isBefore(LocalTime.of(22, 0));
      assertEquals(day ? 0.35 : 0.2, plan.schedule().importPerKwh()[k], 0, local.toString());
      dear += day ? 1 : 0;
    }
    assertEquals(64, dear, "the dear band has 16 hours on every day");
    assertEquals(LocalTime.MIDNIGHT, plan.start(slotsOfDay).atZone(Days.BERLIN).toLocalTime());
  }

  @Test
  void theRunningSlotCountsOnlyForWhatIsLeftOfIt() {
    Instant now = Days.START.plus(Duration.ofMinutes(14));
    Plan plan =
        Days.made(
            new Planner(Days.model(TARIFF, PlanModel.StorageModel.NONE, Days.NO_COMPUTE))
                .plan(
                    new PlanRequest(
                        new Moment(0, now),
                        new PlanRequest.Ahead(
                            Days.sure(Days.START, filled(2, 6000)),
                            Days.sure(Days.START, filled(2, 0))),
                        OptionalDouble.empty(),
                        List.of(),
                        new PlanRequest.Limits(9000, 9000),
                        PlanRequest.Peak.NONE,
                        Prices.NONE,
                        PlanRequest.FlexibleLoads.NONE)));
    assertEquals(Days.START, plan.start());
    assertEquals(6 * 0.2 * (1 / 60.0 + 0.25), plan.expectedCost(), 1e-9);
  }

  @Test
  void selfConsumptionLooksAtTheExchangeNotAtThePrices() {
    PlanModel base = model();
    PlanModel model =
        new PlanModel(
            base.zone(),
            Days.tariff(0.05, 0.9, 0.5),
            Site.Objective.SELF_CONSUMPTION,
            STORAGE,
            0,
            Map.of(),
            Days.NO_COMPUTE,
            Duration.ofHours(1));
    double[] sun = Days.pv(new Random(3), 144, 7000);
    Plan plan = plan(new Planner(model), FLAT, sun, 10, List.of(), 9000);
    for (int k = 0; k < plan.slots(); k++) {
      boolean charging = plan.schedule().powerW(AssetSeries.BATTERY)[k] < -1;
      assertTrue(!charging || plan.schedule().gridW()[k] <= 1, "charges from surplus alone");
    }
  }

  @Test
  void badInputIsAnAnswerNotAnException() {
    Planner planner = new Planner(model());
    double[] broken = FLAT.clone();
    broken[0] = Double.NaN;
    assertFailed(planner, request(broken, DARK, 50, 9000));
    assertFailed(planner, request(FLAT, broken, 50, 9000));
    assertFailed(planner, request(FLAT, DARK, Double.NaN, 9000));
    assertFailed(planner, request(FLAT, DARK, 50, -1));
    assertFailed(planner, request(FLAT, DARK, 50, Double.NaN));
    assertFailed(planner, request(new double[0], DARK, 50, 9000));
    Instant late = Days.START.plus(Duration.ofDays(3));
    assertFailed(
        planner,
        Days.request(
            late,
            Days.sure(Days.START, FLAT),
            Days.sure(Days.START, DARK),
            50,
            List.of(),
            9000,
            9000));
    assertInstanceOf(
        PlanResult.Made.class,
        planner.plan(request(FLAT, DARK, 50, Double.POSITIVE_INFINITY)),
        "no limit at all is fine, and earlier nonsense left no trace");
  }

  @Test
  void theModelAddsUpWhatTheSiteHas() {
    PlanModel model = PlanModel.of(DemoSite.usual().withReserve(30).site());
    assertEquals(new PlanModel.StorageModel(10, 5, 5, 10, 95, 0.95, 0.02), model.storage());
    assertEquals(
        Map.of("compute1", WorkCurve.proportional(300, 2000, 0.1)), model.flexible().curves());
    assertEquals(0.3, model.flexible().minKw());
    assertEquals(2, model.flexible().maxKw());
    assertEquals(FlexibleDemand.of(1.7, 0.1), model.flexible().demand());
    assertEquals(30, model.reserve().socPct());
    assertEquals(Duration.ofHours(1), model.validFor());
    ChargingSession car =
        ChargingSession.of(
            new ChargingRequest("ev1", 25, 75, 40_000, Days.START.plusSeconds(7200)),
            Objects.requireNonNull(model.chargers().get("ev1")));
    assertEquals(10, car.fromKwh(), 1e-9);
    assertEquals(20, car.missingKwh(), 1e-9);
    assertEquals(11 * 0.9 * 2, car.atFullPowerKwh(Days.START), 1e-9);
  }

  private static void assertFailed(Planner planner, PlanRequest request) {
    assertInstanceOf(PlanResult.Failed.class, planner.plan(request));
  }

  private static double lastValue(Plan plan) {
    return plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh()[plan.slots() - 1];
  }

  private static PlanModel model() {
    return Days.model(TARIFF, STORAGE, Days.NO_COMPUTE);
  }

  private static ChargingRequest wish(double soc, double target, int hours) {
    return new ChargingRequest(
        "ev1", soc, target, 50_000, Days.START.plus(Duration.ofHours(hours)));
  }

  private static PlanRequest request(double[] load, double[] pv, double soc, double importW) {
    return Days.request(
        Days.START,
        Days.sure(Days.START, load),
        Days.sure(Days.START, pv),
        soc,
        List.of(),
        importW,
        9000);
  }

  private static Plan plan(
      Planner planner,
      double[] load,
      double[] pv,
      double soc,
      List<ChargingRequest> evs,
      double importW) {
    return Days.made(
        planner.plan(
            Days.request(
                Days.START,
                Days.spread(Days.START, load, 0.2),
                Days.spread(Days.START, pv, 0.3),
                soc,
                evs,
                importW,
                9000)));
  }

  private static double[] filled(int slots, double value) {
    double[] values = new double[slots];
    Arrays.fill(values, value);
    return values;
  }

  private static double batteryPerKwh(Plan plan, Instant instant, double socPct, double evPct) {
    Map<String, Double> levels = Map.of(AssetSeries.BATTERY, socPct, "ev1", evPct);
    return plan.values().perKwh(AssetSeries.BATTERY, instant, levels);
  }
}
