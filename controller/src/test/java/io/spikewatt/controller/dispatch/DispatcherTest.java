package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.DemoSite;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.Schedule;
import io.spikewatt.controller.plan.StorageValues;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatcherTest {

  @Test
  void selfConsumptionStoresSurplusAndCoversLoad() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.pvPotentialW = 3000;
    plant.run(30);
    assertEquals(-2200, plant.batteryW(), 30);
    assertEquals(0, plant.gridW(), 30);
    plant.pvPotentialW = 0;
    plant.run(30);
    assertEquals(800, plant.batteryW(), 30);
    assertEquals(0, plant.gridW(), 30);
  }

  @Test
  void everySetpointSaysWhoWhyAndUntilWhen() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(5);
    assertEquals(5, plant.last.setpoints().size());
    for (Setpoint setpoint : plant.last.setpoints()) {
      assertEquals("dispatcher", setpoint.owner());
      assertFalse(setpoint.reason().isEmpty());
      double lives = setpoint.validUntil().millisSince(plant.now()) / 1000.0;
      assertTrue(lives >= 2.9 && lives <= 5, "lives for another " + lives + " s");
    }
    assertTrue(plant.last.explanation().startsWith("self-consumption (test): "));
  }

  /** Stored kWh worth 0.05, 0.2, 0.3, 0.34, 0.5 at an import price of 0.35 and export of 0.08. */
  @ParameterizedTest
  @CsvSource({
    // value, load, pv, battery
    "0.02, 1000, 0, 5000", // less than export pays: sold
    "0.085, 1000, 0, 1300", // covers load
    "0.085, 0, 3000, 0", // but surplus is sold (0.085 * 0.95 - 0.01 < 0.08)
    "0.20, 1000, 0, 1300", // covers load
    "0.20, 0, 3000, -2700", // and stores surplus
    "0.34, 1000, 0, 0", // keeps its energy (0.34 / 0.95 + 0.01 > 0.35)
    "0.34, 0, 3000, -2700", // stores surplus
    "0.50, 1000, 0, -5000", // buys
  })
  void theValueOfStoredEnergyDecidesWhatTheBatteryDoes(
      double value, double load, double pv, double expected) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(plan(plant, value, 0, 0.35, 0.08));
    plant.loadW = load;
    plant.pvPotentialW = pv;
    plant.run(40);
    double computeW = plant.computeW() - 300;
    assertEquals(expected, plant.batteryW() - (plant.batteryW() < 0 ? computeW : 0), 60);
  }

  /** The charger's dead band is wider than the guard to the limit. */
  @Test
  void aLoadThatGrowsByLessThanTheDeadBandDoesNotKeepTheImportAboveItsLimit() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 5_000));
    plant.socPct = 10;
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.loadW = 1_000;
    plant.run(60);
    double before = plant.evW();
    assertTrue(before > 4_000, "the car takes what there is: " + before);
    plant.loadW += 150;
    plant.run(20);
    assertTrue(plant.gridW() <= 7_000, "imports " + plant.gridW());
    assertTrue(plant.evW() > before - 250, "and no less than it has to: " + plant.evW());
  }

  @Test
  void whileItIsWaitedUntilTheGridStaysNoMoreIsExportedThanAllowed() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 0));
    plant.mode =
        new Mode.Islanded(plant.now(), Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    plant.loadW = 1_000;
    plant.pvPotentialW = 5_000;
    plant.run(10);
    assertTrue(pvLimit(plant) >= 5_000, "an island's battery takes it: " + pvLimit(plant));
    plant.mode =
        new Mode.Islanded(
            plant.now(), Mode.Cause.GRID_LOST, Optional.of(plant.now()), Optional.empty());
    plant.run(10);
    assertTrue(pvLimit(plant) <= 1_300, "the grid would: " + pvLimit(plant));
  }

  private static double pvLimit(DemoPlant plant) {
    return plant.last.setpoints().stream()
        .filter(setpoint -> setpoint.signal().deviceId().equals("pv1"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aLapsedPlanCountsAsNone() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(plan(plant, 0.5, 0, 0.35, 0.08));
    plant.run(30);
    assertEquals(-5000, plant.batteryW(), 50);
    plant.run(3700);
    assertTrue(plant.last.explanation().contains("self-consumption by rule"));
    assertTrue(plant.batteryW() >= 0, "no longer buys");
  }

  @Test
  void exportLimitZeroIsHeldByTheBatteryFirstAndPvLast() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0));
    plant.socPct = 94.5;
    plant.pvPotentialW = 4000;
    plant.run(30);
    assertTrue(plant.batteryW() < -2000, "stores while it can: " + plant.batteryW());
    List<Double> hour = plant.run(1800);
    assertTrue(plant.socPct <= 95.01, "state of charge " + plant.socPct);
    assertTrue(plant.pvW() < 2600, "then PV is curtailed to what load and compute take");
    assertEquals(0, hour.subList(9000, 18_000).stream().filter(w -> w < -1).count());
    assertEquals(
        io.spikewatt.controller.estimate.PlantState.PvPotential.CURTAILED,
        plant.state.orElseThrow().pvPotential());
    plant.loadW = 6000;
    plant.run(60);
    assertEquals(4000, plant.pvW(), 1, "and released again");
  }

  @Test
  void aStepBeyondTheExportLimitIsBackWithinItInTheDevicesOwnTime() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 2000));
    plant.socPct = 94.95;
    plant.loadW = 6000;
    plant.pvPotentialW = 8000;
    plant.run(60);
    plant.loadW = 300;
    List<Double> after = plant.run(60);
    long over = after.stream().filter(w -> w < -2005).count();
    assertTrue(over <= 50, "beyond the limit for " + over / 10.0 + " s");
  }

  @Test
  void aCarWaitsForSurplusAndNeverRunsBelowItsMinimum() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    plant.pvPotentialW = 1500;
    plant.run(60);
    assertEquals(0, plant.evW(), 0.1);
    plant.pvPotentialW = 4800;
    plant.run(60);
    assertEquals(4000, plant.evW(), 120);
    assertEquals(0, plant.gridW(), 150);
    plant.pvPotentialW = 1000;
    plant.run(20);
    assertEquals(1400, plant.evW(), 30, "stays on at its minimum for a while");
    plant.run(300);
    assertEquals(0, plant.evW(), 0.1);
  }

  @Test
  void aCarInNoisySurplusIsNotSwitchedMoreThanAllowed() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    int switches = 0;
    boolean on = false;
    for (int i = 0; i < 360; i++) {
      plant.pvPotentialW = i % 2 == 0 ? 2600 : 1700;
      plant.run(10);
      boolean now = plant.evW() > 700;
      switches += now != on ? 1 : 0;
      on = now;
    }
    assertTrue(switches <= 26, switches + " switches in an hour");
  }

  @Test
  void aCarThatHasToLeaveSoonIsChargedAtFullPower() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(20_000, 5000));
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.run(30);
    assertEquals(11_000, plant.evW(), 60);
  }

  @Test
  void aCarWhoseDataAreMissingGetsNoSetpoint() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    plant.pvPotentialW = 8000;
    plant.run(30);
    plant.lose("ev1", true);
    plant.run(5);
    assertTrue(plant.last.setpoints().stream().noneMatch(s -> s.signal().deviceId().equals("ev1")));
  }

  @Test
  void theImportLimitIsHeldByCarThenComputeThenBattery() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(8000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(plan(plant, 0.36, 0.6, 0.05, 0.01));
    plant.carThere = true;
    plant.socPct = 94.95;
    plant.loadW = 1000;
    plant.run(60);
    assertEquals(2000, plant.computeW(), 30, "compute is worth more than power costs");
    assertEquals(8000 - 80 - 3000, plant.evW(), 200, "the car takes what is left");
    plant.loadW = 6500;
    plant.run(60);
    assertEquals(0, plant.evW(), 1, "the car goes first");
    assertEquals(1420, plant.computeW(), 80, "then compute");
    plant.loadW = 10_000;
    List<Double> grid = plant.run(60);
    assertEquals(300, plant.computeW(), 5);
    assertEquals(10_300 - 7920, plant.batteryW(), 60, "then the battery helps");
    assertTrue(grid.subList(100, 600).stream().allMatch(w -> w < 8000));
    assertFalse(plant.shedding());
  }

  @Test
  void theRelayShedsOnlyWhenNothingElseHelpsAndReleasesLater() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(4000, 5000));
    plant.loadW = 9500;
    plant.run(4);
    assertFalse(plant.shedding());
    plant.run(20);
    assertTrue(plant.shedding());
    assertTrue(plant.last.alarms().stream().anyMatch(a -> a.code().equals("shed")));
    assertTrue(plant.gridW() < 4000, "import " + plant.gridW());
    plant.loadW = 3000;
    plant.run(40);
    assertTrue(plant.shedding(), "not yet");
    plant.run(60);
    assertFalse(plant.shedding());
  }

  @Test
  void theOperatorsContactTightensTheLimits() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.socPct = 10;
    plant.run(30);
    assertTrue(plant.gridW() > 8000);
    plant.contactClosed = true;
    plant.run(30);
    assertTrue(plant.gridW() < 4200, "import " + plant.gridW());
    plant.lose("dso", true);
    plant.contactClosed = false;
    plant.run(30);
    assertTrue(plant.gridW() < 4200, "a contact that cannot be read counts as closed");
    plant.lose("dso", false);
    plant.run(60);
    assertTrue(plant.gridW() > 8000);
  }

  @Test
  void theReserveIsKeptExceptToHoldAnImportLimit() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withReserve(40).withLimits(4000, 5000));
    plant.socPct = 40;
    plant.loadW = 2000;
    plant.run(30);
    assertEquals(0, plant.batteryW(), 1);
    plant.loadW = 6000;
    plant.run(30);
    assertEquals(6300 - 3960, plant.batteryW(), 50);
  }

  @Test
  void anUnknownStateOfChargeMeansNoPower() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.run(30);
    plant.lose("battery1", true);
    plant.run(5);
    assertEquals(0, setpoint(plant, "battery1").value(), 0);
    assertTrue(plant.last.alarms().stream().anyMatch(a -> a.code().equals("battery-unknown")));
  }

  @Test
  void withoutPvReadingTheExportLimitIsStillKeptByTheMeter() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 1000));
    plant.socPct = 95;
    plant.pvPotentialW = 6000;
    plant.lose("pv1", true);
    plant.lose("feeder1", true);
    List<Double> grid = plant.run(300);
    assertTrue(grid.subList(1500, 3000).stream().allMatch(w -> w > -1000), grid::toString);
    assertTrue(plant.gridW() < -500, "and not everything is thrown away: " + plant.gridW());
  }

  @Test
  void holdMovesNothing() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    plant.pvPotentialW = 9000;
    plant.run(60);
    plant.mode = new Mode.Hold("test", Optional.empty());
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    plant.run(60);
    assertEquals(0, plant.batteryW(), 1);
    assertEquals(0, plant.evW(), 1);
    assertEquals(300, plant.computeW(), 1);
    assertEquals(5000, plant.pvW(), 10, "PV within the static export limit");
  }

  @Test
  void blindForAMomentTheLastSetpointsAreRepeated() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.run(30);
    double before = setpoint(plant, "battery1").value();
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    plant.loadW = 4000;
    plant.run(4);
    assertEquals(before, setpoint(plant, "battery1").value(), 0);
    assertTrue(plant.last.explanation().contains("held"));
  }

  @Test
  void withoutTheMeterTheFeederStandsIn() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.lose("meter1", true);
    plant.run(30);
    assertEquals(2300, plant.batteryW(), 30);
    assertTrue(plant.state.orElseThrow().notes().toString().contains("derived"));
  }

  @Test
  void anIslandLeavesTheBatteryToItselfAndCurtailsPvToWhatCanBeTaken() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.gridUp = false;
    plant.mode =
        new Mode.Islanded(plant.now(), Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    plant.socPct = 50;
    plant.run(10);
    List<Setpoint> setpoints = plant.last.setpoints();
    assertTrue(setpoints.stream().noneMatch(s -> s.signal().deviceId().equals("battery1")));
    plant.socPct = 12;
    plant.run(10);
    assertTrue(plant.shedding(), "sheds at a low state of charge");
    plant.socPct = 60;
    plant.run(130);
    assertFalse(plant.shedding());
  }

  @Test
  void anIslandTestDrivesTheExchangeToZero() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.pvPotentialW = 8000;
    plant.run(60);
    assertEquals(0, plant.gridW(), 100);
    plant.pvPotentialW = 0;
    plant.loadW = 3000;
    plant.run(60);
    assertEquals(0, plant.gridW(), 100);
  }

  @Test
  void startingLeavesTheOutputsAlone() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Starting(plant.now());
    plant.run(3);
    assertEquals(List.of(), plant.last.setpoints());
  }

  @Test
  void aBatteryThatIgnoresSetpointsIsNotCountedOnForALimitAndAgainOnceItFollows() {
    DemoPlant deaf = new DemoPlant(DemoSite.usual().withLimits(12_000, 2000), 1e6, 2e6);
    deaf.pvPotentialW = 8000;
    deaf.run(60);
    List<Double> grid = deaf.run(600);
    double most = -grid.stream().mapToDouble(g -> g).min().orElseThrow();
    double least = -grid.stream().mapToDouble(g -> g).max().orElseThrow();
    assertTrue(most <= 2010, "exports " + most + " W");
    assertTrue(most - least < 100, "PV swings by " + (most - least) + " W");
    DemoPlant well = new DemoPlant(DemoSite.usual().withLimits(12_000, 2000));
    well.pvPotentialW = 8000;
    well.run(60);
    assertEquals(8000, well.pvW(), 10, "one that follows makes room for PV");
  }

  /** Orders would be held to a ramp that is long over. */
  @Test
  void aRampIsForgottenInAModeThatDoesNotFollowIt() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 2_000));
    for (int second = 0; second < 10; second++) {
      plant.loadW += 400;
      plant.run(1);
    }
    assertTrue(plant.aheadW() > 400, "the load rises: " + plant.aheadW());
    plant.mode = new Mode.Hold("test", Optional.empty());
    plant.run(1);
    assertEquals(0, plant.aheadW(), 0);
  }

  /** It was to make way for the car, and nobody can tell it to. */
  @Test
  void aCarLeavesRoomForABatteryThatChargesOnWhenItIsToStop() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(9_000, 5_000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(plan(plant, 0.36, 0.34, 0.3, 0.07));
    plant.loadW = 500;
    plant.run(60);
    assertTrue(plant.batteryW() < -3_000, "charges from the grid: " + plant.batteryW());
    plant.batteryRefuses = true;
    plant.carThere = true;
    plant.plan = Optional.of(plan(plant, 0.36, 0.6, 0.3, 0.07));
    plant.run(40);
    assertTrue(plant.evW() > 1_400, "the car is charged: " + plant.evW());
    assertTrue(plant.gridW() <= 9_000, "imports " + plant.gridW());
  }

  private static Setpoint setpoint(DemoPlant plant, String id) {
    return plant.last.setpoints().stream()
        .filter(s -> s.signal().deviceId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** A plan in which stored energy is worth the same at every state of charge. */
  private static Plan plan(
      DemoPlant plant, double batteryPerKwh, double evPerKwh, double imports, double exports) {
    StorageValues values =
        new StorageValues() {
          @Override
          public double batteryPerKwh(Instant instant, double batterySocPct, double evSocPct) {
            return batteryPerKwh;
          }

          @Override
          public double evPerKwh(Instant instant, double batterySocPct, double evSocPct) {
            return evPerKwh;
          }

          @Override
          public Optional<String> evId() {
            return Optional.of("ev1");
          }
        };
    double[] zero = new double[96];
    return new Plan(
        plant.now(),
        plant.now().plus(Duration.ofHours(1)),
        plant.now().instant(),
        Duration.ofMinutes(15),
        new Schedule(
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            filled(imports),
            filled(exports),
            zero,
            zero),
        values,
        0,
        List.of());
  }

  private static double[] filled(double value) {
    double[] values = new double[96];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void outputsThatTheSiteDoesNotHaveAreNotAskedFor() {
    DemoSite demo = DemoSite.usual();
    Dispatcher dispatcher =
        new Dispatcher(
            demo.site(),
            demo.outputs().stream()
                .filter(o -> o.signal().quantity() == Quantity.CONTACT)
                .toList());
    DemoPlant plant = new DemoPlant(demo);
    plant.run(1);
    Dispatch dispatch =
        dispatcher.dispatch(
            plant.state.orElseThrow(),
            Optional.empty(),
            io.spikewatt.controller.mode.GridLimits.inForce(
                demo.site(),
                plant.state.orElseThrow(),
                java.util.OptionalDouble.empty(),
                java.util.OptionalDouble.empty()),
            plant.mode,
            plant.now());
    assertEquals(1, dispatch.setpoints().size());
  }
}
