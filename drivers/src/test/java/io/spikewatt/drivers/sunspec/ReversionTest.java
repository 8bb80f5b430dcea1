package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The device's own dead-man timer is ours: it is set with every setpoint, fed in time and stopped
 * at the end. Named after the reversion tests of the SunSpec Modbus conformance procedures.
 */
final class ReversionTest {

  /** The controls that have a timer. */
  enum Timed {
    LIMIT_123(Kind.INVERTER, 123, "WMaxLim_Ena", "WMaxLimPct_RvrtTms", ""),
    LIMIT_704(Kind.INVERTER, 704, "WMaxLimPctEna", "WMaxLimPctRvrtTms", "WMaxLimPctEnaRvrt"),
    POWER_704(Kind.BATTERY, 704, "WSetEna", "WSetRvrtTms", "WSetEnaRvrt"),
    POWER_124(Kind.BATTERY, 124, "StorCtl_Mod", "InOutWRte_RvrtTms", "");

    private final Kind kind;
    private final int model;
    private final String enable;
    private final String time;
    private final String afterwards;

    Timed(Kind kind, int model, String enable, String time, String afterwards) {
      this.kind = kind;
      this.model = model;
      this.enable = enable;
      this.time = time;
      this.afterwards = afterwards;
    }

    Signal output() {
      return new Signal("d", kind == Kind.INVERTER ? Quantity.POWER_LIMIT_W : Quantity.POWER_W);
    }
  }

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  /** A device with one such control, and its driver. */
  private final class Rig {
    final RevertingRegisters registers = new RevertingRegisters(clock);
    final SimulatedSunSpec simulated;
    final Timed timed;
    final SunSpecDevice device;

    Rig(Timed timed) {
      this.timed = timed;
      this.simulated =
          new SimulatedSunSpec(registers.holding, 40_000)
              .common("a", "b", "c")
              .model(121)
              .set("WMax_SF", 0)
              .set("WMax", 10_000)
              .model(timed.model);
      simulated.set(timed.enable, 0).set(timed.time, 0);
      switch (timed) {
        case LIMIT_123 -> simulated.set("WMaxLimPct_SF", -1);
        // Somebody left behind that the limit goes on after the timer's end.
        case LIMIT_704 -> simulated.set("WMaxLimPct_SF", -1).set(timed.afterwards, 1);
        case POWER_704 -> simulated.set("WSet_SF", 0).set(timed.afterwards, 1);
        case POWER_124 ->
            simulated.set("InOutWRte_SF", -2).set("WChaMax_SF", 0).set("WChaMax", 5000);
      }
      simulated.end();
      registers.timer(simulated, timed.model, timed.enable, timed.time, timed.afterwards);
      device =
          new SunSpecDevice(
              "d",
              new SunSpec(
                  timed.kind, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
              registers);
    }

    WriteReceipt write() {
      Moment now = clock.now();
      return device.write(TestSetpoints.approved(timed.output(), 2500, now), now);
    }

    boolean enabled() {
      device.read(clock.now());
      registers.read(Table.HOLDING, 40_000, 1);
      return simulated.get(timed.model, timed.enable) != 0;
    }
  }

  @ParameterizedTest(name = "REV-1 {0}")
  @EnumSource
  void whenNobodyWritesAnyMoreTheDeviceGoesBackToItsOwnWays(Timed timed) {
    Rig rig = new Rig(timed);
    assertInstanceOf(WriteReceipt.Written.class, rig.write());
    clock.advance(Duration.ofSeconds(59));
    assertTrue(rig.enabled());
    clock.advance(Duration.ofSeconds(1));
    assertFalse(rig.enabled());
    assertTrue(assertInstanceOf(WriteReceipt.Written.class, rig.write()).onWire(), "taken again");
    assertTrue(rig.enabled());
  }

