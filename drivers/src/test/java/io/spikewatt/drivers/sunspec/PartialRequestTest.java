package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.modbus.ModbusTestServer.Frames;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of each model only as much is asked for as is needed, over TCP and in RTU frames. */
final class PartialRequestTest {

  @ParameterizedTest(name = "{1} partial request in {0} frames")
  @CsvSource({"MBAP, TCP-2", "RTU, RTU-3"})
  void aDeviceThatLacksARegisterBehindTheNeededOnesIsReadAllTheSame(Frames frames, String test) {
    try (ModbusTestServer server = new ModbusTestServer(frames)) {
      ModbusTestServer.Unit unit = server.unit(1);
      SimulatedSunSpec simulated = SimulatedSunSpec.inverter(unit.holding, 40_000);
      // The vendor's events, behind the state; and the rest of the nameplate behind its power.
      unit.absent.set(simulated.address(103, "Evt1"), simulated.place(120));
      unit.absent.set(simulated.address(120, "VARtg"), simulated.place(121));
      try (SunSpecDevice device =
          new SunSpecDevice(
              "pv1",
              new SunSpec(
                  Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
              link(frames, server))) {
        ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
        Map<String, String> read = ReadBack.of(device, clock.now());
        assertEquals("4321.0", read.get("power_w"), test);
        assertEquals("4.0", read.get("state_code"), test);
        int before = server.requests();
        ReadBack.of(device, clock.advance(Duration.ofSeconds(1)));
        assertEquals(1, server.requests() - before, "one request a model");
      }
    }
  }

  private static RegisterPort link(Frames frames, ModbusTestServer server) {
    Duration timeout = Duration.ofSeconds(2);
    return switch (frames) {
      case MBAP ->
          ModbusLink.open(
                  new Connection.ModbusTcp(
                      "127.0.0.1", server.port(), 1, timeout, Connection.Pacing.NONE))
              .unit(1, timeout);
      case RTU ->
          ModbusLink.open(
                  new Connection.ModbusRtuTcp(
                      "127.0.0.1", server.port(), 1, timeout, Connection.Pacing.NONE))
              .unit(1, timeout);
    };
  }
}
