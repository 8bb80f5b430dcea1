package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatteryStorageTest {

  private static final double STEP_S = 0.1;

  private final SiteParameters.Battery size = SiteParameters.demo(1).devices().battery();
  private final BatteryStorage battery = new BatteryStorage(size);
  private long now;
  private boolean fellBack;

  @BeforeEach
  void remoteControl() {
    battery.setRemote(0, true);
  }

  @Test
  void nothingMovesDuringTheDeadTimeOf1600Milliseconds() {
    battery.setPower(now, 4_000);
    run(1.6, false);
    assertEquals(0, battery.powerW(), 1e-9);
    run(0.1, false);
    assertTrue(battery.powerW() > 100, () -> "power " + battery.powerW());
  }

  @Test
  void ninetyFivePercentOfAStepIsDoneAfter3800Milliseconds() {
    battery.setPower(now, -4_000);
    run(3.7, false);
    assertTrue(battery.powerW() > -0.95 * 4_000, () -> "too early: " + battery.powerW());
    run(0.2, false);
    assertTrue(battery.powerW() <= -0.95 * 4_000, () -> "too late: " + battery.powerW());
  }

  @Test
  void rewritingTheSameSetpointDoesNotRestartTheDeadTime() {
    for (int i = 0; i < 20; i++) {
      battery.setPower(now, 3_000);
      run(0.1, false);
    }
    assertTrue(battery.powerW() > 500);
  }

  @Test
  void efficiencyAndStandbyAccountForEveryWattHour() {
    battery.setPower(now, 3_000);
    run(60, true);
    battery.setPower(now, -3_000);
    run(60, true);
    double start = size.capacityWh() * size.startSocPct() / 100;
    double standby = BatteryStorage.STANDBY_W * 120 / 3_600;
    double expected =
        start
            - battery.dischargedWh() / size.efficiency()
            + battery.chargedWh() * size.efficiency()
            - standby;
    assertEquals(expected, battery.storedWh(), 1e-6);
    assertTrue(battery.chargedWh() > 45 && battery.dischargedWh() > 45);
  }

  @Test
  void theCellsNeverLeaveTheDevicesOwnLimits() {
    battery.setPower(now, size.dischargeW());
    for (int i = 0; i < 3 * 36_000; i++) {
      run(0.1, true);
      assertTrue(battery.socPct() >= size.minSocPct() - 1e-9);
    }
    assertEquals(size.minSocPct(), battery.socPct(), 0.01);
    assertEquals(0, battery.powerW(), 1e-3);
    battery.setPower(now, -size.chargeW());
    for (int i = 0; i < 4 * 36_000; i++) {
      run(0.1, true);
      assertTrue(battery.socPct() <= size.maxSocPct() + 1e-9);
    }
    assertEquals(size.maxSocPct(), battery.socPct(), 0.01);
  }

  @Test
  void withoutAHeartbeatItFallsBackAfterThirtySecondsAndRampsToZero() {
    battery.setPower(now, 5_000);
    run(29.9, false);
    assertFalse(fellBack);
    assertTrue(battery.powerW() > 4_900);
    run(0.2, false);
    assertTrue(fellBack);
    assertFalse(battery.remote());
    assertEquals(3, battery.state().code());
    assertTrue(battery.powerW() > 1_000, "it ramps, it does not jump");
    run(5, false);
    assertEquals(0, battery.powerW(), 10);
  }

  @Test
  void writingTheSameHeartbeatValueDoesNotFeed() {
    for (int i = 0; i < 310; i++) {
      battery.beat(now, 7);
      run(0.1, false);
    }
    // The first 7 was a change and fed at 0 s.
    assertTrue(fellBack);
  }

  @Test
  void remoteControlAndANewHeartbeatEndTheFallback() {
    run(31, false);
    assertTrue(fellBack);
    battery.setRemote(now, true);
    battery.setPower(now, 2_000);
    run(5, true);
    assertEquals(BatteryStorage.State.DISCHARGING, battery.state());
    assertTrue(battery.powerW() > 1_900);
  }

  private void run(double seconds, boolean beating) {
    for (int i = 0; i < Math.round(seconds / STEP_S); i++) {
      if (beating) {
        battery.beat(now, (int) (now / 100_000_000L + 1) & 0xFFFF);
      }
      fellBack |= battery.checkHeartbeat(now);
      battery.step(now, STEP_S);
      now += 100_000_000L;
    }
  }
}
