package io.spikewatt.controller.asset.heatpump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SgReadyScaleTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-01-05T00:00:00Z"));

  private final SgReadyScale scale = new SgReadyScale(2_500);

  private static Moment at(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void powerEncouragesAndColdOrders() {
    assertEquals(3, scale.value(2_500, at(0)));
    scale.cold(true);
    assertEquals(4, scale.value(2_500, at(1)));
    assertEquals(-2_500, scale.powerW(3));
    assertEquals(0, scale.powerW(2));
  }

  @Test
  void withoutPowerItIsBlockedForTwoHoursAtMostAndFreeInBetween() {
    int blocked = 0;
    int free = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      double state = scale.value(0, at(minute));
      blocked = state == 1 ? blocked + 1 : 0;
      free += state == 2 ? 1 : 0;
      int longest = blocked;
      assertTrue(longest <= 120, () -> "blocked for " + longest + " min");
    }
    assertEquals(11 * 10, free, "ten minutes after each two hours");
  }

  @Test
  void aloneThePumpDecides() {
    assertEquals(1, scale.value(0, at(0)));
    assertEquals(2, scale.alone().orElseThrow());
    assertEquals(1, scale.value(0, at(110)));
    assertEquals(1, scale.value(0, at(200)), "the two hours begin anew");
  }
}
