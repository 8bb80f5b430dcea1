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
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
