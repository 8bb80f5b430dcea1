package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done so that import does not rise above the month's peak, and what is not. */
class MonthsPeakTest {

  /** Energy is worth keeping, power is cheap, and the car and compute are worth it. */
  private static DemoPlant plant() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(20_000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.30, 0.6, 0.3, 0.01));
    plant.loadW = 3000;
    return plant;
  }

  @Test
  void theBatteryGivesWhatItWouldKeep() {
    DemoPlant plant = plant();
    plant.run(60);
    assertEquals(0, plant.batteryW(), 40, "kept without a peak");
    double free = plant.gridW();
    plant.peakW = free - 1000;
    plant.run(60);
    assertEquals(free - 1000, plant.gridW(), 40);
    assertEquals(Reason.PEAK, plant.follows().battery().orElseThrow().decidedBy());
    plant.peakW = 20_000;
    plant.run(60);
    assertNotEquals(Reason.PEAK, plant.follows().battery().orElseThrow().decidedBy());
    assertEquals(0, plant.batteryW(), 40);
  }

  @Test
  void chargingFromTheGridStaysBelowThePeak() {
    DemoPlant plant = plant();
    plant.plan = Optional.of(Plans.worth(plant, 0.6, 0.1, 0.3, 0.01));
    plant.peakW = 5000;
    plant.run(60);
    assertTrue(plant.batteryW() < -1000, "charges: " + plant.batteryW());
    assertEquals(5000, plant.gridW(), 60);
  }

  @Test
  void aLevelThatOnlyANowcastRaisedIsNotFilledByCharging() {
    DemoPlant plant = plant();
    plant.plan = Optional.of(Plans.worth(plant, 0.6, 0.1, 0.3, 0.01));
    plant.run(60);
    plant.peakW = 9000;
    plant.storingW = 5000;
    plant.run(60);
    assertTrue(plant.batteryW() < -1000, "charges: " + plant.batteryW());
    assertEquals(5000, plant.gridW(), 60);
    plant.loadW += 5000;
    plant.run(60);
    assertTrue(plant.gridW() > 6000, "load may need more: " + plant.gridW());
    assertEquals(0, plant.batteryW(), 40, "and is not covered below the peak");
  }

  @Test
  void aCarThatCanWaitAndComputeStayBelowThePeak() {
    DemoPlant plant = plant();
    plant.carThere = true;
    plant.socPct = 10;
    plant.peakW = 7000;
    plant.run(120);
    assertTrue(plant.evW() > 1400, "the car charges: " + plant.evW());
    assertTrue(plant.gridW() < 7060, "imports " + plant.gridW());
    plant.peakW = 3500;
    plant.run(60);
    assertEquals(0, plant.evW(), 1);
  }

  @Test
  void aCarThatHasToBeReadyGoesBeforeThePeak() {
    DemoPlant plant = plant();
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.peakW = 7000;
    plant.run(60);
    assertEquals(11_000, plant.evW(), 60);
  }

  @Test
  void anEmptyBatteryAndAReserveAreNotDrawnUpon() {
    DemoPlant plant = plant();
    plant.socPct = 10;
    plant.peakW = 1000;
    plant.run(60);
    assertEquals(0, plant.batteryW(), 40);
    assertFalse(plant.shedding(), "a peak is no limit");
    assertNotEquals(Reason.PEAK, plant.follows().battery().orElseThrow().decidedBy());
  }
}
