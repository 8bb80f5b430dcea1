package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.testkit.DemoSite;
import org.junit.jupiter.api.Test;

/** The demo site's battery gives 5 kW and holds 10 kWh. */
final class UncoveredLoadTest {

  private static final double QUARTER = 0.25;

  private final UncoveredLoad uncovered = new UncoveredLoad(DemoSite.usual().site());
  private final DemoPlant plant = new DemoPlant(DemoSite.usual());

  @Test
  void aFullBatteryCoversItsPower() {
    assertEquals(2_000, uncovered.watts(7_000, at(80), 0, QUARTER), 1);
    assertEquals(7_000, uncovered.watts(7_000, at(80), 85, QUARTER), 1, "a commanded reserve");
    assertEquals(0, uncovered.watts(4_000, at(80), 0, QUARTER), "less than it gives");
    assertEquals(0, uncovered.watts(-3_000, at(80), 0, QUARTER), "production is no import");
  }

  @Test
  void anEmptyOneCoversNothingAndANearlyEmptyOneItsRest() {
    assertEquals(7_000, uncovered.watts(7_000, at(5), 0, QUARTER), 1);
    double shortW = uncovered.watts(7_000, at(14), 0, QUARTER);
    assertEquals(7_000 - 400 * 0.95 / QUARTER, shortW, 100, "4 % above its minimum, for so long");
    assertEquals(
        2_000, uncovered.watts(7_000, at(14), 0, QUARTER / 15), 1, "for a minute it is enough");
  }

  @Test
  void oneOfUnknownChargeCoversNothing() {
    plant.lose("battery1", true);
    assertEquals(7_000, uncovered.watts(7_000, at(80), 0, QUARTER), 1);
  }

  private PlantState at(double socPct) {
    plant.socPct = socPct;
    plant.run(1);
    return plant.state.orElseThrow();
  }
}
