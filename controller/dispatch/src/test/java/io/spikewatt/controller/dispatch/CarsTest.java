package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.testkit.DemoSite;
import org.junit.jupiter.api.Test;

/** When a car is charged, how much, and how often that changes. */
class CarsTest {

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
}
