package io.spikewatt.hal.time;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockStepsTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private final ClockSteps clock = new ClockSteps();
  private Moment now = new Moment(0, NOON);

  @Test
  void aStepIsDoubtedForAsLongAsItIsLarge() {
    assertFalse(clock.update(now));
    assertTrue(clock.settled());
    assertTrue(step(Duration.ofMinutes(-20)));
    assertFalse(goesOn(Duration.ofMinutes(20)));
    assertFalse(clock.settled());
    assertFalse(goesOn(Duration.ofSeconds(1)));
    assertTrue(clock.settled());
  }

  @Test
  void aStepOfYearsIsDoubtedForSixHours() {
    clock.update(now);
    assertTrue(step(Duration.ofDays(40_000)));
    assertFalse(goesOn(Duration.ofHours(6)));
    assertFalse(clock.settled());
    assertFalse(goesOn(Duration.ofSeconds(1)));
    assertTrue(clock.settled());
  }

  @Test
  void aClockThatIsSlewedIsNotStepped() {
    clock.update(now);
    for (int i = 0; i < 100; i++) {
      assertFalse(step(Duration.ofSeconds(2)));
    }
    assertTrue(clock.settled());
  }

  private boolean step(Duration by) {
    now = new Moment(now.nanos(), now.instant().plus(by));
    return goesOn(Duration.ofSeconds(1).dividedBy(1000));
  }

  private boolean goesOn(Duration time) {
    now = now.plus(time);
    return clock.update(now);
  }
}
