package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices by libmodbus, compiled here: over TCP and on a serial line. */
@Timeout(60)
final class LibmodbusTest {

  private static final int UNIT = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @Test
  void readsAndWritesADeviceOverTcp() throws Exception {
    int port = Helper.freePort();
    try (Helper _ = device("tcp", Integer.toString(port))) {
      ModbusLink link =
          ModbusLink.open(
              new Connection.ModbusTcp("127.0.0.1", port, UNIT, TIMEOUT, Connection.Pacing.NONE));
      readsAndWrites(link);
    }
  }

  @Test
  void readsAndWritesADeviceOnASerialLine() throws Exception {
    Helper.require("socat", "socat", "-V");
    Path ours = folder.resolve("gateway");
    Path theirs = folder.resolve("device");
    Path log = folder.resolve("socat.log");
    try (Helper socat = new Helper(log, List.of("socat", pty(ours), pty(theirs)))) {
      socat.await("both ends", () -> Files.exists(ours) && Files.exists(theirs));
      try (Helper _ = device("rtu", theirs.toString())) {
        SerialLine line = new SerialLine(9600, 8, Parity.NONE, 1);
        readsAndWrites(
            ModbusLink.open(
                new Connection.ModbusRtu(
                    ours.toString(), line, UNIT, TIMEOUT, Connection.Pacing.NONE)));
      }
    }
  }

  private void readsAndWrites(ModbusLink link) {
    try (Device battery = device(TestProfiles.battery(), link);
        Device meter = device(TestProfiles.meter(), link)) {
      assertEquals(
          List.of("power_w 3200.00", "soc_pct 57.50", "temperature_c 24.10", "frequency_hz 50.00"),
          text(battery.read(clock.now())));
      assertEquals(
          List.of("voltage_l1_v 230.50", "power_w -1234.50", "frequency_hz 50.02"),
          text(meter.read(clock.now())));
      Signal power = new Signal("dev", Quantity.POWER_W);
      Moment now = clock.now();
      assertEquals(
          new WriteReceipt.Written(power, -2500, true, now),
          battery.write(TestSetpoints.approved(power, -2500, now), now));
    }
  }

  private Helper device(String transport, String place) throws Exception {
    Helper.require("gcc", "gcc", "--version");
    Path source =
        Path.of(
            Objects.requireNonNull(LibmodbusTest.class.getResource("libmodbus_server.c")).toURI());
    String program = folder.resolve("libmodbus_server").toString();
    Helper.require(
        "libmodbus-dev",
        "gcc",
        "-Wall",
        "-o",
        program,
        source.toString(),
        "-I/usr/include/modbus",
        "-lmodbus");
    Path log = folder.resolve("libmodbus.log");
    Helper started = new Helper(log, List.of(program, Integer.toString(UNIT), transport, place));
    started.await("libmodbus is ready", () -> says(log, "ready"));
    return started;
  }

  private static boolean says(Path log, String word) {
    try {
      return Files.readString(log).contains(word);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolledModbusDevice device(DeviceProfile.Modbus profile, ModbusLink link) {
    return new PolledModbusDevice("dev", profile, link.unit(UNIT, TIMEOUT));
  }

  private static List<String> text(List<Sample> samples) {
    return samples.stream()
        .map(
            sample ->
                sample instanceof Sample.Good good
                    ? String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        good.signal().quantity().name().toLowerCase(Locale.ROOT),
                        good.value())
                    : sample.toString())
        .toList();
  }

  private static String pty(Path link) {
    return "pty,raw,echo=0,link=" + link;
  }
}
