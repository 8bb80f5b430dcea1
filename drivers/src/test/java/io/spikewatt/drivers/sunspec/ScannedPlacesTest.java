package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.modbus.Helper;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.modbus.ModbusTestServer.Frames;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.DeviceScanner.Outcome;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.Ipv4Subnet;
import io.spikewatt.drivers.scan.Ipv4Subnet.Place;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a scan looks: TCP ports in both framings, serial lines, networks. */
final class ScannedPlacesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final DeviceScanner deviceScanner =
      new DeviceScanner(
          ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
          TIMEOUT,
          new SystemClock());

  @TempDir Path folder;

  @Test
  void aDeviceBehindASerialConverterIsFoundWithItsFraming() {
    try (ModbusTestServer server = meter(Frames.RTU)) {
      DiscoveredDevice device =
          only(deviceScanner.scan("127.0.0.1", server.port(), units(), _ -> {}));
      Connection.ModbusRtuTcp at = assertInstanceOf(Connection.ModbusRtuTcp.class, device.at());
      assertEquals(List.of(server.port(), 3), List.of(at.port(), at.unit()));
      assertEquals("sunspec-meter", device.uses().getFirst().profile());
    }
  }

  @Test
  void aPortWhereNoUnitAnswersIsSilentAndNotEmpty() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertInstanceOf(
          Outcome.Silent.class,
          deviceScanner.scan("127.0.0.1", mute.getLocalPort(), List.of(1), _ -> {}));
    }
  }

  @Test
  void aDeviceOnASerialLineIsFoundAndUnitZeroIsNotAsked() throws Exception {
    Helper.require("socat", "socat", "-V");
    Path tty = folder.resolve("ttyTEST");
    SerialLine line = new SerialLine(19_200, 8, Parity.EVEN, 1);
    try (ModbusTestServer server = meter(Frames.RTU);
        Helper socat = pty(tty, server.port())) {
      socat.await("the pty", () -> Files.exists(tty));
      assertEquals(
          new Connection.ModbusRtu(tty.toString(), line, 3, TIMEOUT, Connection.Pacing.NONE),
          only(deviceScanner.scan(
                  tty.toString(), line, List.of(0, 3), unit -> assertEquals(3, unit)))
              .at());
    }
  }

  @Test
  void aLineThatIsNotThereIsSaid() {
    Path tty = folder.resolve("ttyNONE");
    Outcome.Unreachable nobody =
        assertInstanceOf(
            Outcome.Unreachable.class,
            deviceScanner.scan(
                tty.toString(), DeviceScanner.usualLines().getFirst(), List.of(1), _ -> {}));
    assertEquals("unreachable: no serial port " + tty, nobody.fault().toString());
  }

  @Test
  void aNetworkIsTheHostsWithoutItsOwnAndTheBroadcastAddress() {
    List<String> hosts = Ipv4Subnet.parse("192.168.1.77/24").orElseThrow().hosts();
    assertEquals(254, hosts.size());
    assertEquals("192.168.1.1", hosts.getFirst());
    assertEquals("192.168.1.254", hosts.getLast());
    assertEquals(List.of("10.0.0.7"), Ipv4Subnet.parse("10.0.0.7/32").orElseThrow().hosts());
    assertEquals(
        List.of("223.255.255.254"), Ipv4Subnet.parse("223.255.255.254/32").orElseThrow().hosts());
    for (String wrong :
        List.of("10.0.0.0/8", "10.0.0.0/33", "10.0.0.256/24", "10.0.0/24", "::1/64")) {
      assertEquals(Optional.empty(), Ipv4Subnet.parse(wrong), wrong);
    }
  }

  @Test
  void ofANetworkThePortsThatAcceptAConnectionAreFound() throws InterruptedException {
    try (ModbusTestServer server = meter(Frames.MBAP)) {
      assertEquals(
          List.of(new Place("127.0.0.1", server.port())),
          Ipv4Subnet.parse("127.0.0.0/29")
              .orElseThrow()
              .listening(List.of(server.port()), TIMEOUT));
    }
  }

  private static Helper pty(Path tty, int port) throws IOException {
    return new Helper(
        tty.resolveSibling("socat.log"),
        List.of("socat", "pty,raw,echo=0,link=" + tty, "tcp:127.0.0.1:" + port + ",nodelay"));
  }

  private static List<Integer> units() {
    return List.of(1, 3);
  }

  private static ModbusTestServer meter(Frames frames) {
    ModbusTestServer server = new ModbusTestServer(frames);
    new SimulatedSunSpec(server.unit(3).holding, 40_000)
        .common("Sunworks", "M-3", "7")
        .model(203)
        .end();
    return server;
  }

  private static DiscoveredDevice only(Outcome outcome) {
    List<DiscoveredDevice> devices = assertInstanceOf(Outcome.Answered.class, outcome).devices();
    assertEquals(1, devices.size());
    return devices.getFirst();
  }
}
