package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HuntingGuardTest {

  private final HuntingGuard guard = new HuntingGuard(100, 20);
  private double power;
  private int second;

  @Test
  void aTargetIsFollowedAtOnce() {
    assertEquals(3000, to(3000), 0);
    assertEquals(-1000, to(-1000), 0);
    assertFalse(guard.hunting());
  }

  @Test
  void reversalsThatFollowFasterThanTheDeviceSettlesLowerTheGainAndQuietRaisesIt() {
    for (int i = 0; i < 10; i++) {
      to(i % 2 * 1000);
      to(i % 2 * 1000);
    }
    assertTrue(guard.hunting());
    assertTrue(guard.gain() <= 0.5, "gain " + guard.gain());
    for (int i = 0; i < 400; i++) {
      to(500);
    }
    assertFalse(guard.hunting());
    assertEquals(800, to(800), 0);
  }

  @Test
  void smallOrSeldomReversalsDoNot() {
    for (int i = 0; i < 200; i++) {
      to(i % 2 * 80);
    }
    for (int i = 0; i < 40; i++) {
      to(i / 10 % 2 * 1000);
    }
    assertFalse(guard.hunting());
  }

  private double to(double target) {
    second++;
    Moment now = new Moment(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
    power = guard.next(power, target, now);
    return power;
  }
}
