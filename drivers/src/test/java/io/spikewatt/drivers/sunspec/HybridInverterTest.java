package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PV and battery behind one inverter in the style of the Fronius GEN24 are two devices. */
final class HybridInverterTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeRegisters registers = new FakeRegisters();
  private final SimulatedSunSpec simulated = SimulatedSunSpec.hybrid(registers.holding, 40_000);
  private final SunSpecDevice pv = device("pv1", "fronius-gen24-pv");
  private final SunSpecDevice battery = device("b1", "fronius-gen24-battery");

  private SunSpecDevice device(String id, String profile) {
    return new SunSpecDevice(id, (SunSpec) ProfileLoader.shipped(profile).points(), registers);
  }

  @Test
  void pvIsTheSumOfItsStringsAndTheBatteryIsDischargeLessCharge() {
    Map<String, String> sun = ReadBack.of(pv, clock.now());
    assertEquals("2000.0", sun.get("power_w"));
    assertEquals("1499999.0", sun.get("energy_import_wh"));
    assertEquals("49.98", sun.get("frequency_hz"));
    Map<String, String> store = ReadBack.of(battery, clock.now());
    assertEquals("-900.0", store.get("power_w"));
    assertEquals("57.5", store.get("soc_pct"));
    assertEquals("60000.0", store.get("energy_import_wh"));
    assertEquals("70000.0", store.get("energy_export_wh"));
    assertEquals("4.0", store.get("state_code"));
  }

  @Test
  void thePowerIsMissingAsSoonAsOneOfItsModulesIs() {
    simulated.set(160, "module[2].DCW", 0xFFFF).set(160, "module[3].DCW", 0xFFFF);
    assertEquals("not-implemented", ReadBack.of(pv, clock.now()).get("power_w"));
    assertEquals("not-implemented", ReadBack.of(battery, clock.now()).get("power_w"));
  }

  @ParameterizedTest
  @CsvSource({
    // W out of the battery, OutWRte, InWRte: both in 0.01 % of 8000 W
    "2000, 2500, -2500",
    "-2000, -2500, 2500",
    "0, 0, 0",
    "12000, 10000, -10000",
    "-12000, -10000, 10000",
    "1234.5, 1543, -1543",
  })
  void onePowerIsAWindowOfNoWidthBetweenTheTwoRates(double watts, int out, int in) {
    WriteReceipt.Written written = assertInstanceOf(WriteReceipt.Written.class, write(watts));
    assertEquals(out * 0.8, written.value(), 1e-6);
    assertTrue(Math.abs(written.value()) <= Math.abs(watts));
    assertEquals((short) out, (short) simulated.get(124, "OutWRte"));
    assertEquals((short) in, (short) simulated.get(124, "InWRte"));
    assertEquals(3, simulated.get(124, "StorCtl_Mod"));
    assertEquals(60, simulated.get(124, "InOutWRte_RvrtTms"));
  }

  @Test
  void bothRatesAreWrittenAtOnceAndTheModeComesLast() {
    battery.read(clock.now());
    registers.log.clear();
    write(-2000);
    int rates = simulated.address(124, "OutWRte");
    assertEquals(
        List.of(
            "write " + rates + " [63036, 2500]",
            "write " + simulated.address(124, "InOutWRte_RvrtTms") + " [60]",
            "write " + simulated.address(124, "ChaGriSet") + " [1]",
            "write " + simulated.address(124, "StorCtl_Mod") + " [3]"),
        registers.takeWrites());
  }

  @Test
  void chargingFromTheGridIsPermittedWhileItChargesAndPutBackAtTheEnd() {
    write(1000);
    assertEquals(0, simulated.get(124, "ChaGriSet"), "not needed");
    clock.advance(Duration.ofSeconds(1));
    write(-1000);
    assertEquals(1, simulated.get(124, "ChaGriSet"));
    release();
    assertEquals(0, simulated.get(124, "ChaGriSet"));
    simulated.set(124, "ChaGriSet", 1);
    write(-1000);
    release();
    assertEquals(1, simulated.get(124, "ChaGriSet"), "the owner had permitted it");
  }

  @Test
  void wherePermissionIsRefusedItStillChargesFromTheSunButSaysSo() {
    registers.readOnly.set(simulated.address(124, "ChaGriSet"));
    WriteReceipt.Failed failed = assertInstanceOf(WriteReceipt.Failed.class, write(-1000));
    assertEquals(Fault.Kind.NOT_FOLLOWED, failed.reason().kind());
    assertTrue(failed.reason().detail().contains("ChaGriSet 0"), failed::toString);
    assertEquals(-1250, (short) simulated.get(124, "OutWRte"));
    assertEquals(3, simulated.get(124, "StorCtl_Mod"));
    clock.advance(Duration.ofSeconds(1));
    assertInstanceOf(WriteReceipt.Written.class, write(1000), "discharging needs no permission");
  }

  @Test
  void handedBackItIsNeutralAndLimitedByNothing() {
    write(-3000);
    assertInstanceOf(WriteReceipt.Written.class, release());
    assertEquals(0, simulated.get(124, "StorCtl_Mod"));
    assertEquals(10_000, simulated.get(124, "OutWRte"));
    assertEquals(10_000, simulated.get(124, "InWRte"));
    assertEquals(0, simulated.get(124, "InOutWRte_RvrtTms"));
  }

  @Test
  void aBatteryThatIsNotThereTakesNoSetpoint() {
    simulated.set(124, "WChaMax", 0);
    WriteReceipt.Refused refused = assertInstanceOf(WriteReceipt.Refused.class, write(100));
    assertEquals(Fault.Kind.NOT_IMPLEMENTED, refused.reason().kind());
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void aForeignRateIsPutBackAFewTimesAndThenYieldedTo() {
    write(2000);
    int putBack = 0;
    WriteReceipt last = write(2000);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      simulated.set(124, "InWRte", 10_000);
      registers.takeWrites();
      last = write(2000);
      putBack += registers.takeWrites().isEmpty() ? 0 : 1;
    }
    assertEquals(3, putBack);
    Fault why = assertInstanceOf(WriteReceipt.Failed.class, last).reason();
    assertEquals(Fault.Kind.FOREIGN_WRITER, why.kind());
    assertTrue(why.detail().contains("InWRte 10000"), why::toString);
    clock.advance(Duration.ofMinutes(6));
    assertInstanceOf(WriteReceipt.Written.class, write(2000), "tried again later");
  }

  @Test
  void thePvLimitActsThroughModel123OfTheSameInverter() {
    Signal limit = new Signal("pv1", Quantity.POWER_LIMIT_W);
    Moment now = clock.now();
    assertInstanceOf(
        WriteReceipt.Written.class, pv.write(TestSetpoints.approved(limit, 2500, now), now));
    assertEquals(2500, simulated.get(123, "WMaxLimPct"));
    assertEquals(0, simulated.get(124, "StorCtl_Mod"));
  }

  private WriteReceipt write(double watts) {
    Moment now = clock.now();
    Signal power = new Signal("b1", Quantity.POWER_W);
    return battery.write(TestSetpoints.approved(power, watts, now), now);
  }

  private WriteReceipt release() {
    Moment now = clock.advance(Duration.ofSeconds(1));
    return battery.release(TestSetpoints.neutral(new Signal("b1", Quantity.POWER_W), 0, now), now);
  }
}
