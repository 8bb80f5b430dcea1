package io.spikewatt.hal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettledClockTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final SettledClock clock = new SettledClock();

  @Test
  void a_steady_clock_counts_as_it_is() {
    assertEquals(START, at(0, Duration.ZERO));
    assertEquals(START.plusSeconds(1), at(1, Duration.ZERO));
    assertEquals(START.plusSeconds(3).plusMillis(1500), at(3, Duration.ofMillis(1500)));
  }

  @Test
  void a_jump_of_one_reading_does_not_count() {
    at(0, Duration.ZERO);
    assertEquals(START.plusSeconds(1), at(1, DAY));
    assertEquals(START.plusSeconds(2), at(2, Duration.ZERO));
    assertEquals(START.plusSeconds(3), at(3, DAY.negated()));
  }

  @Test
  void a_jump_counts_once_the_clock_has_gone_on_for_five_minutes() {
    at(0, Duration.ZERO);
    for (int s = 1; s <= 300; s++) {
      assertEquals(START.plusSeconds(s), at(s, DAY));
    }
    assertEquals(START.plus(DAY).plusSeconds(301), at(301, DAY));
    assertEquals(START.plus(DAY).plusSeconds(302), at(302, DAY));
  }

  @Test
  void another_jump_begins_the_waiting_anew() {
    at(0, Duration.ZERO);
    at(1, DAY);
    at(200, DAY.negated());
    assertEquals(START.plusSeconds(400), at(400, DAY.negated()));
    assertEquals(START.minus(DAY).plusSeconds(500), at(500, DAY.negated()));
  }

  private Instant at(int second, Duration ahead) {
    return clock.at(new Moment(second * 1_000_000_000L, START.plusSeconds(second).plus(ahead)));
  }
}
