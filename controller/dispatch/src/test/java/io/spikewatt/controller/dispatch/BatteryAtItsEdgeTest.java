package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What decides for a battery that cannot move, and for one whose energy would displace sun. */
class BatteryAtItsEdgeTest {

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());

  @Test
  void anUnknownBatteryRestsBecauseItsStateIsUnknown() {
    plant.loadW = 2000;
    plant.run(20);
    plant.lose("battery1", true);
    plant.run(5);
    assertEquals(Reason.STATE_UNKNOWN, decidedBy());
    plant.pvPotentialW = 9000;
    plant.run(20);
    assertEquals(Reason.STATE_UNKNOWN, decidedBy());
  }

  @Test
  void aFullBatteryTakesNoSurplusBecauseItIsFullWhateverThePrices() {
    plant.socPct = 95;
    plant.pvPotentialW = 3000;
    plan(0.071, 0.07);
    plant.run(60);
    assertEquals(0, plant.told("battery1"), 0);
    assertEquals(Reason.FULL, decidedBy());
  }

  @Test
  void anEmptyBatteryCoversNoLoadBecauseItIsEmptyWhateverThePrices() {
    plant.socPct = 10;
    plant.loadW = 2000;
    plan(0.3, 0.07);
    plant.run(60);
    assertEquals(0, plant.told("battery1"), 0);
    assertEquals(Reason.EMPTY, decidedBy());
  }

  @Test
  void storedEnergyIsNotSoldWhileSunIsHeldBack() {
    plant.socPct = 95;
    plant.pvPotentialW = 9000;
    plan(0.01, 0.07);
    plant.run(60);
    for (int second = 0; second < 120; second++) {
      plant.loadW = 400 + 3 * second;
      plant.run(1);
      assertTrue(plant.pvW() < 8000, "held: " + plant.pvW());
      assertTrue(
          plant.told("battery1") <= 0, second + " s: sells " + plant.told("battery1") + " W");
    }
  }

  @Test
  void storedEnergyIsSoldWithTheRoomThatSunLeaves() {
    plant.socPct = 95;
    plant.pvPotentialW = 2000;
    plan(0.01, 0.07);
    plant.run(60);
    assertEquals(-5000, plant.gridW(), 150);
    plant.pvPotentialW = 0;
    plant.run(60);
    assertEquals(5000, plant.batteryW(), 1);
  }

  private void plan(double storedPerKwh, double exportPerKwh) {
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, storedPerKwh, 0.1, 0.3, exportPerKwh));
  }

  private Reason decidedBy() {
    return plant.follows().battery().orElseThrow().decidedBy();
  }
}
