package io.spikewatt.hal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  void waitsWithJitterDoubleUpToTheirBoundAndAreSpreadByAQuarter() {
    Backoff backoff =
        Backoff.withJitter(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7));
    long nominal = 1_000;
    for (int i = 0; i < 40; i++) {
      long wait = backoff.failed(now).toMillis();
      assertEquals(wait, backoff.left(now).toMillis());
      assertTrue(wait >= nominal * 3 / 4 && wait <= nominal * 5 / 4, nominal + " gave " + wait);
      nominal = Math.min(2 * nominal, 60_000);
    }
    backoff.succeeded();
    long first = backoff.failed(now).toMillis();
    assertTrue(first >= 750 && first <= 1_250, "after a success " + first);
  }
}
