package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.testkit.DemoSite;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a request may do, and what it may not. */
class DeviceRequestsTest {

  private static final DemoSite DEMO = DemoSite.usual().withLimits(7_000, 0);

  private final DemoPlant plant = new DemoPlant(DEMO);

  @Test
  void withTheGridACarIsChargedAsRequested() {
    plant.carThere = true;
    plant.run(10);
    assertEquals(-4_000, requested("ev1", -4_000), 1);
  }

  /** The growth of its own draw is no load that comes: there is room for all of it. */
  @Test
  void aCarsOwnRampTakesNoneOfItsRoom() {
    DemoPlant ramping = new DemoPlant(DemoSite.usual().withLimits(7_000, 5_000).withReserve(60));
    ramping.carThere = true;
    ramping.loadW = 1_900;
    ramping.run(30);
    ramping.requests = Map.of("ev1", -4_300.0);
    for (int i = 0; i < 30; i++) {
      ramping.run(1);
      assertEquals(-4_300, ramping.told("ev1"), 1, "the car after " + i + " s");
    }
    assertEquals(4_300, ramping.evW(), 50);
  }

  @Test
  void inAnIslandNobodyRequestsWhatBalancesItOrLoadsIt() {
    DemoPlant free = islandTest(Map.of());
    double car = free.told("ev1");
    double battery = free.told("battery1");
    assertTrue(car < -1_400, "the car is charged: " + car);
    assertEquals(car, islandTest(Map.of("ev1", -11_000.0)).told("ev1"), 0);
    assertEquals(-500, islandTest(Map.of("ev1", -500.0)).told("ev1"), 0, "less is allowed");
    assertEquals(battery, islandTest(Map.of("battery1", 3_000.0)).told("battery1"), 0);
    assertTrue(islandTest(Map.of("compute1", 600.0)).told("compute1") <= 600);
  }

  private static DemoPlant islandTest(Map<String, Double> requests) {
    DemoPlant plant = new DemoPlant(DEMO);
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.carThere = true;
    plant.pvPotentialW = 9_000;
    plant.socPct = 94;
    plant.run(60);
    plant.requests = requests;
    plant.run(1);
    return plant;
  }

  @Test
  void aRequestKeepsTheGuardToALimit() {
    plant.loadW = 3_000;
    plant.run(30);
    double netW = plant.batteryW() + plant.gridW();
    assertEquals(netW - 30, requested("battery1", 5_000), 1);
    assertEquals(netW - 7_000 + 70, requested("battery1", -20_000), 1);
  }

  @Test
  void aRequestIsAheadOfSunThatRises() {
    double netW = 1_300;
    assertEquals(netW - 30 - 200, share(5_000, netW, -200), 1);
    assertEquals(netW - 30, share(5_000, netW, 200), 1, "a load that rises is no room yet");
  }

  private static double share(double requestedW, double netW, double aheadW) {
    GridLimits limits = new GridLimits(7_000, 0, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    DemoPlant plant = new DemoPlant(DEMO);
    plant.run(1);
    CycleInput input =
        new CycleInput(
            plant.state.orElseThrow(),
            Optional.empty(),
            limits,
            DeviceRequests.NONE,
            CycleInput.Aim.FOLLOW,
            plant.now(),
            plant.now());
    return RequestAllocation.share(
        List.of(new RequestAllocation.Mover("battery1", requestedW, netW, false)),
        0,
        ExchangeBand.of(input, OptionalDouble.empty(), 1),
        aheadW)[0];
  }

  /** Each was once worked out from what the other did at the moment, and they chased each other. */
  @Test
  void requestsForACarAndABatteryAtOnceSettle() {
    plant.carThere = true;
    plant.loadW = 1_000;
    plant.requests = Map.of("ev1", -8_000.0, "battery1", -5_000.0);
    plant.run(60);
    List<Double> grid = plant.run(120);
    assertTrue(most(grid) - least(grid) < 100, "swings from " + least(grid) + " to " + most(grid));
    assertTrue(most(grid) <= 7_000, "imports " + most(grid));
    assertTrue(least(grid) > 6_700, "the import limit leaves more: " + least(grid));
    assertEquals(8.0 / 5, plant.evW() / -plant.batteryW(), 0.05, "shared as requested");
  }

  @Test
  void aBatteryThatIsRequestedToGiveMakesRoomForACarOnceItGives() {
    plant.carThere = true;
    plant.loadW = 5_000;
    plant.run(30);
    plant.requests = Map.of("ev1", -4_000.0, "battery1", 3_000.0);
    double onTheWay = most(plant.run(180));
    assertTrue(onTheWay <= 7_000 + 20, "imports " + onTheWay + " on the way");
    assertEquals(4_000, plant.evW(), 5);
    assertEquals(3_000, plant.batteryW(), 5);
    plant.batteryRefuses = true;
    plant.requests = Map.of("ev1", 0.0, "battery1", -1_000.0);
    plant.run(60);
    assertEquals(3_000, plant.batteryW(), 5);
    plant.requests = Map.of("ev1", -8_000.0, "battery1", -5_000.0);
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
    plant.requests = Map.of("ev1", -4_000.0, "battery1", 5_000.0);
    plant.run(10);
    double most = most(plant.run(120));
    assertTrue(most <= 7_000, "imports " + most);
    assertTrue(plant.evW() > 500, "what is left is used: " + plant.evW());
  }

  @Test
  void aCarOfWhichNothingIsKnownIsChargedAsRequestedAndOtherwiseLeftAlone() {
    plant.carThere = true;
    plant.carTells = false;
    plant.loadW = 5_000;
    plant.run(30);
    assertTrue(plant.last.setpoints().stream().noneMatch(s -> s.signal().deviceId().equals("ev1")));
    plant.requests = Map.of("ev1", -3_000.0);
    plant.run(30);
    assertEquals(3_000, plant.evW(), 5);
    plant.requests = Map.of("ev1", -11_000.0);
    List<Double> grid = plant.run(60);
    assertTrue(most(grid) <= 7_000, "imports " + most(grid));
    assertEquals(-plant.evW(), plant.told("ev1"), 100, "what the limit leaves");
    plant.requests = Map.of();
    plant.run(1);
    assertTrue(plant.last.setpoints().stream().noneMatch(s -> s.signal().deviceId().equals("ev1")));
  }

  @Test
  void aCarTakesLessWhereABatteryChargesMoreThanWasRequested() {
    plant.carThere = true;
    plant.loadW = 1_000;
    plant.requests = Map.of("battery1", -4_000.0);
    plant.run(60);
    plant.batteryRefuses = true;
    plant.requests = Map.of("battery1", -500.0, "ev1", -8_000.0);
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

  /** Whatever is requested, and whichever of the two is slow. */
  @Test
  void anyTwoRequestsSettleWithinTheLimits() {
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
        any.requests = Map.of("ev1", car, "battery1", battery);
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

  private double requested(String device, double watts) {
    plant.requests = Map.of(device, watts);
    plant.run(1);
    return plant.told(device);
  }
}
