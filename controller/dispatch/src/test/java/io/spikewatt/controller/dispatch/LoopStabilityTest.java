package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop over plants with the dead and settling times that PerModPAR measured. */
class LoopStabilityTest {

  private static final double STEP_W = 2000;

  @ParameterizedTest(name = "{0}: dead {1} s, settling {2} s, cycle {3} s, telemetry {4} s old")
  @CsvSource({
    "Junelight, 1.6, 3.8, 1, 0",
    "Junelight, 1.6, 3.8, 1, 0.4",
    "Junelight, 1.6, 3.8, 1, 0.9",
    "Junelight, 1.6, 3.8, 6, 0",
    "Junelight, 1.6, 3.8, 6, 0.9",
    "Plenticore 5.5, 0.63, 2.79, 1, 0",
    "Plenticore 5.5, 0.63, 2.79, 1, 0.9",
    "Plenticore 5.5, 0.63, 2.79, 6, 0",
    "Plenticore 10, 0.61, 2.74, 1, 0",
    "Plenticore 10, 0.61, 2.74, 1, 0.9",
    "Plenticore 10, 0.61, 2.74, 6, 0",
    "GEN24, 1.6, 14.2, 1, 0",
    "GEN24, 1.6, 14.2, 1, 0.9",
    "GEN24, 1.6, 14.2, 6, 0",
    "GEN24, 1.6, 14.2, 6, 0.9",
  })
  void aLoadStepIsFollowedWithoutOvershootOrLimitCycle(
      String name, double dead, double settling, int cycleS, double ageS) {
    DemoSite demo =
        DemoSite.usual().withCycle(Duration.ofSeconds(cycleS)).withBattery(dead, settling);
    DemoPlant plant = new DemoPlant(demo);
    plant.batteryAgeS = ageS;
    plant.loadW = 1000;
    plant.run(120);
    plant.loadW = 1000 + STEP_W;
    List<Double> up = plant.run(120);
    assertFollowed(name + " up", up, settling, cycleS, 0.05);
    plant.loadW = 1000;
    List<Double> down = plant.run(120).stream().map(w -> -w).toList();
    assertFollowed(name + " down", down, settling, cycleS, 0.05);
  }

  @ParameterizedTest(name = "profile says {0}/{1} s, the device does {2}/{3} s, meter tau {4} s")
  @CsvSource({
    "1.6, 3.8, 1.6, 14.2, 0",
    "1.6, 3.8, 0.6, 2.7, 0",
    "0.6, 2.7, 1.6, 3.8, 0",
    "1.6, 3.8, 1.6, 3.8, 0.5",
    "1.6, 14.2, 1.6, 14.2, 1",
  })
  void aWrongProfileOrALaggingMeterDoesNotMakeItCycle(
      double dead, double settling, double realDead, double realSettling, double meterTau) {
    DemoPlant plant =
        new DemoPlant(DemoSite.usual().withBattery(dead, settling), realDead, realSettling);
    plant.batteryAgeS = 0.5;
    plant.meterTauS = meterTau;
    plant.loadW = 1000;
    plant.run(120);
    plant.loadW = 1000 + STEP_W;
    double slowest = 2 * Math.max(settling, realSettling);
    assertFollowed("up", plant.run(120), slowest, 1, 0.35);
  }

  @ParameterizedTest
  @CsvSource({"3", "6"})
  void aMeterThatLagsBadlyIsSurvivedByLoweringTheGain(double meterTau) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.meterTauS = meterTau;
    plant.loadW = 1000;
    plant.run(120);
    plant.loadW = 1000 + STEP_W;
    plant.run(300);
    List<Double> late = plant.run(60);
    double swing =
        late.stream().mapToDouble(w -> w).max().orElseThrow()
            - late.stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(swing < 0.1 * STEP_W, "still swings by " + swing + " W");
  }

  /** Grid power starts near the step and has to fall to about 0 and stay there. */
  private static void assertFollowed(
      String what, List<Double> grid, double settling, double cycle, double overshoot) {
    int settled = (int) (10 * (2 * settling + 2 * cycle));
    double least = grid.stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(least > -overshoot * STEP_W - 25, what + " overshoots to " + least + " W");
    for (int i = settled; i < grid.size(); i++) {
      double w = grid.get(i);
      assertTrue(Math.abs(w) < 0.05 * STEP_W, what + " is at " + w + " W after " + i / 10.0 + " s");
    }
    double late =
        grid.subList(600, 1200).stream().mapToDouble(w -> w).max().orElseThrow()
            - grid.subList(600, 1200).stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(late < 20, what + " still swings by " + late + " W");
  }
}
