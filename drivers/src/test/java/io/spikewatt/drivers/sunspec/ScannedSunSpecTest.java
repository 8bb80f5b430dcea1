package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.modbus.ModbusTestServer.Frames;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.DiscoveredDevice.Use;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scan proposes for SunSpec devices. */
final class ScannedSunSpecTest {

  @Test
  void aHybridInverterIsProposedAsItsTwoParts() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      SimulatedSunSpec.hybrid(server.unit(1).holding, 40_000);
      assertEquals(
          List.of(
              new Use("fronius-gen24-battery", Optional.of(UsualRole.BATTERY)),
              new Use("fronius-gen24-pv", Optional.of(UsualRole.PV))),
          scanned(server).uses());
    }
  }

  @Test
  void aHybridInverterOfAnotherMakerIsProposedAsAWhole() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      SimulatedSunSpec.hybrid(server.unit(1).holding, 40_000).rename("Sunworks");
      assertEquals(
          List.of(new Use("sunspec-inverter", Optional.of(UsualRole.PV))), scanned(server).uses());
    }
  }

  @Test
  void anInverterOfThatSeriesWithoutABatteryIsNoBattery() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      new SimulatedSunSpec(server.unit(1).holding, 40_000)
          .common("Fronius", "Primo GEN24 4.0", "9")
          .model(103)
          .model(123)
          .end();
      assertEquals(
          List.of(new Use("fronius-gen24-pv", Optional.of(UsualRole.PV))), scanned(server).uses());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sunworks, sunspec-inverter, sunspec-meter",
    "SolarEdge, solaredge-inverter, solaredge-meter",
    // Its meters are usually units of their own, but this one is in the chain.
    "Fronius, fronius-gen24-pv, sunspec-meter"
  })
  void anInverterAndAMeterInOneChainAreTwoDevices(String maker, String inverter, String meter) {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      new SimulatedSunSpec(server.unit(1).holding, 40_000)
          .common(maker, "Primo GEN24 10", "9")
          .model(103)
          .common(maker, "Meter", "10")
          .model(203)
          .end();
      assertEquals(
          List.of(
              new Use(inverter, Optional.of(UsualRole.PV)),
              new Use(meter, Optional.of(UsualRole.METER))),
          scanned(server).uses());
    }
  }

  @Test
  void aHybridOfAnotherMakerWithAMeterIsAWholeAndItsMeter() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      new SimulatedSunSpec(server.unit(1).holding, 40_000)
          .common("Sunworks", "SW-10", "9")
          .model(103)
          .model(160, Map.of("module", 2))
          .model(124)
          .set("WChaMax_SF", 0)
          .set("WChaMax", 5000)
          .model(203)
          .end();
      assertEquals(
          List.of("sunspec-inverter", "sunspec-meter"),
          scanned(server).uses().stream().map(Use::profile).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, sunspec-inverter", // the models are there, and empty
    "0, 57, 0, sunspec-battery",
    "0, 0, 10240, sunspec-battery",
    "5000, 0, 0, sunspec-battery"
  })
  void aStorageThatReportsNothingIsNotProposed(int chargeW, int soc, int wh, String profile) {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      new SimulatedSunSpec(server.unit(1).holding, 40_000)
          .common("Sunworks", "SW-10", "9")
          .model(701)
          .model(702)
          .set("W_SF", 0)
          .set("WMaxRtg", 9_800)
          .set("WChaRteMaxRtg", chargeW)
          .model(713)
          .set("WH_SF", 0)
          .set("Pct_SF", 0)
          .set("SoC", soc == 0 ? 0xFFFF : soc)
          .set("WHRtg", wh == 0 ? 0xFFFF : wh)
          .end();
      assertEquals(List.of(profile), scanned(server).uses().stream().map(Use::profile).toList());
    }
  }

  @Test
  void aStorageModelWithoutARatingAndAChargeIsNoBattery() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      int[] holding = server.unit(1).holding;
      SimulatedSunSpec hybrid = SimulatedSunSpec.hybrid(holding, 40_000);
      holding[hybrid.address(124, "WChaMax")] = 0;
      holding[hybrid.address(124, "ChaState")] = 0xFFFF;
      assertEquals(
          List.of(new Use("fronius-gen24-pv", Optional.of(UsualRole.PV))), scanned(server).uses());
    }
  }

  @Test
  void aHuaweiInverterIsProposedWithoutTheBatteryAndTheMeterThatItHasNot() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      int[] holding = server.unit(1).holding;
      String name = "SUN2000-10KTL-M1";
      for (int i = 0; i < name.length(); i += 2) {
        holding[30_000 + i / 2] = name.charAt(i) << 8 | name.charAt(i + 1);
      }
      assertEquals(
          List.of("huawei-sun2000"), scanned(server).uses().stream().map(Use::profile).toList());
      holding[37_762] = 2;
      holding[37_100] = 1;
      assertEquals(
          List.of("huawei-luna2000", "huawei-meter", "huawei-sun2000"),
          scanned(server).uses().stream().map(Use::profile).toList());
    }
  }

  private static DiscoveredDevice scanned(ModbusTestServer server) {
    DeviceScanner deviceScanner =
        new DeviceScanner(
            ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
            Duration.ofSeconds(2),
            new SystemClock());
    DeviceScanner.Outcome outcome =
        deviceScanner.scan("127.0.0.1", server.port(), List.of(1), _ -> {});
    return assertInstanceOf(DeviceScanner.Outcome.Answered.class, outcome).devices().getFirst();
  }
}
