package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading: scales, what is missing, and which model is preferred. */
final class SunSpecDeviceTest {

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
    Map<String, String> read =
        read(
            new SunSpecDevice(
                "pv1",
                new SunSpec(
                    Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
                both));
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
    Map<String, String> read =
        read(
            new SunSpecDevice(
                "meter",
                new SunSpec(
                    Kind.METER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
                meter));
    assertEquals("-700.0", read.get("power_w"));
    assertEquals("1200.0", read.get("energy_import_wh"));
    assertEquals("3400.0", read.get("energy_export_wh"));
  }

  @Test
  void aMeterThatSignsPowerTheOtherWayRoundIsTurnedAndItsEnergiesKeepTheirNames() {
    FakeRegisters meter = new FakeRegisters();
    new SimulatedSunSpec(meter.holding, 40_000)
        .common("a", "b", "c")
        .model(213)
        .set("W", Float.floatToIntBits(700))
        .set("WphA", Float.floatToIntBits(-50))
        .set("AphA", Float.floatToIntBits(0.25f))
        .set("PhVphA", Float.floatToIntBits(230.5f))
        .set("TotWhImp", Float.floatToIntBits(12))
        .set("TotWhExp", Float.floatToIntBits(34))
        .end();
    SunSpec reversed = new SunSpec(Kind.METER, PowerFrom.AC, List.of(), List.of(), true);
    Map<String, String> read = read(new SunSpecDevice("meter", reversed, meter));
    assertEquals("-700.0", read.get("power_w"));
    assertEquals("50.0", read.get("power_l1_w"));
    assertEquals("-0.25", read.get("current_l1_a"));
    assertEquals("230.5", read.get("voltage_l1_v"));
    assertEquals("12.0", read.get("energy_import_wh"));
    assertEquals("34.0", read.get("energy_export_wh"));
  }

  @Test
  void readsABatteryBankByItsDcPowerAndItsModulesTemperature() {
    FakeRegisters bank = new FakeRegisters();
    new SimulatedSunSpec(bank.holding, 40_000)
        .common("a", "b", "c")
        // The AC side of the whole inverter is not the battery's.
        .model(103)
        .set("W_SF", 0)
        .set("W", 5000)
        .model(802)
        .set("W_SF", 1)
        .set("W", 0x10000 - 123)
        .set("SoC_SF", -2)
        .set("SoC", 4321)
        .set("ChaSt", 4)
        .model(803, Map.of("string", 2))
        .set("ModTmp_SF", -1)
        .set("ModTmpAvg", 253)
        .end();
    SunSpec battery =
        new SunSpec(Kind.BATTERY, PowerFrom.BATTERY_BANK, List.of(), List.of(), false);
    Map<String, String> read = read(new SunSpecDevice("b", battery, bank));
    assertEquals("-1230.0", read.get("power_w"));
    assertEquals("43.21", read.get("soc_pct"));
    assertEquals("25.3", read.get("temperature_c"));
    assertEquals("4.0", read.get("state_code"));
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

  private Map<String, String> read(SunSpecDevice from) {
    return ReadBack.of(from, clock.now());
  }
}
