package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.GridUse;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.testkit.DemoSite;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A battery that must not charge from the grid, or not discharge into it. */
class KeptFromGridTest {

  private static final GridUse NO_CHARGE = new GridUse(false, true);
  private static final GridUse NO_DISCHARGE = new GridUse(true, false);

  /** A plan by which stored energy is worth so much, at 0.35 for import and 0.08 for export. */
  private static DemoPlant plant(GridUse use, double perKwh) {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withGridUse(use));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, perKwh, 0, 0.35, 0.08));
    return plant;
  }

  private static Optional<Reason> bound(DemoPlant plant) {
    return plant.why("battery1").bound().map(bound -> bound.reason());
  }

  @Test
  void itTakesSurplusAloneHoweverMuchStoredEnergyIsWorth() {
    DemoPlant plant = plant(NO_CHARGE, 0.5);
    plant.run(40);
    assertEquals(0, plant.batteryW(), 1);
    assertEquals(Optional.of(Reason.NO_GRID_CHARGE), bound(plant));
    assertEquals(Reason.CHARGE_FROM_GRID, plant.why("battery1").choice());
    plant.pvPotentialW = 3000;
    plant.run(40);
    assertEquals(-(3000 - 500 - plant.computeW()), plant.batteryW(), 30);
  }

  @Test
  void itCoversLoadAloneHoweverLittleStoredEnergyIsWorth() {
    DemoPlant plant = plant(NO_DISCHARGE, 0.01);
    plant.loadW = 2000;
    plant.run(40);
    assertEquals(2000 + plant.computeW(), plant.batteryW(), 30);
    assertEquals(Optional.of(Reason.NO_GRID_DISCHARGE), bound(plant));
  }

  @ParameterizedTest
  @CsvSource({"0.5, -5000", "0.01, 5000"})
  void aRequestDoesNotTradeWithTheGridEitherAndTheSetpointSaysSo(double perKwh, double requestW) {
    for (Mode mode :
        new Mode[] {
          new Mode.Auto(Optional.empty()),
          new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty())
        }) {
      DemoPlant plant = plant(new GridUse(false, false), perKwh);
      plant.mode = mode;
      plant.requests = Map.of("battery1", requestW);
      plant.loadW = 1000;
      plant.run(40);
      double expected = requestW < 0 ? 0 : 1000 + plant.computeW();
      assertEquals(expected, plant.batteryW(), 30, mode.name());
      Reason reason = requestW < 0 ? Reason.NO_GRID_CHARGE : Reason.NO_GRID_DISCHARGE;
      assertEquals(Optional.of(reason), bound(plant), mode.name());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5", "0.2", "0.01"})
  void inNoSecondASetpointGoesBeyondTheMeasuredSurplusOrLoad(double perKwh) {
    DemoPlant plant = plant(new GridUse(false, false), perKwh);
    Random random = new Random(7);
    for (int second = 0; second < 1200; second++) {
      // What the meter shows at the next decision.
      double net = plant.gridW() + plant.batteryW();
      if (random.nextInt(15) == 0) {
        plant.loadW = 6000 * random.nextDouble();
        plant.pvPotentialW = 9000 * random.nextDouble();
      }
      plant.run(1);
      double toldW = plant.told("battery1");
      String where = "second " + second + ": " + toldW + " W at a net load of " + net + " W";
      assertTrue(toldW >= -Math.max(0, -net) - 11, where);
      assertTrue(toldW <= Math.max(0, net) + 11, where);
    }
  }

  @Test
  void curtailedSunReturnsForABatteryThatMayOnlyTakeSurplus() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(12_000, 0).withGridUse(NO_CHARGE));
    plant.pvPotentialW = 4000;
    plant.loadW = 4000;
    plant.run(60);
    plant.loadW = 500;
    plant.run(120);
    assertEquals(4000, plant.pvW(), 150);
    assertEquals(-(4000 - 500 - plant.computeW()), plant.batteryW(), 150);
  }
}
