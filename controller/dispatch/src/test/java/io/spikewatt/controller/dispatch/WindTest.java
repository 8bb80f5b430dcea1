package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A site with PV, 10 kW, and a wind turbine. */
class WindTest {

  private static DemoPlant full(DemoSite site) {
    DemoPlant plant = new DemoPlant(site);
    plant.socPct = 95;
    return plant;
  }

  @Test
  void atNightTheTurbineMayMakeWhatTheSiteTakesAndNotItsShareOnly() {
    DemoPlant plant = full(DemoSite.usual().withLimits(12_000, 0).withWind(10_000));
    plant.loadW = 4_000;
    plant.windPotentialW = 9_000;
    plant.run(120);
    assertTrue(plant.gridW() > -20, "exports " + plant.gridW());
    assertTrue(plant.windW() > 2_900, "wind " + plant.windW() + " of a load of 4300");
    assertEquals(Potential.CURTAILED, plant.state.orElseThrow().potential(BalanceTerm.WIND));
    assertEquals(Potential.UNCURTAILED, plant.state.orElseThrow().potential(BalanceTerm.PV));
  }

  @Test
  void aTurbineThatIsNotReadIsNotACalm() {
    DemoPlant plant = full(DemoSite.usual().withLimits(12_000, 0).withWind(10_000));
    plant.windPotentialW = 6_000;
    plant.run(60);
    plant.lose("wind1", true);
    plant.lose("feeder1", true);
    plant.run(60);
    assertFalse(plant.state.orElseThrow().windW().isKnown());
    assertEquals(OptionalDouble.empty(), plant.state.orElseThrow().sourceW());
    assertTrue(plant.gridW() > -50, "exports " + plant.gridW());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverSunWindAndLoadDoTheExportIsBackWithinItsLimit(long seed) {
    Random random = new Random(seed);
    double exportW = 1_000 * random.nextInt(4);
    double windW = 2_000 + 12_000 * random.nextDouble();
    DemoPlant plant = full(DemoSite.usual().withLimits(12_000, exportW).withWind(windW));
    for (int i = 0; i < 30; i++) {
      switch (random.nextInt(3)) {
        case 0 -> plant.loadW = 300 + 6_000 * random.nextDouble();
        case 1 -> plant.pvPotentialW = 10_000 * Math.max(0, random.nextDouble() - 0.3);
        default -> plant.windPotentialW = windW * Math.max(0, 1.3 * random.nextDouble() - 0.2);
      }
      List<Double> grid = plant.run(40);
      double most = grid.subList(150, 400).stream().mapToDouble(w -> -w).max().orElseThrow();
      assertTrue(most <= exportW + 30, "exports " + most + " with a limit of " + exportW);
      // Far from the bound it rests until it is a tenth of the rated power off.
      double takeW = plant.loadW + plant.computeW() + DemoSite.BATTERY.chargeW() + exportW;
      double caps = plant.told("pv1") + plant.told("wind1");
      assertTrue(
          caps <= takeW + 0.11 * (10_000 + windW) || caps >= 10_000 + windW - 1,
          "both may make " + caps + " where " + takeW + " can be taken");
    }
  }
}
