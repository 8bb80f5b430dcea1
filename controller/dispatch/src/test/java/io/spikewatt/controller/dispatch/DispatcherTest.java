package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cycle decides by plan and by rule, and what every setpoint says. */
class DispatcherTest {

  @Test
  void selfConsumptionStoresSurplusAndCoversLoad() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.pvPotentialW = 3000;
    plant.run(30);
    assertEquals(-2200, plant.batteryW(), 30);
    assertEquals(0, plant.gridW(), 30);
    plant.pvPotentialW = 0;
    plant.run(30);
    assertEquals(800, plant.batteryW(), 30);
    assertEquals(0, plant.gridW(), 30);
  }

  @Test
  void everyOutputGetsASetpointThatLivesForSomeSeconds() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(5);
    assertEquals(5, plant.last.setpoints().size());
    double lives = plant.last.validUntil().millisSince(plant.now()) / 1000.0;
    assertTrue(lives >= 2.9 && lives <= 5, "live for another " + lives + " s");
    assertEquals(Reason.SELF_CONSUMPTION, plant.follows().battery().orElseThrow().choice());
  }

  /** Stored kWh worth 0.05, 0.2, 0.3, 0.34, 0.5 at an import price of 0.35 and export of 0.08. */
  @ParameterizedTest
  @CsvSource({
    // value, load, pv, battery
    "0.02, 1000, 0, 5000", // less than export pays: sold
    "0.085, 1000, 0, 1300", // covers load
    "0.085, 0, 3000, 0", // but surplus is sold (0.085 * 0.95 - 0.01 < 0.08)
    "0.20, 1000, 0, 1300", // covers load
    "0.20, 0, 3000, -2700", // and stores surplus
    "0.34, 1000, 0, 0", // keeps its energy (0.34 / 0.95 + 0.01 > 0.35)
    "0.34, 0, 3000, -2700", // stores surplus
    "0.50, 1000, 0, -5000", // buys
  })
  void theValueOfStoredEnergyDecidesWhatTheBatteryDoes(
      double value, double load, double pv, double expected) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, value, 0, 0.35, 0.08));
    plant.loadW = load;
    plant.pvPotentialW = pv;
    plant.run(40);
    double computeW = plant.computeW() - 300;
    assertEquals(expected, plant.batteryW() - (plant.batteryW() < 0 ? computeW : 0), 60);
  }

  @Test
  void aLapsedPlanCountsAsNone() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, 0.5, 0, 0.35, 0.08));
    plant.run(30);
    assertEquals(-5000, plant.batteryW(), 50);
    plant.run(3700);
    assertEquals(Reason.SELF_CONSUMPTION, plant.follows().battery().orElseThrow().choice());
    assertTrue(plant.batteryW() >= 0, "no longer buys");
  }

  @Test
  void anUnknownStateOfChargeMeansNoPower() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.run(30);
    plant.lose("battery1", true);
    plant.run(5);
    assertEquals(0, plant.told("battery1"), 0);
    assertTrue(plant.last.alarms().stream().anyMatch(a -> a.code().equals("battery-unknown")));
  }

  @Test
  void outputsThatTheSiteDoesNotHaveAreNotAskedFor() {
    DemoSite demo = DemoSite.usual();
    Dispatcher dispatcher =
        new Dispatcher(
            demo.site(),
            demo.outputs().stream().filter(o -> o.signal().quantity() == Quantity.CONTACT).toList(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    DemoPlant plant = new DemoPlant(demo);
    plant.run(1);
    Dispatch dispatch =
        dispatcher.dispatch(
            plant.state.orElseThrow(),
            Optional.empty(),
            io.spikewatt.controller.limit.GridLimits.inForce(
                demo.site(),
                plant.state.orElseThrow(),
                java.util.OptionalDouble.empty(),
                java.util.OptionalDouble.empty()),
            DeviceRequests.NONE,
            plant.mode,
            plant.now());
    assertEquals(1, dispatch.setpoints().size());
  }
}
