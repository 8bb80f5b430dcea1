package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RoundNoticeTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-28T22:00:00Z"));
  private final List<String> events = new ArrayList<>();
  private final RoundNotice notice = new RoundNotice(clock, events::add);

  @Test
  void a_night_of_rounds_is_one_event_and_the_next_night_another() {
    for (int night = 0; night < 2; night++) {
      for (int round = 0; round < 20; round++) {
        notice.accept(
            new PrivacySpent(0.5 * night, OptionalDouble.of(3), 20 * night + round, 0, 0));
        clock.advance(Duration.ofMinutes(20));
      }
      clock.advance(Duration.ofHours(17));
    }
    assertEquals(2, events.size());
    assertTrue(events.get(1).contains("privacy ε 0.50 of 3.00 this month"), events.get(1));
  }
}
