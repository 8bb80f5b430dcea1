package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.ghgande.j2mod.modbus.procimg.SimpleInputRegister;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that others wrote, so that a misreading of the protocol cannot cancel itself out. */
final class IndependentServerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int UNIT = 3;
  private static final List<String> BATTERY =
      List.of(
          "dev/power_w 3200.00",
          "dev/soc_pct 57.50",
          "dev/temperature_c 24.10",
          "dev/frequency_hz 50.00");
  private static final List<String> METER =
      List.of("dev/voltage_l1_v 230.50", "dev/power_w -1234.50", "dev/frequency_hz 50.02");

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAndWritesASlaveOfJ2mod(boolean rtuOverTcp) throws Exception {
    int port = Helper.freePort();
    ModbusSlave slave =
        ModbusSlaveFactory.createTCPSlave(
            InetAddress.getLoopbackAddress(), port, 4, rtuOverTcp, 60);
    try {
      slave.addProcessImage(UNIT, image());
      slave.open();
      readsAndWrites(port(port, rtuOverTcp), port(port, rtuOverTcp));
    } finally {
      ModbusSlaveFactory.close(slave);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAndWritesAServerOfPymodbus(boolean rtuOverTcp, @TempDir Path logs) throws Exception {
    Helper.require("python3-pymodbus", "/usr/bin/python3", "-c", "import pymodbus");
    int port = Helper.freePort();
    try (Helper server = pymodbus(port, rtuOverTcp, logs)) {
      server.await("pymodbus listens", () -> answers(port));
      readsAndWrites(port(port, rtuOverTcp), port(port, rtuOverTcp));
    }
  }

  @Test
  void aUnitThatIsNotThereIsMissingAndItsNeighbourIsNot(@TempDir Path logs) throws Exception {
    Helper.require("python3-pymodbus", "/usr/bin/python3", "-c", "import pymodbus");
    int port = Helper.freePort();
    try (Helper server = pymodbus(port, false, logs)) {
      server.await("pymodbus listens", () -> answers(port));
      Connection.ModbusTcp to =
          new Connection.ModbusTcp(
              "127.0.0.1", port, UNIT, Duration.ofMillis(300), Connection.Pacing.NONE);
      ModbusLink link = ModbusLink.open(to);
      try (Device there = device(TestProfiles.battery(), link.unit(UNIT, to.timeout()));
          Device absent = device(TestProfiles.battery(), link.unit(9, to.timeout()))) {
        for (int cycle = 0; cycle < 5; cycle++) {
          Moment now = clock.advance(Duration.ofSeconds(1));
          for (Sample sample : absent.read(now)) {
            assertInstanceOf(Sample.Missing.class, sample);
          }
          assertEquals(BATTERY, text(there.read(now)));
        }
      }
    }
  }

  private void readsAndWrites(RegisterPort batteryPort, RegisterPort meterPort) {
    try (Device battery = device(TestProfiles.battery(), batteryPort);
        Device meter = device(TestProfiles.meter(), meterPort)) {
      assertEquals(BATTERY, text(battery.read(clock.now())));
      assertEquals(METER, text(meter.read(clock.now())));
      Signal power = new Signal("dev", Quantity.POWER_W);
      Moment now = clock.now();
      WriteReceipt first = battery.write(TestSetpoints.approved(power, -2500, now), now);
      assertEquals(
          new WriteReceipt.Written(power, -2500, true, now), first, () -> first.toString());
      Moment later = clock.advance(Duration.ofSeconds(1));
      WriteReceipt second = battery.write(TestSetpoints.approved(power, -2500, later), later);
      assertEquals(new WriteReceipt.Written(power, -2500, false, later), second);
    }
  }

  @Test
  void anEndpointThatNobodyListensAtIsUnreachable() throws Exception {
    int port = Helper.freePort();
    try (Device device = device(TestProfiles.meter(), port(port, false))) {
      for (Sample sample : device.read(clock.now())) {
        Fault reason = assertInstanceOf(Sample.Missing.class, sample).reason();
        assertEquals(Fault.Kind.UNREACHABLE, reason.kind());
      }
    }
  }

  private static PolledModbusDevice device(DeviceProfile.Modbus profile, RegisterPort port) {
    return new PolledModbusDevice("dev", profile, port);
  }

  private static RegisterPort port(int port, boolean rtuOverTcp) {
    ModbusLink link =
        rtuOverTcp
            ? ModbusLink.open(
                new Connection.ModbusRtuTcp(
                    "127.0.0.1", port, UNIT, TIMEOUT, Connection.Pacing.NONE))
            : ModbusLink.open(
                new Connection.ModbusTcp("127.0.0.1", port, UNIT, TIMEOUT, Connection.Pacing.NONE));
    return link.unit(UNIT, TIMEOUT);
  }

  private static Helper pymodbus(int port, boolean rtuOverTcp, Path logs) throws Exception {
    Path script =
        Path.of(
            Objects.requireNonNull(IndependentServerTest.class.getResource("pymodbus_server.py"))
                .toURI());
    return new Helper(
        logs.resolve("pymodbus.log"),
        List.of(
            "/usr/bin/python3",
            script.toString(),
            "" + port,
            rtuOverTcp ? "rtu" : "socket",
            "" + UNIT));
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (java.io.IOException notYet) {
      return false;
    }
  }

  private static SimpleProcessImage image() {
    int[] holding = new int[65_536];
    int[] input = new int[65_536];
    TestProfiles.fillBattery(holding);
    TestProfiles.fillMeter(input);
    SimpleProcessImage image = new SimpleProcessImage(UNIT);
    for (int address = 100; address < 205; address++) {
      image.addRegister(address, new SimpleRegister(holding[address]));
    }
    for (int address = 0; address < 0x50; address++) {
      image.addInputRegister(address, new SimpleInputRegister(input[address]));
    }
    return image;
  }

  private static List<String> text(List<Sample> samples) {
    return samples.stream()
        .map(
            sample ->
                sample instanceof Sample.Good good
                    ? String.format(java.util.Locale.ROOT, "%s %.2f", good.signal(), good.value())
                    : sample.toString())
        .toList();
  }
}