  @ParameterizedTest(name = "REV-2 {0}")
  @EnumSource
  void anUnchangedSetpointStaysInForceAsLongAsItIsWritten(Timed timed) {
    Rig rig = new Rig(timed);
    rig.write();
    for (int cycle = 0; cycle < 60; cycle++) {
      clock.advance(Duration.ofSeconds(10));
      assertTrue(rig.enabled(), () -> "at " + clock.now());
      assertInstanceOf(WriteReceipt.Written.class, rig.write());
    }
  }

  @ParameterizedTest(name = "REV-3 {0}")
  @EnumSource
  void handedBackTheTimerIsStoppedAndItsEndChangesNothing(Timed timed) {
    Rig rig = new Rig(timed);
    rig.write();
    clock.advance(Duration.ofSeconds(1));
    Moment now = clock.now();
    double neutral = timed.kind == Kind.INVERTER ? 10_000 : 0;
    assertInstanceOf(
        WriteReceipt.Written.class,
        rig.device.release(TestSetpoints.neutral(timed.output(), neutral, now), now));
    assertFalse(rig.enabled());
    assertEquals(0, rig.simulated.get(timed.model, timed.time));
    clock.advance(Duration.ofMinutes(5));
    assertFalse(rig.enabled());
  }

  @ParameterizedTest
  @EnumSource
  void aDeviceWithoutATimerIsWrittenAsOften(Timed timed) {
    Rig rig = new Rig(timed);
    long none = timed.model == 704 ? 0xFFFF_FFFFL : 0xFFFF;
    rig.simulated.set(timed.model, timed.time, none);
    List<Integer> seconds = new ArrayList<>();
    for (int second = 0; second <= 60; second++) {
      rig.device.read(clock.now());
      rig.registers.log.clear();
      assertInstanceOf(WriteReceipt.Written.class, rig.write());
      if (!rig.registers.takeWrites().isEmpty()) {
        seconds.add(second);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 20, 40, 60), seconds);
    assertEquals(none, rig.simulated.get(timed.model, timed.time), "it was left alone");
  }

  @Test
  void aDeviceThatRefusesTheTimerStillTakesTheSetpoint() {
    FakeRegisters stubborn = new FakeRegisters();
    SimulatedSunSpec simulated = SimulatedSunSpec.inverter(stubborn.holding, 40_000);
    SunSpecDevice device = refusing(simulated, stubborn, "WMaxLimPct_RvrtTms");
    Moment now = clock.now();
    Signal limit = new Signal("d", Quantity.POWER_LIMIT_W);
    assertInstanceOf(
        WriteReceipt.Written.class, device.write(TestSetpoints.approved(limit, 5000, now), now));
    assertEquals(1, simulated.get(123, "WMaxLim_Ena"));
    assertEquals(0, simulated.get(123, "WMaxLimPct_RvrtTms"));
  }

  @Test
  void theTimerRunsOnWhenTheDeviceRefusesToLetGo() {
    FakeRegisters stubborn = new FakeRegisters();
    SimulatedSunSpec simulated = SimulatedSunSpec.inverter(stubborn.holding, 40_000);
    SunSpecDevice device = refusing(simulated, stubborn, "WMaxLim_Ena");
    simulated.set(123, "WMaxLim_Ena", 1).set(123, "WMaxLimPct_RvrtTms", 60);
    Moment now = clock.now();
    Signal limit = new Signal("d", Quantity.POWER_LIMIT_W);
    WriteReceipt receipt = device.release(TestSetpoints.neutral(limit, 10_000, now), now);
    Fault why = assertInstanceOf(WriteReceipt.Refused.class, receipt).reason();
    assertEquals(Fault.Kind.REJECTED, why.kind());
    assertEquals(1000, simulated.get(123, "WMaxLimPct"), "at least the limit is gone");
    assertNotEquals(0, simulated.get(123, "WMaxLimPct_RvrtTms"));
  }

  /** The driver of an inverter that refuses to have that point of model 123 written. */
  private static SunSpecDevice refusing(
      SimulatedSunSpec simulated, FakeRegisters registers, String point) {
    registers.readOnly.set(simulated.address(123, point));
    return new SunSpecDevice(
        "d",
        new SunSpec(Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
        registers);
  }
}
