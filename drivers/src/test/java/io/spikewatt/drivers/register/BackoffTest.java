package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private Moment now = new Moment(Long.MAX_VALUE - 5, Instant.EPOCH);

  @Test
  void waitsLongerAndLongerUpToItsBoundAndNeverGivesUp() {
    Backoff backoff = new Backoff();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      backoff.failed(now);
      waits.add(backoff.left(now).toMillis());
      now = now.plus(backoff.left(now));
      assertTrue(backoff.ready(now));
    }
    assertEquals(
        List.of(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L), waits);
    for (int i = 0; i < 10_000; i++) {
      backoff.failed(now);
    }
    assertEquals(Duration.ofSeconds(30), backoff.left(now));
  }

  @Test
  void isReadyAtOnceAfterASuccess() {
    Backoff backoff = new Backoff();
    assertTrue(backoff.ready(now));
    backoff.failed(now);
    backoff.failed(now);
    assertFalse(backoff.ready(now));
    backoff.succeeded();
    assertTrue(backoff.ready(now));
    backoff.failed(now);
    assertEquals(Duration.ofMillis(500), backoff.left(now));
  }

  @Test
  void aRepetitionIsDueBeforeOneMoreCycleWouldMakeItLate() {
    Cadence cadence = new Cadence(Duration.ofSeconds(10).dividedBy(3));
    List<Integer> done = new ArrayList<>();
    for (int second = 0; second < 12; second++) {
      if (cadence.due(now)) {
        done.add(second);
        cadence.done(now);
      }
      now = now.plus(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 3, 6, 9), done);
  }

  @Test
  void aRepetitionIsDueInEachCycleThatIsLongerThanItsBound() {
    Cadence cadence = new Cadence(Duration.ofSeconds(3));
    for (int cycle = 0; cycle < 4; cycle++) {
      assertTrue(cadence.due(now));
      cadence.done(now);
      now = now.plus(Duration.ofSeconds(5));
    }
  }
}
