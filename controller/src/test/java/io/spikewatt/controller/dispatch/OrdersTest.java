package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.dispatch.Orders.Standing;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.DemoSite;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.hal.guard.Setpoint;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What an order may do, and what it may not. */
class OrdersTest {

  private static final DemoSite DEMO = DemoSite.usual().withLimits(7_000, 0);

  private final DemoPlant plant = new DemoPlant(DEMO);

  @Test
  void withTheGridACarIsChargedAsOrdered() {
    plant.carThere = true;
    plant.run(10);
    assertEquals(-4_000, ordered("ev1", -4_000, Standing.FREE, 0), 1);
  }

  @Test
  void inAnIslandNobodyOrdersWhatBalancesItOrLoadsIt() {
    plant.carThere = true;
    plant.run(10);
    double car = wish("ev1");
    double battery = wish("battery1");
    assertEquals(car, ordered("ev1", -4_000, Standing.TIGHTEN, 0), 0);
    assertEquals(battery, ordered("battery1", 3_000, Standing.TIGHTEN, 0), 0);
    assertTrue(ordered("compute1", 600, Standing.TIGHTEN, 0) <= 600, "less is always allowed");
  }

  @Test
  void anOrderKeepsTheGuardToALimit() {
    plant.loadW = 1_000;
    plant.run(30);
    double netW = net("battery1");
    assertEquals(netW - 30, ordered("battery1", 5_000, Standing.FREE, 0), 1);
    assertEquals(netW - 7_000 + 70, ordered("battery1", -20_000, Standing.FREE, 0), 1);
  }

  @Test
  void anOrderIsAheadOfSunThatRises() {
    plant.loadW = 1_000;
    plant.run(30);
    double netW = net("battery1");
    assertEquals(netW - 30 - 200, ordered("battery1", 5_000, Standing.FREE, -200), 1);
    assertEquals(
        netW - 30,
        ordered("battery1", 5_000, Standing.FREE, 200),
        1,
        "a load that rises is no room yet");
  }

  /** Power of the device at which the grid's would be 0. */
  private double net(String device) {
    PlantState state = plant.state.orElseThrow();
    double present =
        state.batteries().stream()
            .filter(battery -> battery.id().equals(device))
            .findFirst()
            .orElseThrow()
            .powerW()
            .ifKnown()
            .orElseThrow();
    return present + state.gridW().ifKnown().orElseThrow();
  }

  private double wish(String device) {
    return value(plant.last.setpoints(), device);
  }

  private double ordered(String device, double watts, Standing standing, double aheadW) {
    PlantState state = plant.state.orElseThrow();
    GridLimits limits =
        GridLimits.inForce(DEMO.site(), state, OptionalDouble.empty(), OptionalDouble.empty());
    return value(
        new Orders(Map.of(device, watts))
            .apply(plant.last.setpoints(), state, limits, standing, aheadW),
        device);
  }

  private static double value(Iterable<Setpoint> setpoints, String device) {
    for (Setpoint setpoint : setpoints) {
      if (setpoint.signal().deviceId().equals(device)) {
        return setpoint.value();
      }
    }
    throw new AssertionError("no setpoint for " + device);
  }
}
