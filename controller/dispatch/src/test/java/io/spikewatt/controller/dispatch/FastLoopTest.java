package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the loop knows of its devices and its meter after a few steps, and what it does with it. */
class FastLoopTest {

  private static final double STEP_W = 2000;

  @Test
  void aSlowBatteryThatIsKnownIsThereInHalfTheTime() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withBattery(1.6, 14.2));
    getToKnow(plant);
    double settled = step(plant, 0.03);
    assertTrue(settled < 9, "within 5 % after " + settled + " s");
  }

  @ParameterizedTest
  @CsvSource({"1.6, 3.8, 1", "1.6, 3.8, 3", "1.6, 14.2, 1", "0.6, 2.8, 2"})
  void aMeterThatIsBehindDoesNotMakeItOvershootOnceItIsKnown(
      double deadS, double settlingS, double meterTauS) {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withBattery(deadS, settlingS));
    plant.meterTauS = meterTauS;
    getToKnow(plant);
    step(plant, 0.05);
  }

  @Test
  void fiveSecondsAfterTheLastReadingNothingIsSteeredWhateverTheModeSays() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 2000));
    plant.pvPotentialW = 7500;
    plant.run(60);
    assertTrue(plant.batteryW() < -4900, "stores what it can");
    assertTrue(plant.pvW() > 7000, "so PV may make more than the limit");
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    plant.run(4.5);
    assertTrue(plant.batteryW() < -4900, "held for a moment");
    plant.run(1.5);
    assertTrue(plant.mode instanceof Mode.SelfConsumption);
    double cap =
        plant.last.setpoints().stream()
            .filter(s -> s.signal().deviceId().equals("pv1"))
            .mapToDouble(s -> s.value())
            .findFirst()
            .orElseThrow();
    assertEquals(2000, cap, 1, "the static limit");
    plant.run(20);
    assertEquals(0, plant.batteryW(), 1);
    plant.lose("meter1", false);
    plant.lose("feeder1", false);
    plant.run(60);
    assertTrue(plant.batteryW() < -4900, "and goes on when the meter is back");
  }

  @Test
  void curtailedPvIsWithinTheLimitInItsOwnTimeAndStaysThere() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0));
    plant.socPct = 95;
    plant.loadW = 7000;
    plant.pvPotentialW = 7500;
    plant.run(120);
    plant.loadW = 300;
    List<Double> grid = plant.run(120);
    double worst = grid.subList(50, grid.size()).stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(worst > -50, "3 s and the inverter's settling later it exports " + -worst + " W");
    assertEquals(
        300 + plant.computeW(), plant.pvW(), 80, "and what load and compute take is not curtailed");
  }

  private static void getToKnow(DemoPlant plant) {
    for (int i = 0; i < 8; i++) {
      plant.loadW = i % 2 == 0 ? 3200 : 700;
      plant.run(60);
    }
  }

  /** Seconds until the grid's power stays within 5 % of a step; fails if it overshoots. */
  private static double step(DemoPlant plant, double overshoot) {
    plant.loadW = 1000;
    plant.run(120);
    plant.loadW = 1000 + STEP_W;
    List<Double> grid = plant.run(120);
    double least = grid.stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(least > -overshoot * STEP_W - 10, "overshoots to " + least + " W");
    int last = 0;
    for (int i = 0; i < grid.size(); i++) {
      last = Math.abs(grid.get(i)) > 0.05 * STEP_W ? i : last;
    }
    return last / 10.0;
  }
}
