package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
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

/** Model 715: each side sees the other's heart beat. */
final class SunSpecHeartbeatsTest {

  private static final Signal LIMIT = new Signal("pv1", Quantity.POWER_LIMIT_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeRegisters registers = new FakeRegisters();
  private final SimulatedSunSpec simulated =
      new SimulatedSunSpec(registers.holding, 40_000)
          .common("a", "b", "c")
          .model(701)
          .set("W_SF", 0)
          .set("W", 700)
          .model(702)
          .set("W_SF", 0)
          .set("WMax", 10_000)
          .model(704)
          .set("WMaxLimPct_SF", -1)
          .set("WMaxLimPctEna", 0)
          .model(715)
          .set("LocRemCtl", 0)
          .set("DERHb", 5)
          .set("ControllerHb", 0)
          .end();
  private final SunSpecDevice device =
      new SunSpecDevice(
          "pv1",
          new SunSpec(
              Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
          registers);

  @Test
  void oursCountsTheSecondsWhileWeControl() {
    List<Long> counts = new ArrayList<>();
    for (int cycle = 0; cycle < 8; cycle++) {
      assertInstanceOf(WriteReceipt.Written.class, limit());
      counts.add(simulated.get(715, "ControllerHb"));
      clock.advance(Duration.ofMillis(500));
    }
    assertEquals(List.of(1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L), counts);
  }

  @Test
  void oursStopsWhenWeOnlyRead() {
    limit();
    long last = simulated.get(715, "ControllerHb");
    for (int second = 0; second < 20; second++) {
      clock.advance(Duration.ofSeconds(1));
      power();
    }
    assertEquals(last, simulated.get(715, "ControllerHb"));
    limit();
    assertEquals(21, simulated.get(715, "ControllerHb"));
  }

  @Test
  void aDeviceWhoseHeartbeatStopsIsNotBelievedThoughItAnswers() {
    for (int second = 0; second < 5; second++) {
      simulated.set(715, "DERHb", 5 + second);
      assertEquals("700.0", power());
      clock.advance(Duration.ofSeconds(1));
    }
    for (int second = 5; second <= 14; second++) {
      assertEquals("700.0", power(), "within its patience");
      clock.advance(Duration.ofSeconds(1));
    }
    assertTrue(power().startsWith("frozen: "), this::power);
    simulated.set(715, "DERHb", 0);
    assertEquals("700.0", power(), "it was restarted");
  }

  @Test
  void aDeviceThatNeverCountsIsBelieved() {
    for (int second = 0; second < 30; second++) {
      assertEquals("700.0", power());
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void aDeviceInLocalControlIsNotWritten() {
    simulated.set(715, "LocRemCtl", 1);
    Fault why = assertInstanceOf(WriteReceipt.Refused.class, limit()).reason();
    assertEquals("rejected: it is switched to local control", why.toString());
    assertEquals(List.of(), registers.takeWrites());
    simulated.set(715, "LocRemCtl", 0);
    assertInstanceOf(WriteReceipt.Written.class, limit());
  }

  @Test
  void aHeartbeatThatTheDeviceRefusesIsReportedButTheSetpointIsWritten() {
    registers.readOnly.set(simulated.address(715, "ControllerHb"));
    WriteReceipt.Failed failed = assertInstanceOf(WriteReceipt.Failed.class, limit());
    assertTrue(failed.reason().detail().startsWith("heartbeat: "), failed::toString);
    assertEquals(1, simulated.get(704, "WMaxLimPctEna"));
  }

  @Test
  void aDeviceWithoutAControllerHeartbeatIsNotFed() {
    simulated.set(715, "ControllerHb", 0xFFFF_FFFFL);
    assertInstanceOf(WriteReceipt.Written.class, limit());
    assertEquals(0xFFFF_FFFFL, simulated.get(715, "ControllerHb"));
  }

  private WriteReceipt limit() {
    Moment now = clock.now();
    return device.write(TestSetpoints.approved(LIMIT, 5000, now), now);
  }

  private String power() {
    return ReadBack.of(device, clock.now()).getOrDefault("power_w", "");
  }
}
