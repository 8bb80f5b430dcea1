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

/** A car that has what it needs, and whose further energy is worth something. */
class CarsWorthTest {

  private static DemoPlant plant(DemoSite demo, double importPerKwh) {
    DemoPlant plant = new DemoPlant(demo);
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.05, 0.2, importPerKwh, 0.08));
    plant.carThere = true;
    plant.carSocPct = 85;
    plant.carTargetPct = 80;
    return plant;
  }

  @Test
  void itTakesSurplusBeyondItsTargetAndNothingFromADearGrid() {
    DemoPlant plant = plant(DemoSite.usual().withCarWorth(0.2), 0.35);
    plant.run(300);
    assertEquals(0, plant.evW(), 1);
    plant.pvPotentialW = 8000;
    plant.run(300);
    assertTrue(plant.evW() > 4000, plant.evW() + " W");
    assertEquals(Reason.SURPLUS, plant.why("ev1").choice());
  }

  @Test
  void itBuysWhereEnergyCostsLessThanItsWorth() {
    DemoPlant plant = plant(DemoSite.usual().withCarWorth(0.2), 0.1);
    plant.run(300);
    assertTrue(plant.evW() > 6000, plant.evW() + " W");
    assertEquals(Reason.CHEAP_ENERGY, plant.why("ev1").choice());
  }

  @Test
  void withoutAWorthItRestsAtItsTarget() {
    DemoPlant plant = plant(DemoSite.usual(), 0.1);
    plant.pvPotentialW = 8000;
    plant.run(300);
    assertEquals(0, plant.evW(), 1);
    assertEquals(Reason.NOTHING_TO_CHARGE, plant.why("ev1").choice());
  }

  @Test
  void minutesBeforeItLeavesNothingOfItIsUrgent() {
    DemoPlant plant = plant(DemoSite.usual().withCarWorth(0.2), 0.35);
    plant.carLeavesInS = 600;
    plant.run(300);
    assertEquals(0, plant.evW(), 1);
  }
}
