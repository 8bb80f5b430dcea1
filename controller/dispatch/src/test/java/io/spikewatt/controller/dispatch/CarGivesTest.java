package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a car that may be discharged serves the site, and when it does not. */
class CarGivesTest {

  /** An empty battery, load, and a car whose energy is worth less than import costs. */
  private static DemoPlant plant(DemoSite site) {
    DemoPlant plant = new DemoPlant(site);
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.2, 0.35, 0.01));
    plant.socPct = 10;
    plant.carThere = true;
    plant.carSocPct = 60;
    plant.carLeavesInS = 20 * 3600;
    plant.loadW = 4000;
    return plant;
  }

  private static DemoSite site() {
    return DemoSite.usual().withGivingCar(5000);
  }

  @Test
  void itCoversTheLoadWhereImportIsDearer() {
    DemoPlant plant = plant(site());
    plant.run(120);
    assertEquals(-4300, plant.evW(), 150, "load and the compute that always runs");
    assertEquals(0, plant.gridW(), 150);
    plant.loadW = 9000;
    plant.run(60);
    assertEquals(-5000, plant.evW(), 30, "no more than it can");
    plant.loadW = 2000;
    plant.run(60);
    assertEquals(0, plant.gridW(), 150, "follows");
  }

  @Test
  void itKeepsItsEnergyWhereImportIsCheaper() {
    DemoPlant plant = plant(site());
    plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.4, 0.35, 0.01));
    plant.run(300);
    assertTrue(plant.evW() > -1, "car " + plant.evW());
  }

  @Test
  void theBatteryGoesFirstWhereItsEnergyIsWorthLess() {
    DemoPlant plant = plant(site());
    plant.plan = Optional.of(Plans.worth(plant, 0.1, 0.2, 0.35, 0.01));
    plant.socPct = 80;
    plant.run(120);
    assertEquals(4300, plant.batteryW(), 100);
    assertTrue(plant.evW() > -1, "car " + plant.evW());
    plant.loadW = 8000;
    plant.run(120);
    assertEquals(-3300, plant.evW(), 150, "what the battery cannot");
  }

  @Test
  void neverBelowItsReserve() {
    DemoPlant plant = plant(site());
    plant.carSocPct = 31.5;
    for (int minute = 0; minute < 60; minute++) {
      plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.2, 0.35, 0.01));
      plant.run(60);
    }
    assertEquals(30, plant.carSocPct, 0.1);
    assertTrue(plant.evW() > -1, "car " + plant.evW());
  }

  @Test
  void notWhereItWouldNotBeReadyInTime() {
    DemoPlant plant = plant(site());
    plant.carLeavesInS = 2 * 3600;
    plant.run(300);
    assertTrue(plant.evW() > -1, "car " + plant.evW());
  }

  @Test
  void atOnceNoLongerWhenTheDriverNeedsIt() {
    DemoPlant plant = plant(site());
    plant.run(60);
    assertTrue(plant.evW() < -4000);
    plant.carLeavesInS = 1800;
    plant.run(60);
    assertEquals(12_000 - 120 - 4300, plant.evW(), 60, "all that the import limit leaves");
  }

  @Test
  void notByRuleInAnIslandOrFromAChargerThatOnlyCharges() {
    DemoPlant plant = plant(site());
    plant.plan = Optional.empty();
    plant.run(120);
    assertTrue(plant.evW() > -1, "without a plan " + plant.evW());
    DemoPlant only = plant(DemoSite.usual());
    only.run(120);
    assertTrue(only.evW() > -1, "charger that only charges " + only.evW());
    assertTrue(
        only.last.setpoints().stream()
            .filter(s -> s.signal().deviceId().equals("ev1"))
            .mapToDouble(ExplainedSetpoint::value)
            .allMatch(w -> w <= 0));
  }

  @Test
  void itIsNotSwitchedMoreThanAllowed() {
    DemoPlant plant = plant(site());
    int switches = 0;
    boolean gives = false;
    for (int i = 0; i < 360; i++) {
      if (i % 30 == 0) {
        plant.plan = Optional.of(Plans.worth(plant, 0.36, 0.2, 0.35, 0.01));
      }
      plant.loadW = i % 2 == 0 ? 400 : 2500;
      plant.run(10);
      boolean now = plant.evW() < -700;
      switches += now != gives ? 1 : 0;
      gives = now;
    }
    assertTrue(switches > 2 && switches <= 26, switches + " switches in an hour");
  }
}
