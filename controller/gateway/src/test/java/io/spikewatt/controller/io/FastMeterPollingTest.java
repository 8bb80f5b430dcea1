package io.spikewatt.controller.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which meters are read more often than once a cycle. */
class FastMeterPollingTest {

  private static final String NOTHING = "";

  @TempDir private Path directory = Path.of("");

  @Test
  void a_meter_alone_on_its_link_is_looked_at() throws IOException {
    assertEquals(
        Optional.of("modbus-tcp://10.0.0.9:502"),
        looked("eastron-sdm630", "modbus-tcp: 10.0.0.9", "modbus-tcp: 10.0.0.8", NOTHING));
    assertEquals(
        Optional.of("serial:/dev/ttyUSB0"),
        looked(
            "eastron-sdm630",
            "modbus-rtu: /dev/ttyUSB0, baud: 9600",
            "modbus-tcp: 10.0.0.8",
            NOTHING));
  }

  @Test
  void one_that_shares_its_link_is_not() throws IOException {
    assertEquals(
        Optional.empty(),
        looked(
            "eastron-sdm630",
            "modbus-rtu: /dev/ttyUSB0, baud: 9600, unit: 2",
            "modbus-rtu: /dev/ttyUSB0, baud: 9600, unit: 3",
            NOTHING));
    assertEquals(
        Optional.empty(),
        looked(
            "eastron-sdm630",
            "modbus-tcp: 10.0.0.9",
            "modbus-tcp: 10.0.0.8",
            "modbus-proxies: [{ device: meter1, port: 1502 }]"),
        "with those behind a proxy");
  }

  @Test
  void neither_is_one_that_wants_its_peace_or_whose_line_is_slow() throws IOException {
    assertEquals(
        Optional.empty(),
        looked(
            "eastron-sdm630",
            "modbus-tcp: 10.0.0.9, gap-ms: 200",
            "modbus-tcp: 10.0.0.8",
            NOTHING));
    assertEquals(
        Optional.empty(),
        looked(
            "eastron-sdm630",
            "modbus-rtu: /dev/ttyUSB0, baud: 2400",
            "modbus-tcp: 10.0.0.8",
            NOTHING));
  }

  @Test
  void nor_one_whose_profile_reads_the_power_more_seldom() throws IOException {
    Files.writeString(
        directory.resolve("slow-meter.yaml"),
        """
        id: slow-meter
        title: A meter that is read every five seconds
        verified: source-only
        modbus:
          inputs:
            - { signal: power_w, address: 0, type: s32, every-s: 5 }
        """);
    assertEquals(
        Optional.empty(),
        looked("slow-meter.yaml", "modbus-tcp: 10.0.0.9", "modbus-tcp: 10.0.0.8", NOTHING));
  }

  /** The endpoint that is looked at. */
  private Optional<String> looked(String profile, String meterAt, String inverterAt, String more)
      throws IOException {
    Path file = directory.resolve("site.yaml");
    Files.writeString(
        file,
        """
        site: { name: test, timezone: UTC, latitude: 50, longitude: 10 }
        grid: { import-limit-w: 11000, export-limit-w: 7000 }
        tariff: { currency: EUR, import-per-kwh: 0.3, export-per-kwh: 0.08 }
        storage: { directory: %s }
        devices:
          - { id: meter1, profile: %s, connection: { %s }, grid-meter: {} }
          - { id: pv1, profile: sunspec-inverter, connection: { %s }, pv: { rated-w: 10000 } }
        %s
        """
            .formatted(directory, profile, meterAt, inverterAt, more));
    Site site =
        switch (ConfigLoader.load(file)) {
          case LoadedSite.Ok ok -> ok.site();
          case LoadedSite.Failed failed -> throw new AssertionError(failed.problems());
        };
    ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
    List<Link> links =
        new DeviceFactory(
                new SimulatedGpio(clock, Duration.ofSeconds(1)), new NoBroker(), directory)
            .links(site);
    return FastMeterPolling.link(site, links).map(Link::endpoint);
  }
}
