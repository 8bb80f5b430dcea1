package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.dispatch.DeviceSetpoints.Precedence;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.DemoSite;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.hal.guard.Setpoint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an order may do, and what it may not. */
class DeviceSetpointsTest {

  private static final DemoSite DEMO = DemoSite.usual().withLimits(7_000, 0);

  private final DemoPlant plant = new DemoPlant(DEMO);

  @Test
  void withTheGridACarIsChargedAsOrdered() {
    plant.carThere = true;
    plant.run(10);
    assertEquals(-4_000, ordered("ev1", -4_000, Precedence.FREE, 0), 1);
  }

  @Test
  void inAnIslandNobodyOrdersWhatBalancesItOrLoadsIt() {
    plant.carThere = true;
    plant.run(10);
    double car = wish("ev1");
    double battery = wish("battery1");
    assertEquals(car, ordered("ev1", -4_000, Precedence.TIGHTEN, 0), 0);
    assertEquals(battery, ordered("battery1", 3_000, Precedence.TIGHTEN, 0), 0);
    assertTrue(ordered("compute1", 600, Precedence.TIGHTEN, 0) <= 600, "less is always allowed");
  }

  @Test
  void anOrderKeepsTheGuardToALimit() {
    plant.loadW = 1_000;
    plant.run(30);
    double netW = net("battery1");
    assertEquals(netW - 30, ordered("battery1", 5_000, Precedence.FREE, 0), 1);
    assertEquals(netW - 7_000 + 70, ordered("battery1", -20_000, Precedence.FREE, 0), 1);
  }

  @Test
  void anOrderIsAheadOfSunThatRises() {
    plant.loadW = 1_000;
    plant.run(30);
    double netW = net("battery1");
    assertEquals(netW - 30 - 200, ordered("battery1", 5_000, Precedence.FREE, -200), 1);
    assertEquals(
        netW - 30,
        ordered("battery1", 5_000, Precedence.FREE, 200),
        1,
        "a load that rises is no room yet");
  }

