package io.spikewatt.controller.compute.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.controller.compute.budget.RampedTarget.Target;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RampedTargetTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-06-21T10:00:00Z"));

  /** A second of the loop begins some milliseconds late or early. */
  @ParameterizedTest
  @ValueSource(longs = {-40, -1, 0, 1, 40})
  void silence_ends_a_budget_at_the_eighth_second_whatever_the_jitter(long jitterMs) {
    BoxPower power = new BoxPower(40, 200, 60, OptionalDouble.empty());
    RampedTarget rampedTarget = new RampedTarget(power);
    Optional<ReceivedBudget> budget = Optional.of(new ReceivedBudget(180, START));

    assertEquals(180, rampedTarget.next(budget, START).targetW());
    assertFalse(at(rampedTarget, budget, Duration.ofMillis(7_000 + jitterMs)).silent());
    Target eighth = at(rampedTarget, budget, Duration.ofMillis(8_000 + jitterMs));

    assertTrue(eighth.silent());
    assertEquals(60, eighth.targetW());
  }

  private static Target at(
      RampedTarget rampedTarget, Optional<ReceivedBudget> budget, Duration since) {
    return rampedTarget.next(budget, START.plus(since));
  }
}
