package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PvInverterTest {

  private final PvInverter pv = new PvInverter(12_000, 1);
  private long now;
  private int reverts;

  @Test
  void aLimitIsReachedByTheInvertersOwnRamp() {
    run(1, 9_000);
    pv.command(now, PvLimit.ofPercent(25));
    run(0.5, 9_000);
    assertEquals(9_000, pv.powerW(), 1e-6);
    run(1.5, 9_000);
    assertEquals(3_000, pv.powerW(), 1e-6);
    assertEquals(PvInverter.State.THROTTLED, pv.state());
  }

  @Test
  void theRampTimeStretchesTheChange() {
    run(1, 12_000);
    pv.command(now, new PvLimit(true, 50, 0, 0, 20, true));
    run(10, 12_000);
    assertEquals(9_000, pv.powerW(), 100);
    run(10.1, 12_000);
    assertEquals(6_000, pv.powerW(), 1);
  }

  @Test
  void theRevertTimerDropsTheLimit() {
    pv.command(now, new PvLimit(true, 10, 0, 30, 0, true));
    run(29.9, 8_000);
    assertEquals(1_200, pv.powerW(), 1e-6);
    assertEquals(0, reverts);
    run(3, 8_000);
    assertEquals(1, reverts);
    assertFalse(pv.limit().enabled());
    assertEquals(8_000, pv.powerW(), 1e-6);
  }

  @Test
  void aRewriteFeedsTheRevertTimer() {
    for (int i = 0; i < 10; i++) {
      pv.command(now, new PvLimit(true, 10, 0, 30, 0, true));
      run(20, 8_000);
    }
    assertEquals(0, reverts);
    assertEquals(1_200, pv.powerW(), 1e-6);
  }

  @Test
  void revertTimeZeroMeansNever() {
    pv.command(now, PvLimit.ofPercent(10));
    run(600, 8_000);
    assertEquals(0, reverts);
    assertTrue(pv.limit().enabled());
  }

  @Test
  void disconnectedItGivesNothing() {
    pv.command(now, new PvLimit(false, 100, 0, 0, 0, false));
    run(1, 8_000);
    assertEquals(0, pv.powerW());
    assertEquals(PvInverter.State.OFF, pv.state());
  }

  private void run(double seconds, double sunW) {
    for (int i = 0; i < Math.round(seconds * 10); i++) {
      if (pv.checkRevert(now)) {
        reverts++;
      }
      pv.step(now, 0.1, sunW, Double.POSITIVE_INFINITY);
      now += 100_000_000L;
    }
  }
}
