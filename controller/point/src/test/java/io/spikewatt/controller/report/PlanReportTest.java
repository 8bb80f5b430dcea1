package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.testkit.DemoSite;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is told of a plan. */
class PlanReportTest {

  private static String payload(Plan plan) {
    return new String(Payloads.plan(plan, Optional.empty()), StandardCharsets.UTF_8);
  }

  @Test
  void emissions_and_later_hours_are_told_where_they_are_known_and_nothing_where_they_are_not() {
    Plan plan = Plans.worth(new DemoPlant(DemoSite.usual()), 0.2, 0.2, 0.3, 0.1);
    assertFalse(payload(plan).contains("co2Kg"), payload(plan));
    Plan known =
        new Plan(
            plan.madeAt(),
            plan.validUntil(),
            plan.start(),
            plan.slot(),
            plan.schedule(),
            plan.values(),
            plan.expectedCost(),
            OptionalDouble.of(12.5),
            plan.unmet(),
            plan.island(),
            plan.jobs(),
            Optional.of(plan.schedule()),
            plan.actionCosts());
    assertTrue(payload(known).contains("\"co2Kg\":12.5"), payload(known));
    assertFalse(payload(plan).contains("later"), payload(plan));
    assertTrue(payload(known).contains("\"later\":{\"slotS\":3600,\"gridW\":["), payload(known));
  }
}
