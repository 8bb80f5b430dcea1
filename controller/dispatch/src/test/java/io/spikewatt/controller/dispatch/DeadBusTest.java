package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.PlantStates;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.testkit.DemoSite;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A bus without voltage meets the grid: what is on it then flows through the connection at once.
 */
class DeadBusTest {

  private static final DemoSite DEMO = DemoSite.usual();

  private final DemoPlant plant = new DemoPlant(DEMO);

  @Test
  void aDeadBusMeetsTheGridWithNothingOnIt() {
    plant.pvPotentialW = 5_000;
    plant.loadW = 1_000;
    plant.run(10);
    Map<String, Double> told = told(SiteBus.Life.DARK);
    assertEquals(0, told.get("pv1"), "no sun before the load is known");
    assertEquals(1, told.get("shed"), "what can be shed comes back later");
    assertEquals(0, told.get("ev1"));
    assertTrue(!told.containsKey("battery1"), "nobody forms the bus but the grid");
  }

  @Test
  void oneThatLivesGoesOnAsItDoes() {
    plant.pvPotentialW = 5_000;
    plant.loadW = 1_000;
    plant.run(10);
    Map<String, Double> told = told(SiteBus.Life.LIVE);
    assertTrue(told.getOrDefault("pv1", 0.0) > 1_000, "PV carries on: " + told);
    assertEquals(0, told.get("shed"));
    assertEquals(plant.batteryW(), told.getOrDefault("battery1", 0.0), 60, "the battery, too");
  }

  /** PV was once let in for a battery that had not begun to charge: 4.8 kW of export at noon. */
  @Test
  void inTheRampPvComesBackNoFasterThanTheBatteryAnswers() {
    DemoPlant sunny = new DemoPlant(DemoSite.usual().withLimits(7_000, 2_000));
    sunny.loadW = 1_000;
    sunny.mode =
        new Mode.Reconnecting(
            sunny.now(), Optional.empty(), Optional.of(sunny.now()), Optional.empty());
    sunny.run(5);
    sunny.pvPotentialW = 9_000;
    for (int second = 6; second <= 60; second++) {
      double exportW = -Collections.min(sunny.run(1));
      double share = second / 60.0;
      assertTrue(exportW <= share * 2_000 + 300, second + " s: exports " + exportW);
    }
    assertTrue(sunny.batteryW() < -2_000, "the battery takes it: " + sunny.batteryW());
  }

  private Map<String, Double> told(SiteBus.Life life) {
    PlantState seen = plant.state.orElseThrow();
    Estimate unknown = new Estimate.Unknown("test");
    PlantState state =
        PlantStates.with(
            seen, seen.connection(), new SiteBus(life, unknown, SiteBus.Tie.OPEN, true));
    GridLimits limits =
        GridLimits.inForce(DEMO.site(), state, OptionalDouble.empty(), OptionalDouble.empty());
    Mode back =
        new Mode.Reconnecting(plant.now(), Optional.empty(), Optional.empty(), Optional.empty());
    return new Dispatcher(
            DEMO.site(), DEMO.outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory())
            .dispatch(state, Optional.empty(), limits, DeviceRequests.NONE, back, plant.now())
            .setpoints()
            .stream()
            .collect(Collectors.toMap(s -> s.signal().deviceId(), s -> s.value()));
  }
}
