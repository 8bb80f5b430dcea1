package io.spikewatt.controller.compute.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class WorkWindowTest {

  private static final WorkPhase PHASE = WorkPhase.TRAINING;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @Test
  void powerThatSwingsFromSecondToSecondCountsByItsMean() {
    WorkWindow.Steady steady =
        last(second -> OptionalDouble.of(second % 2 == 0 ? 500 : 740)).orElseThrow();
    assertEquals(620, steady.powerW(), 5);
    assertEquals(2, steady.workPerS(), 0.1);
  }

  @Test
  void powerThatRisesThroughTheWindowDoesNotCount() {
    assertTrue(last(second -> OptionalDouble.of(500 + 6 * second)).isEmpty());
    assertTrue(last(second -> OptionalDouble.of(500 + 3 * second)).isPresent());
  }

  @Test
  void aSecondWithoutADrawEndsTheWindow() {
    assertTrue(
        last(second -> second == 12 ? OptionalDouble.empty() : OptionalDouble.of(500)).isEmpty());
  }

  /** The window over thirty seconds of these draws. */
  private Optional<WorkWindow.Steady> last(IntFunction<OptionalDouble> draws) {
    WorkWindow window = new WorkWindow(1000);
    Optional<WorkWindow.Steady> ended = Optional.empty();
    for (int second = 0; second <= WorkWindow.SECONDS; second++) {
      ended = window.next(draws.apply(second), Map.of(PHASE, 2.0), true, clock.now());
      clock.advance(Duration.ofSeconds(1));
    }
    return ended;
  }
}
