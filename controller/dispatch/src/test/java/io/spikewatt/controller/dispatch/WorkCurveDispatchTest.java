package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role.WorkPoint;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A cluster from 300 to 2000 W whose kWh is worth .10 at full power, so .20 an hour. A kWh is worth
 * .24 up to its cliff at 800 W, then .10 up to 1400 W and .033 up to 2000 W.
 */
class WorkCurveDispatchTest {

  @ParameterizedTest
  @CsvSource({"0.30, 300", "0.20, 800", "0.06, 1400", "0.02, 2000"})
  void theGridGivesUpToWhereTheLastKwhIsWorthItsPrice(double importPerKwh, double watts) {
    DemoPlant plant = plant(12_000);
    plan(plant, importPerKwh, -0.1);
    plant.run(10);
    assertEquals(watts, plant.told("compute1"), 1);
  }

  @Test
  void aSurplusGivesNothingBelowTheCliffAndNoMoreThanExportPays() {
    DemoPlant plant = plant(12_000);
    plant.socPct = 95;
    plan(plant, 0.35, 0.05);
    for (double surplusW = 0; surplusW < 3000; surplusW += 50) {
      plant.pvPotentialW = plant.loadW + 300 + surplusW;
      for (int s = 0; s < 12; s++) {
        plant.run(1);
        double toldW = plant.told("compute1");
        assertTrue(toldW <= 300 || toldW >= 800, "told " + toldW);
      }
      double expectedW = surplusW < 450 ? 300 : Math.min(1400, 300 + Math.max(500, surplusW));
      // Between 90 and 105 % of its least power it stays as it was.
      double toleranceW = surplusW >= 450 && surplusW <= 525 ? 500 : 60;
      assertEquals(expectedW, plant.told("compute1"), toleranceW, surplusW + " W of surplus");
    }
  }

  @Test
  void whatTheBatteryGainsMoreFromIsLeftToIt() {
    DemoPlant plant = plant(12_000);
    plant.pvPotentialW = 6000;
    plant.plan = Optional.of(Plans.worth(plant, 0.18, 0, 0.35, -0.1));
    plant.run(30);
    assertEquals(800, plant.told("compute1"), 1);
    assertEquals(-6000 + 500 + 800, plant.batteryW(), 60);
  }

  @Test
  void aRequestBelowTheCliffLeavesIdlePower() {
    DemoPlant plant = plant(12_000);
    plan(plant, 0.02, -0.1);
    plant.requests = Map.of("compute1", 600.0);
    plant.run(10);
    assertEquals(300, plant.told("compute1"), 1);
    plant.requests = Map.of("compute1", 1000.0);
    plant.run(10);
    assertEquals(1000, plant.told("compute1"), 1);
  }

  @Test
  void theCurveThatItReportsReplacesTheConfiguredOne() {
    DemoPlant plant = plant(12_000);
    plan(plant, 0.06, -0.1);
    plant.computeTells = reported(1000, 100);
    plant.run(10);
    assertEquals(1000, plant.told("compute1"), 1, "all of its work is done at the cliff");
    plant.computeTells = Map.of();
    plant.pass(3560);
    plan(plant, 0.06, -0.1);
    plant.run(20);
    assertEquals(1000, plant.told("compute1"), 1, "the last one counts for an hour");
    plant.run(40);
    assertEquals(1400, plant.told("compute1"), 1, "then the configured one");
  }

  @Test
  void aReportThatDoesNotFitDoesNotCount() {
    for (Map<Quantity, Double> odd :
        List.of(reported(1000, 20), reported(2100, 100), reported(200, 100))) {
      DemoPlant plant = plant(12_000);
      plan(plant, 0.06, -0.1);
      plant.computeTells = odd;
      plant.run(10);
      assertEquals(1400, plant.told("compute1"), 1);
    }
  }

  @Test
  void aClusterThatIgnoresItsBudgetIsNoRoomForOthers() {
    DemoPlant plant = plant(4000);
    plan(plant, 0.02, -0.1);
    plant.run(30);
    assertEquals(2000, plant.computeW(), 1);
    plant.computeIgnores = true;
    plan(plant, 0.30, 0.25);
    plant.socPct = 10;
    plant.carThere = true;
    plant.carSocPct = 20;
    plant.carLeavesInS = 3600;
    plant.run(60);
    assertEquals(300, plant.told("compute1"), 1, "it is told its idle power");
    assertEquals(2000, plant.computeW(), 1, "and draws all");
    assertEquals(0, plant.last.alarms().stream().filter(a -> a.code().contains("limit")).count());
    double most = plant.run(300).stream().mapToDouble(watts -> watts).max().orElseThrow();
    assertTrue(most <= 4000, "imports " + most);
    assertTrue(plant.evW() > 1200, "the car gets the rest: " + plant.evW());
  }

  /** Its response time is 5 s: what it still draws then, no setpoint takes back. */
  @ParameterizedTest
  @CsvSource({"2600, 1370", "2300, 1670"})
  void aClusterThatIgnoresItsBudgetIsToldTheLeastOnceItsResponseTimeIsOver(
      double loadW, double roomW) {
    DemoPlant plant = plant(4000);
    plant.socPct = 10;
    plan(plant, 0.02, -0.1);
    plant.run(30);
    assertEquals(2000, plant.computeW(), 1);
    plant.computeIgnores = true;
    plant.loadW = loadW;
    plant.run(3);
    assertEquals(roomW, plant.told("compute1"), 100, "the room that is left if it follows");
    plant.run(9);
    assertEquals(300, plant.told("compute1"), 1);
    assertEquals(loadW + 2000, plant.gridW(), 50);
  }

  /** What it drew before a setpoint is no sign that it ignores the setpoint. */
  @Test
  void aClusterThatFollowsIsNotAccusedByAnOldReport() {
    DemoPlant plant = plant(4000);
    plant.socPct = 10;
    plan(plant, 0.02, -0.1);
    plant.run(30);
    plant.computeRenewedS = 14;
    plant.loadW = 2600;
    for (int s = 0; s < 60; s++) {
      plant.run(1);
      assertTrue(plant.told("compute1") > 1200, "after " + s + " s: " + plant.told("compute1"));
    }
  }

  private static Map<Quantity, Double> reported(double cliffW, double workAtCliffPct) {
    return Map.of(
        Quantity.IDLE_POWER_W, 250.0,
        Quantity.CLIFF_POWER_W, cliffW,
        Quantity.FULL_POWER_W, 2000.0,
        Quantity.WORK_SHARE_0_PCT, workAtCliffPct,
        Quantity.WORK_SHARE_25_PCT, 100.0,
        Quantity.WORK_SHARE_50_PCT, workAtCliffPct < 100 ? 90.0 : 100,
        Quantity.WORK_SHARE_75_PCT, 100.0);
  }

  private static DemoPlant plant(double importW) {
    DemoPlant plant =
        new DemoPlant(
            DemoSite.usual()
                .withLimits(importW, 5000)
                .withWorkCurve(
                    new WorkPoint(800, 60), new WorkPoint(1400, 90), new WorkPoint(2000, 100)));
    plant.mode = new Mode.Auto(Optional.empty());
    return plant;
  }

  /** The battery covers no load and stores no surplus. */
  private static void plan(DemoPlant plant, double importPerKwh, double exportPerKwh) {
    plant.plan =
        Optional.of(Plans.worth(plant, importPerKwh - 0.001, 0, importPerKwh, exportPerKwh));
  }
}
