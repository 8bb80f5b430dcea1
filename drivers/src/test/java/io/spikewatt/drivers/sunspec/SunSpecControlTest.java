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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writing: which control, in which order, how often, and what is handed back. */
final class SunSpecControlTest {

  private static final Signal LIMIT = new Signal("pv1", Quantity.POWER_LIMIT_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeRegisters registers = new FakeRegisters();
  private final SimulatedSunSpec simulated = SimulatedSunSpec.inverter(registers.holding, 40_000);
  private final SunSpecDevice device =
      new SunSpecDevice(
          "pv1",
          new SunSpec(
              Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
          registers);

  @Test
  void prefersModel704ForLimitsUnlessItHasNone() {
    for (int scale704 : new int[] {-1, 0x8000}) {
      FakeRegisters both = new FakeRegisters();
      SimulatedSunSpec map =
          new SimulatedSunSpec(both.holding, 40_000)
              .common("a", "b", "c")
              .model(702)
              .set("W_SF", 0)
              .set("WMax", 10_000)
              .model(704)
              .set("WMaxLimPct_SF", scale704)
              .set("WMaxLimPctEna", 0)
              .model(123)
              .set("WMaxLimPct_SF", 0)
              .set("WMaxLim_Ena", 0)
              .end();
      SunSpecDevice dut =
          new SunSpecDevice(
              "pv1",
              new SunSpec(
                  Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
              both);
      Moment now = clock.now();
      WriteReceipt receipt = dut.write(TestSetpoints.approved(LIMIT, 4000, now), now);
      assertInstanceOf(WriteReceipt.Written.class, receipt);
      assertEquals(scale704 == -1 ? 1 : 0, map.get(704, "WMaxLimPctEna"));
      assertEquals(scale704 == -1 ? 0 : 1, map.get(123, "WMaxLim_Ena"));
    }
  }

  @Test
  void readsABatteryAndSetsItsPowerThroughModel704() {
    FakeRegisters battery = new FakeRegisters();
    SimulatedSunSpec map =
        new SimulatedSunSpec(battery.holding, 40_000)
            .common("a", "b", "c")
            .model(701)
            .set("W_SF", 0)
            .set("W", 1500)
            .model(704)
            .set("WSet_SF", 1)
            .set("WSetRvrtTms", 0)
            .model(713)
            .set("Pct_SF", -1)
            .set("SoC", 575)
            .end();
    SunSpecDevice dut =
        new SunSpecDevice(
            "b",
            new SunSpec(
                Kind.BATTERY, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
            battery);
    assertEquals("57.5", read(dut).get("soc_pct"));
    assertEquals("1500.0", read(dut).get("power_w"));
    Signal power = new Signal("b", Quantity.POWER_W);
    Moment now = clock.now();
    WriteReceipt receipt = dut.write(TestSetpoints.approved(power, -3204, now), now);
    assertEquals(-3200, assertInstanceOf(WriteReceipt.Written.class, receipt).value());
    assertEquals(0x10000 - 320, battery.holding[map.address(704, "WSet") + 1]);
    assertEquals(0xFFFF, battery.holding[map.address(704, "WSet")]);
    assertEquals(1, battery.holding[map.address(704, "WSetMod")]);
    assertEquals(60, battery.holding[map.address(704, "WSetRvrtTms") + 1]);
    assertEquals(1, battery.holding[map.address(704, "WSetEna")]);
  }

  @Test
  void limitsInPercentOfTheSetMaximumWithLimitBeforeReversionTimeBeforeEnable() {
    read(device);
    registers.log.clear();
    WriteReceipt.Written written = assertInstanceOf(WriteReceipt.Written.class, limit(6037));
    assertEquals(6030, written.value(), 1e-9);
    int at = simulated.address(123, "WMaxLimPct");
    assertEquals(
        List.of(
            "write " + at + " [603]", "write " + (at + 2) + " [60]", "write " + (at + 4) + " [1]"),
        registers.takeWrites());
  }

  /** A refusal in the middle of a discovery looks like a forgotten end mark. */
  @Test
  void aDeviceThatRefusedARegisterWhenItWasDiscoveredIsControlledAMinuteLater() {
    int header = simulated.place(123);
    registers.absent.set(header);
    assertInstanceOf(WriteReceipt.Refused.class, limit(5000));
    registers.absent.clear(header);
    clock.advance(Duration.ofSeconds(59));
    assertInstanceOf(WriteReceipt.Refused.class, limit(5000));
    clock.advance(Duration.ofSeconds(1));
    assertInstanceOf(WriteReceipt.Written.class, limit(5000));
  }

  /** Two discoveries may meet the same refusal. */
  @Test
  void aDeviceWithoutAnEndMarkIsLookedAtEachMinute() {
    int header = simulated.place(123);
    registers.absent.set(header);
    for (int second = 0; second < 200; second++) {
      limit(5000);
      clock.advance(Duration.ofSeconds(1));
    }
    long looks = registers.log.stream().filter("read 40000+2"::equals).count();
    assertEquals(4, looks);
    registers.absent.clear(header);
    clock.advance(Duration.ofSeconds(40));
    assertInstanceOf(WriteReceipt.Written.class, limit(5000));
  }

  @Test
  void refreshesWithinAThirdOfTheReversionTimeWhileItIsWrittenOnly() {
    List<Integer> seconds = new ArrayList<>();
    for (int second = 0; second < 61; second++) {
      limit(5000);
      if (!registers.takeWrites().isEmpty()) {
        seconds.add(second);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 20, 40, 60), seconds);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      read(device);
    }
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void keepsToTheShorterReversionTimeOfADeviceThatKnowsNoLongerOne() {
    FakeRegisters shorter =
        new FakeRegisters() {
          @Override
          public io.spikewatt.drivers.register.RegisterReply write(int address, int... words) {
            var reply = super.write(address, words);
            int rvrt = simulated.address(123, "WMaxLimPct_RvrtTms");
            holding[rvrt] = Math.min(holding[rvrt], 15);
            return reply;
          }
        };
    SimulatedSunSpec.inverter(shorter.holding, 40_000);
    SunSpecDevice dut =
        new SunSpecDevice(
            "pv1",
            new SunSpec(
                Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
            shorter);
    List<Integer> seconds = new ArrayList<>();
    for (int second = 0; second < 16; second++) {
      dut.write(TestSetpoints.approved(LIMIT, 5000, clock.now()), clock.now());
      if (!shorter.takeWrites().isEmpty()) {
        seconds.add(second);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 5, 10, 15), seconds);
  }

  @Test
  void noticesWithTheNextRefreshThatTheOwnerChangedTheLargestPower() {
    limit(5000);
    registers.holding[simulated.address(121, "WMax")] = 800;
    clock.advance(Duration.ofSeconds(20));
    assertInstanceOf(WriteReceipt.Written.class, limit(5000));
    assertEquals(625, registers.holding[simulated.address(123, "WMaxLimPct")]);
  }

  @Test
  void handsBackWhatItNeverHad() {
    registers.holding[simulated.address(123, "WMaxLimPct")] = 300;
    registers.holding[simulated.address(123, "WMaxLim_Ena")] = 1;
    Moment now = clock.now();
    WriteReceipt receipt = device.release(TestSetpoints.neutral(LIMIT, 10_000, now), now);
    assertInstanceOf(WriteReceipt.Written.class, receipt);
    assertEquals(1000, registers.holding[simulated.address(123, "WMaxLimPct")]);
    assertEquals(0, registers.holding[simulated.address(123, "WMaxLim_Ena")]);
  }

  @Test
  void neverGoesBelowOnePercentAndSaysSo() {
    assertEquals(100, assertInstanceOf(WriteReceipt.Written.class, limit(0)).value(), 1e-9);
    assertEquals(10, registers.holding[simulated.address(123, "WMaxLimPct")]);
    assertEquals(10_000, assertInstanceOf(WriteReceipt.Written.class, limit(99_000)).value(), 1e-9);
  }

  @Test
  void putsTheLimitBackWhenTheDeviceDroppedIt() {
    limit(5000);
    registers.holding[simulated.address(123, "WMaxLim_Ena")] = 0;
    clock.advance(Duration.ofSeconds(1));
    assertTrue(assertInstanceOf(WriteReceipt.Written.class, limit(5000)).onWire());
    assertEquals(1, registers.holding[simulated.address(123, "WMaxLim_Ena")]);
  }

  @Test
  void handsBackWithFullPowerAndNotEnabled() {
    limit(5000);
    Moment now = clock.now();
    WriteReceipt receipt = device.release(TestSetpoints.neutral(LIMIT, 10_000, now), now);
    assertInstanceOf(WriteReceipt.Written.class, receipt);
    assertEquals(1000, registers.holding[simulated.address(123, "WMaxLimPct")]);
    assertEquals(0, registers.holding[simulated.address(123, "WMaxLim_Ena")]);
  }

  @Test
  void refusesALimitWhenTheDeviceHasNoControlsOrNoRatedPower() {
    FakeRegisters bare = new FakeRegisters();
    new SimulatedSunSpec(bare.holding, 40_000).common("a", "b", "c").model(103).end();
    SunSpecDevice dut =
        new SunSpecDevice(
            "pv1",
            new SunSpec(
                Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
            bare);
    WriteReceipt none = dut.write(TestSetpoints.approved(LIMIT, 1, clock.now()), clock.now());
    assertEquals(
        Fault.Kind.NOT_IMPLEMENTED,
        assertInstanceOf(WriteReceipt.Refused.class, none).reason().kind());

    registers.holding[simulated.address(121, "WMax")] = 0xFFFF;
    registers.holding[simulated.address(120, "WRtg")] = 0xFFFF;
    WriteReceipt unrated = limit(5000);
    assertEquals(
        Fault.Kind.NOT_IMPLEMENTED,
        assertInstanceOf(WriteReceipt.Refused.class, unrated).reason().kind());
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void aWriterNoticesThatItsModelHasMovedToo() {
    limit(5000);
    registers.holding[simulated.place(123)] = 64_000;
    clock.advance(Duration.ofSeconds(1));
    assertInstanceOf(WriteReceipt.Failed.class, limit(5000));
    clock.advance(Duration.ofSeconds(1));
    assertInstanceOf(WriteReceipt.Refused.class, limit(5000), "there is no model 123 any more");
  }

  private WriteReceipt limit(double watts) {
    Moment now = clock.now();
    return device.write(TestSetpoints.approved(LIMIT, watts, now), now);
  }

  private Map<String, String> read(SunSpecDevice from) {
    return ReadBack.of(from, clock.now());
  }
}
