package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is decided where the net load is not, or cannot be, followed by plan. */
class DispatchInModesTest {

  @Test
  void startingLeavesTheOutputsAlone() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Starting(plant.now(), false);
    plant.run(3);
    assertEquals(List.of(), plant.last.setpoints());
  }

  @Test
  void holdMovesNothing() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.carThere = true;
    plant.pvPotentialW = 9000;
    plant.run(60);
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    plant.run(60);
    assertEquals(0, plant.batteryW(), 1);
    assertEquals(0, plant.evW(), 1);
    assertEquals(300, plant.computeW(), 1);
    assertEquals(5000, plant.pvW(), 10, "PV within the static export limit");
  }

  @Test
  void aHoldBeyondALimitIsNotTheBatteriesFault() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 0));
    plant.pvPotentialW = 9_000;
    plant.loadW = 2_000;
    plant.run(60);
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.pvPotentialW = 0;
    plant.loadW = 9_000;
    plant.run(90);
    plant.mode = new Mode.Auto(Optional.empty());
    plant.run(1.1);
    assertTrue(
        plant.last.alarms().stream().noneMatch(a -> a.code().equals("battery-not-counted-on")),
        "nothing was asked of them: " + plant.last.alarms());
  }

  @Test
  void aHoldInTheRampAfterAnIslandKeepsTheRamp() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.pvPotentialW = 9000;
    plant.mode =
        new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.of(plant.now()));
    plant.run(6.1);
    assertTrue(plant.told("pv1") <= 0.1 * 5000 + 1, "a tenth of the ramp: " + plant.told("pv1"));
    plant.run(60);
    assertEquals(5000, plant.told("pv1"), 1);
  }

  @Test
  void blindForAMomentTheLastSetpointsAreRepeated() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.run(30);
    double before = plant.told("battery1");
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    plant.loadW = 4000;
    plant.run(4);
    assertEquals(before, plant.told("battery1"), 0);
    assertEquals(new SiteActivity.Repeats(), plant.last.activity());
  }

  @Test
  void withoutTheMeterTheFeederStandsIn() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 2000;
    plant.lose("meter1", true);
    plant.run(30);
    assertEquals(2300, plant.batteryW(), 30);
    assertTrue(plant.state.orElseThrow().notes().toString().contains("derived"));
  }

  @Test
  void anIslandLeavesTheBatteryToItselfAndCurtailsPvToWhatCanBeTaken() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.gridUp = false;
    plant.mode =
        new Mode.Islanded(plant.now(), Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    plant.socPct = 50;
    plant.run(10);
    List<ExplainedSetpoint> setpoints = plant.last.setpoints();
    assertTrue(setpoints.stream().noneMatch(s -> s.signal().deviceId().equals("battery1")));
    plant.socPct = 12;
    plant.run(10);
    assertTrue(plant.shedding(), "sheds at a low state of charge");
    plant.socPct = 60;
    plant.run(130);
    assertFalse(plant.shedding());
  }

  @Test
  void whileItIsWaitedUntilTheGridStaysNoMoreIsExportedThanAllowed() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7_000, 0));
    plant.mode =
        new Mode.Islanded(plant.now(), Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    plant.loadW = 1_000;
    plant.pvPotentialW = 5_000;
    plant.run(10);
    assertTrue(plant.told("pv1") >= 5_000, "an island's battery takes it: " + plant.told("pv1"));
    plant.mode =
        new Mode.Islanded(
            plant.now(), Mode.Cause.GRID_LOST, Optional.of(plant.now()), Optional.empty());
    plant.run(10);
    assertTrue(plant.told("pv1") <= 1_300, "the grid would: " + plant.told("pv1"));
  }

  @Test
  void anIslandTestDrivesTheExchangeToZero() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.pvPotentialW = 8000;
    plant.run(60);
    assertEquals(0, plant.gridW(), 100);
    plant.pvPotentialW = 0;
    plant.loadW = 3000;
    plant.run(60);
    assertEquals(0, plant.gridW(), 100);
  }

  /** A request would be held to a ramp that is long over. */
  @Test
  void aRampIsForgottenInAModeThatDoesNotFollowIt() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(6_000, 2_000));
    for (int second = 0; second < 10; second++) {
      plant.loadW += 400;
      plant.run(1);
    }
    assertTrue(plant.follows().aheadW() > 400, "the load rises: " + plant.follows().aheadW());
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.requests = Map.of("battery1", -5_000.0);
    plant.run(1);
    double netW = plant.gridW() + plant.batteryW();
    assertEquals(netW - 6_000 + 60, plant.told("battery1"), 1, "what the limit leaves now");
  }
}
