package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.poll.FakeRegisters;
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

final class SunSpecDeviceTest {

  private static final Signal LIMIT = new Signal("pv1", Quantity.POWER_LIMIT_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeRegisters registers = new FakeRegisters();
  private final SimulatedSunSpec simulated = SimulatedSunSpec.inverter(registers.holding, 40_000);
  private final SunSpecDevice device =
      new SunSpecDevice("pv1", new SunSpec(Kind.INVERTER), registers);

  @Test
  void readsAnInverterWithItsScalesInOneRequest() {
    device.read(clock.now());
    registers.log.clear();
    Map<String, String> read = read(device);
    assertEquals(List.of("read 40070+39"), registers.log);
    assertEquals("4321.0", read.get("power_w"));
    assertEquals("50.01", read.get("frequency_hz"));
    assertEquals("230.1", read.get("voltage_l1_v"));
    assertEquals("1.234567E7", read.get("energy_import_wh"));
    assertEquals("4.0", read.get("state_code"));
  }

  @Test
  void whatTheDeviceDoesNotHaveIsMissingAndNeverZero() {
    Map<String, String> read = read(device);
    assertEquals("not-implemented", read.get("temperature_c"));
    assertEquals("not-implemented", read.get("current_l1_a"));
    // The value is there, but its scale is not.
    registers.holding[simulated.address(103, "W_SF")] = 0x8000;
    assertEquals("not-implemented", read(device).get("power_w"));
    // A scale beyond what the specification allows is none.
    registers.holding[simulated.address(103, "W_SF")] = 11;
    assertEquals("not-implemented", read(device).get("power_w"));
  }

  @Test
  void aScaleThatChangesWhileItRunsAppliesToTheValueReadWithIt() {
    assertEquals("4321.0", read(device).get("power_w"));
    registers.holding[simulated.address(103, "W_SF")] = 0xFFFF;
    registers.holding[simulated.address(103, "W")] = 43_21;
    assertTrue(read(device).getOrDefault("power_w", "").startsWith("432.1"));
  }

  @Test
  void prefersModel701AndFallsBackPointByPoint() {
    FakeRegisters both = new FakeRegisters();
    new SimulatedSunSpec(both.holding, 40_000)
        .common("a", "b", "c")
        .model(103)
        .set("W_SF", 0)
        .set("W", 1)
        .set("Hz_SF", -2)
        .set("Hz", 4999)
        .model(701)
        .set("W_SF", 1)
        .set("W", 0x10000 - 55)
        .set("TotWh_SF", 0)
        .set("TotWhInj", 5_000_000_000L)
        .end();
    Map<String, String> read = read(new SunSpecDevice("pv1", new SunSpec(Kind.INVERTER), both));
    assertEquals("-550.0", read.get("power_w"));
    assertEquals("5.0E9", read.get("energy_import_wh"));
    assertEquals("49.99", read.get("frequency_hz"));
  }

  @Test
  void readsAMeterWithImportPositive() {
    FakeRegisters meter = new FakeRegisters();
    new SimulatedSunSpec(meter.holding, 50_000)
        .common("a", "b", "c")
        .model(203)
        .set("W_SF", 0)
        .set("W", 0x10000 - 700)
        .set("TotWh_SF", 2)
        .set("TotWhImp", 12)
        .set("TotWhExp", 34)
        .end();
    Map<String, String> read = read(new SunSpecDevice("meter", new SunSpec(Kind.METER), meter));
    assertEquals("-700.0", read.get("power_w"));
    assertEquals("1200.0", read.get("energy_import_wh"));
    assertEquals("3400.0", read.get("energy_export_wh"));
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
    SunSpecDevice dut = new SunSpecDevice("b", new SunSpec(Kind.BATTERY), battery);
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
          public io.spikewatt.drivers.poll.RegisterReply write(int address, int... words) {
            var reply = super.write(address, words);
            int rvrt = simulated.address(123, "WMaxLimPct_RvrtTms");
            holding[rvrt] = Math.min(holding[rvrt], 15);
            return reply;
          }
        };
    SimulatedSunSpec.inverter(shorter.holding, 40_000);
    SunSpecDevice dut = new SunSpecDevice("pv1", new SunSpec(Kind.INVERTER), shorter);
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
    SunSpecDevice dut = new SunSpecDevice("pv1", new SunSpec(Kind.INVERTER), bare);
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
  void findsItsModelsAgainWhenAnUpdateHasMovedThem() {
    assertEquals("4321.0", read(device).get("power_w"));
    java.util.Arrays.fill(registers.holding, 0);
    new SimulatedSunSpec(registers.holding, 40_000)
        .common("a", "b", "new")
        .model(122)
        .model(103)
        .set("W_SF", 0)
        .set("W", 99)
        .end();
    assertTrue(
        read(device).getOrDefault("power_w", "").startsWith("bad-frame"), "the map is out of date");
    clock.advance(Duration.ofSeconds(1));
    assertEquals("99.0", read(device).get("power_w"));
    assertEquals("new", device.map().orElseThrow().identity().serial());
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
