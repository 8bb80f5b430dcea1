package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.testkit.DemoSite;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps the power at the connection within its limits, and in which order. */
class ConnectionLimitsTest {

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

  /** A battery's power counts once it gives it; until then the connection carries the load. */
  @Test
  void noLoadReturnsOnABatterysPromiseWhileTheImportIsBeyondItsLimit() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 5_000));
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.loadW = 9_100;
    plant.lose("battery1", true);
    plant.run(60);
    assertTrue(plant.gridW() > 7_000, "the load alone is beyond the limit: " + plant.gridW());
    plant.lose("battery1", false);
    double cycleS = plant.demo().cycle().toMillis() / 1000.0;
    for (int i = 0; i < 60; i++) {
      double gridW = plant.gridW();
      double carW = -plant.told("ev1");
      plant.run(cycleS);
      assertTrue(
          gridW <= 7_000 || -plant.told("ev1") <= carW,
          "at an import of %.0f W the car goes from %.0f to %.0f W"
              .formatted(gridW, carW, -plant.told("ev1")));
    }
    assertTrue(plant.evW() > 1_400, "and then it charges: " + plant.evW());
    assertTrue(plant.gridW() <= 7_000, "imports " + plant.gridW());
  }

  /** Without its own reading the battery's power is what the balance lacks, lies included. */
  @Test
  void aBatteryWhosePowerIsDerivedDoesNotChargeBeyondTheImportLimitBesideALyingCluster() {
    DemoPlant plant = charging();
    plant.computeHidesW = 2_500;
    plant.batteryHidesPower = true;
    plant.run(30);
    double most = plant.run(300).stream().mapToDouble(w -> w).max().orElseThrow();
    assertTrue(most <= 7_000, "imports " + most);
    assertTrue(plant.batteryW() < -500, "and charges as far as it may: " + plant.batteryW());
  }

  /** Meter gone: what the cluster hides is in no reading. */
  @Test
  void behindADerivedPowerAtTheConnectionAClusterCountsWithItsLargestPowerBeforeABatteryCharges() {
    DemoPlant plant = charging();
    plant.computeHidesW = 1_700;
    plant.lose("meter1", true);
    plant.run(30);
    double most = plant.run(300).stream().mapToDouble(w -> w).max().orElseThrow();
    assertTrue(most <= 7_000, "imports " + most);
    assertTrue(plant.batteryW() < -500, "and charges as far as it may: " + plant.batteryW());
  }

  /** A battery that buys what the limit of 7 kW leaves. */
  private static DemoPlant charging() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 5_000));
    plant.loadW = 3_300;
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.6, 0, 0.2, 0.05));
    plant.run(30);
    assertTrue(plant.batteryW() < -2_500, "charges: " + plant.batteryW());
    return plant;
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
        io.spikewatt.controller.asset.SourceState.Potential.CURTAILED,
        plant.state.orElseThrow().potential(BalanceTerm.PV));
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

  /** The car's power is requested, so its going is known from the request alone. */
  @Test
  void aCarThatIsBeingSwitchedOffIsNotCoveredByTheBattery() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0));
    plant.carThere = true;
    plant.requests = Map.of("ev1", -5_800.0);
    plant.run(60);
    assertEquals(5_800, plant.evW(), 60);
    plant.requests = Map.of("ev1", -5_800.0, "battery1", -1_300.0);
    plant.run(60);
    assertEquals(-1_300, plant.batteryW(), 60, "the battery does not cover the car");
    plant.requests = Map.of();
    plant.mode = new Mode.IslandTest(Optional.empty());
    List<Double> grid = plant.run(30);
    assertEquals(0, plant.evW(), 20, "the car is gone");
    double most = -grid.stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(most < 700, "exports " + most);
    assertEquals(0, grid.getLast(), 40);
  }

  /** A battery that is to stop at once is asked for more than that, but not past a limit. */
  @Test
  void aFullBatteryIsNotHurriedIntoDischargingAtThePassedExportLimit() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0));
    plant.loadW = 4_500;
    plant.run(20);
    plant.loadW = 500;
    plant.run(20);
    plant.socPct = 94.6;
    plant.pvPotentialW = 4_500;
    plant.run(10);
    boolean full = false;
    for (int second = 0; second < 200; second++) {
      plant.run(1);
      double asked = asked(plant);
      full |= asked == 0 && plant.batteryW() < -3_000;
      assertTrue(
          asked <= 0 || plant.gridW() + plant.batteryW() >= 0,
          "told " + asked + " W at " + plant.gridW() + " W");
    }
    assertTrue(full, "it had to stop");
    assertTrue(plant.batteryW() > -20, "and did: " + plant.batteryW());
  }

  private static double asked(DemoPlant plant) {
    return plant.last.setpoints().stream()
        .filter(s -> s.signal().deviceId().equals("battery1"))
        .mapToDouble(s -> s.value())
        .findFirst()
        .orElse(0);
  }

  @Test
  void theWayBackWithinALimitIsNotSlowedByHunting() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0));
    for (int i = 0; i < 12; i++) {
      plant.loadW = 500 + i % 2 * 3_000;
      plant.run(3);
    }
    plant.loadW = 3_500;
    plant.run(25);
    assertTrue(
        plant.last.alarms().stream().anyMatch(a -> a.code().equals("hunting")),
        () -> "" + plant.last.alarms());
    plant.loadW = 500;
    long over = plant.run(30).stream().filter(w -> w < -20).count();
    assertTrue(over <= 45, "beyond the limit for " + over / 10.0 + " s");
  }

  @Test
  void theImportLimitIsHeldByCarThenComputeThenBattery() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(8000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.6, 0.05, 0.01));
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

  /** It was to make way for the car, and nobody can tell it to. */
  @Test
  void aCarLeavesRoomForABatteryThatChargesOnWhenItIsToStop() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(9_000, 5_000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.34, 0.3, 0.07));
    plant.loadW = 500;
    plant.run(60);
    assertTrue(plant.batteryW() < -3_000, "charges from the grid: " + plant.batteryW());
    plant.batteryRefuses = true;
    plant.carThere = true;
    plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.6, 0.3, 0.07));
    plant.run(40);
    assertTrue(plant.evW() > 1_400, "the car is charged: " + plant.evW());
    assertTrue(plant.gridW() <= 9_000, "imports " + plant.gridW());
  }

  /** To exchange nothing is a wish: it once held back what kept a ramp of the sun off the limit. */
  @Test
  void inAnIslandTestARampOfTheSunStaysWithinTheExportLimit() {
    DemoPlant sunny = new DemoPlant(DemoSite.usual().withLimits(7_000, 0));
    sunny.loadW = 1_500;
    sunny.pvPotentialW = 2_000;
    sunny.mode = new Mode.IslandTest(Optional.empty());
    sunny.run(30);
    for (int second = 1; second <= 20; second++) {
      sunny.pvPotentialW += 97;
      double exportW = -Collections.min(sunny.run(1));
      assertTrue(second < 12 || exportW < 100, second + " s: exports " + exportW);
    }
  }
}