  /** Each was once worked out from what the other did at the moment, and they chased each other. */
  @Test
  void ordersForACarAndABatteryAtOnceSettle() {
    plant.carThere = true;
    plant.loadW = 1_000;
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -8_000.0, "battery1", -5_000.0));
    plant.run(60);
    List<Double> grid = plant.run(120);
    assertTrue(most(grid) - least(grid) < 100, "swings from " + least(grid) + " to " + most(grid));
    assertTrue(most(grid) <= 7_000, "imports " + most(grid));
    assertTrue(least(grid) > 6_700, "the import limit leaves more: " + least(grid));
    assertEquals(8.0 / 5, plant.evW() / -plant.batteryW(), 0.05, "shared as ordered");
  }

  @Test
  void aBatteryThatIsOrderedToGiveMakesRoomForACarOnceItGives() {
    plant.carThere = true;
    plant.loadW = 5_000;
    plant.run(30);
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -4_000.0, "battery1", 3_000.0));
    double onTheWay = most(plant.run(180));
    assertTrue(onTheWay <= 7_000 + 20, "imports " + onTheWay + " on the way");
    assertEquals(4_000, plant.evW(), 5);
    assertEquals(3_000, plant.batteryW(), 5);
    plant.batteryRefuses = true;
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", 0.0, "battery1", -1_000.0));
    plant.run(60);
    assertEquals(3_000, plant.batteryW(), 5);
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -8_000.0, "battery1", -5_000.0));
    plant.run(60);
    assertTrue(plant.gridW() <= 7_000, "imports " + plant.gridW());
  }

  @Test
  void aCarIsGivenNoRoomThatABatteryOnlyPromises() {
    plant.carThere = true;
    plant.loadW = 5_000;
    plant.run(30);
    plant.batteryRefuses = true;
    double batteryW = plant.batteryW();
    plant.loadW = 6_000 + batteryW;
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -4_000.0, "battery1", 5_000.0));
    plant.run(10);
    double most = most(plant.run(120));
    assertTrue(most <= 7_000, "imports " + most);
    assertTrue(plant.evW() > 500, "what is left is used: " + plant.evW());
  }

  @Test
  void aCarOfWhichNothingIsKnownIsChargedAsOrderedAndOtherwiseLeftAlone() {
    plant.carThere = true;
    plant.carTells = false;
    plant.loadW = 5_000;
    plant.run(30);
    assertTrue(plant.last.setpoints().stream().noneMatch(s -> s.signal().deviceId().equals("ev1")));
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -3_000.0));
    plant.run(30);
    assertEquals(3_000, plant.evW(), 5);
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", -11_000.0));
    List<Double> grid = plant.run(60);
    assertTrue(most(grid) <= 7_000, "imports " + most(grid));
    assertEquals(
        -plant.evW(),
        ordered("ev1", -11_000, DeviceSetpoints.Precedence.FREE, 0),
        100,
        "what the limit leaves");
    plant.deviceSetpoints = new DeviceSetpoints(Map.of());
    plant.run(1);
    assertTrue(plant.last.setpoints().stream().noneMatch(s -> s.signal().deviceId().equals("ev1")));
  }

  @Test
  void aCarTakesLessWhereABatteryChargesMoreThanItWasOrdered() {
    plant.carThere = true;
    plant.loadW = 1_000;
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("battery1", -4_000.0));
    plant.run(60);
    plant.batteryRefuses = true;
    plant.deviceSetpoints = new DeviceSetpoints(Map.of("battery1", -500.0, "ev1", -8_000.0));
    plant.run(60);
    assertEquals(-4_000, plant.batteryW(), 5);
    double most = most(plant.run(60));
    assertTrue(most <= 7_000, "imports " + most);
    assertTrue(plant.evW() > 1_500, "what is left is used: " + plant.evW());
    plant.loadW = 3_000;
    plant.run(20);
    most = most(plant.run(60));
    assertTrue(most <= 7_000, "imports " + most);
  }

  /** Whatever is ordered, and whichever of the two is slow. */
  @Test
  void anyTwoOrdersSettleWithinTheLimits() {
    Random random = new Random(5);
    for (int run = 0; run < 60; run++) {
      DemoSite site =
          DemoSite.usual().withLimits(2_000 + random.nextInt(8_000), random.nextInt(4_000));
      DemoPlant any = new DemoPlant(site, random.nextDouble() * 2, 1 + random.nextDouble() * 10);
      any.carThere = true;
      any.loadW = random.nextInt(1_500);
      any.run(30);
      for (int change = 0; change < 3; change++) {
        double car = -random.nextInt(11_000);
        double battery = random.nextInt(10_000) - 5_000;
        any.deviceSetpoints = new DeviceSetpoints(Map.of("ev1", car, "battery1", battery));
        any.run(90);
        List<Double> grid = any.run(60);
        String what = "run " + run + ", ev1 " + car + " W, battery1 " + battery + " W: ";
        assertTrue(most(grid) - least(grid) < 60, what + least(grid) + " to " + most(grid) + " W");
        assertTrue(most(grid) <= site.importW() + 20, what + "imports " + most(grid));
        assertTrue(-least(grid) <= site.exportW() + 20, what + "exports " + -least(grid));
      }
    }
  }

  private static double most(List<Double> values) {
    return Collections.max(values);
  }

  private static double least(List<Double> values) {
    return Collections.min(values);
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

  private double ordered(String device, double watts, Precedence precedence, double aheadW) {
    PlantState state = plant.state.orElseThrow();
    GridLimits limits =
        GridLimits.inForce(DEMO.site(), state, OptionalDouble.empty(), OptionalDouble.empty());
    return value(
        new DeviceSetpoints(Map.of(device, watts))
            .apply(plant.last.setpoints(), state, limits, precedence, aheadW, plant.now()),
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
