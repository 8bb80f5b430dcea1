package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.testkit.DemoSite;
import org.junit.jupiter.api.Test;

final class ExplanationTextTest {

  @Test
  void every_setpoint_says_why() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(5);
    assertEquals(5, plant.last.setpoints().size());
    for (ExplainedSetpoint setpoint : plant.last.setpoints()) {
      assertFalse(ExplanationText.reason(setpoint.explanation()).english().isEmpty());
    }
  }
}
