package io.spikewatt.controller.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is told of a compute cluster's job. */
class JobReportTest {

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());

  @Test
  void theStateTellsWhatIsLeftOfAJobAndWhenItIsDue() {
    assertFalse(state().contains("\"job\""), state());
    plant.jobs.take(
        new SiteCommand.ComputeJob(
            "compute1", 5000, plant.start.plusSeconds(7200), OptionalDouble.of(900)),
        plant.start);
    plant.lose("compute1", true);
    plant.run(2);
    String state = state();
    assertTrue(
        state.contains(
            "\"job\":{\"energyWh\":5000,\"leftWh\":5000,\"by\":\"2026-06-15T12:00:00Z\","
                + "\"maxW\":900,\"notCountedS\":2}"),
        state);
    assertTrue(state.contains("its job's count stays at 0 of 5000 Wh counted"), state);
  }

  @Test
  void thePlanTellsWhereItPutsAJob() {
    Plan plan = Plans.worth(plant, 0.1, 0, 0.3, 0.08);
    assertTrue(told(plan).contains("\"jobs\":[]"), told(plan));
    String text = told(Plans.withJob(plan, 1200, 0.2));
    assertTrue(text.contains("\"jobs\":[{\"id\":\"compute1\",\"aboveMinW\":[1200,"), text);
  }

  private static String told(Plan plan) {
    return new String(Payloads.plan(plan, Optional.empty()), UTF_8);
  }

  private String state() {
    plant.run(1);
    var state = plant.state.orElseThrow();
    GridLimits limits =
        GridLimits.inForce(
            DemoSite.usual().site(), state, OptionalDouble.empty(), OptionalDouble.empty());
    CycleReport report =
        new CycleReport(
            plant.snapshot(),
            state,
            plant.mode,
            limits,
            plant.last,
            List.of(),
            GridReading.NONE,
            OutputWrites.NONE);
    return new String(Payloads.state(new CachedPayload(), report, List.of()), UTF_8);
  }
}
