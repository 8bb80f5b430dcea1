package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Two dispatchers see the same plant; one of them is shown wild powers between its cycles. */
class NothingLearntBetweenTest {

  private static final Mode MODE =
      new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());

  private final DemoSite demo = DemoSite.usual().withLimits(12_000, 12_000);
  private final Site site = demo.site();
  private final DemoPlant plant = new DemoPlant(demo);
  private final StateEstimator estimator = new StateEstimator(site);
  private final Dispatcher calm =
      new Dispatcher(site, demo.outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory());
  private final Dispatcher shown =
      new Dispatcher(site, demo.outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory());

  @Test
  void the_next_cycle_decides_as_if_there_had_been_no_look() {
    plant.batteryRefuses = true;
    double furthest = 0;
    for (int second = 0; second < 60; second++) {
      plant.loadW = 500 + 60 * (second < 30 ? second : 60 - second);
      plant.pass(0.1);
      Moment now = plant.now();
      PlantState state = estimator.estimate(plant.snapshot());
      GridLimits limits =
          GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty());
      Dispatch expected =
          calm.dispatch(state, Optional.empty(), limits, DeviceRequests.NONE, MODE, now);
      Dispatch seen =
          shown.dispatch(state, Optional.empty(), limits, DeviceRequests.NONE, MODE, now);
      assertEquals(aheadW(expected), aheadW(seen), 1e-9, "the trend");
      assertEquals(expected.alarms(), seen.alarms());
      byDevice(expected.setpoints())
          .forEach(
              (id, watts) ->
                  // What hardly changes is not asked for anew, from wherever it came.
                  assertEquals(
                      watts, byDevice(seen.setpoints()).getOrDefault(id, Double.NaN), 101, id));
      furthest = Math.max(furthest, Math.abs(aheadW(expected)));
      plant.pass(0.4);
      lookAt(state, limits, second % 2 == 0 ? 6000 : -6000);
      plant.pass(0.5);
    }
    assertTrue(furthest > 50, "there was a trend");
  }

  private void lookAt(PlantState state, GridLimits limits, double gridW) {
    Estimate.Known grid = new Estimate.Known(gridW, Estimate.How.MEASURED, plant.now());
    Dispatch asked =
        shown.between(
            state.withGrid(grid), Optional.empty(), limits, DeviceRequests.NONE, plant.now());
    assertEquals(
        Math.signum(gridW) * 5000,
        byDevice(asked.setpoints()).getOrDefault("battery1", 0.0),
        1,
        "it answers");
    assertEquals(plant.now().plus(Duration.ofSeconds(4)), asked.validUntil(), "for as long");
  }

  private static double aheadW(Dispatch dispatch) {
    return ((SiteActivity.FollowsNetLoad) dispatch.activity()).aheadW();
  }

  private static Map<String, Double> byDevice(List<ExplainedSetpoint> setpoints) {
    Map<String, Double> watts = new HashMap<>();
    setpoints.forEach(s -> watts.put(s.signal().deviceId(), s.value()));
    return watts;
  }
}
