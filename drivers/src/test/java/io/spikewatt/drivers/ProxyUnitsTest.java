package io.spikewatt.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which units other clients can write through a proxy that stands in a site file. */
final class ProxyUnitsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int SETPOINT = 201;

  @TempDir private Path directory = Path.of("");

  private final Clock clock = new SystemClock();
  private final ModbusTestServer device = new ModbusTestServer(ModbusTestServer.Frames.MBAP);

  @AfterEach
  void stop() {
    device.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 247, 255})
  void aBatteryBehindADeviceThatIgnoresTheUnitIsOutOfReach(int unit) throws IOException {
    device.ignoreUnit();
    int port = freePort();
    try (ModbusProxy proxy = proxy("battery1", port, "write-units: [7], separates-units: true")) {
      proxy.start();
      RegisterReply.Failed refused =
          assertInstanceOf(RegisterReply.Failed.class, write(port, unit, 0, 20_000));
      assertEquals(1, refused.exceptionCode());
    }
    assertEquals(0, device.unit(1).holding[SETPOINT + 1]);
  }

  @Test
  void aListedUnitThatIsADeviceOfItsOwnIsWritten() throws IOException {
    int port = freePort();
    try (ModbusProxy proxy = proxy("battery1", port, "write-units: [7], separates-units: true")) {
      proxy.start();
      assertInstanceOf(Words.class, write(port, 7, 55));
      assertEquals(55, device.unit(7).holding[SETPOINT]);
      assertInstanceOf(RegisterReply.Failed.class, write(port, 8, 55));
      assertEquals(0, device.unit(8).holding[SETPOINT]);
    }
  }

  @Test
  void whereNothingIsSetAListSuffices() throws IOException {
    assertInstanceOf(LoadedSite.Ok.class, load("meter1", 1502, "write-units: [7]"));
  }

  @Test
  void withoutAListNothingIsWritten() throws IOException {
    int port = freePort();
    try (ModbusProxy proxy = proxy("battery1", port, "separates-units: true")) {
      proxy.start();
      assertInstanceOf(RegisterReply.Failed.class, write(port, 7, 55));
      assertEquals(0, device.unit(7).holding[SETPOINT]);
    }
  }

  private RegisterReply write(int port, int unit, int... words) {
    Connection.ModbusTcp to =
        new Connection.ModbusTcp("127.0.0.1", port, unit, TIMEOUT, Connection.Pacing.NONE);
    try (RegisterPort at = ModbusLink.open(to).unit(unit, TIMEOUT)) {
      return at.begin(clock.now()).write(SETPOINT, words);
    }
  }

  private ModbusProxy proxy(String at, int port, String keys) throws IOException {
    Site site =
        switch (load(at, port, keys)) {
          case LoadedSite.Ok ok -> ok.site();
          case LoadedSite.Failed failed -> throw new AssertionError(failed.problems());
        };
    DeviceFactory factory =
        new DeviceFactory(
            new SimulatedGpio(clock, Duration.ofSeconds(1)), new NoBroker(), directory);
    assertEquals(2, factory.links(site).size());
    return factory.proxies(site, clock).getFirst();
  }

  private LoadedSite load(String at, int port, String keys) throws IOException {
    Path file = directory.resolve("site.yaml");
    Files.writeString(
        file,
        """
        site: { name: test, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 7000 }
        tariff: { currency: EUR, import-per-kwh: 0.3, export-per-kwh: 0.08 }
        storage: { directory: %s }
        devices:
          - { id: meter1, profile: eastron-sdm630, connection: { modbus-tcp: 127.0.0.2 }, grid-meter: {} }
          - id: battery1
            profile: hybrid-battery
            connection: { modbus-tcp: 127.0.0.1, port: %d, unit: 1 }
            battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 4000 }
        modbus-proxies:
          - { device: %s, port: %d, %s }
        """
            .formatted(directory, device.port(), at, port, keys));
    return ConfigLoader.load(file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
