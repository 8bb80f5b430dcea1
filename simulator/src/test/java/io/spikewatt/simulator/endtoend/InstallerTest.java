package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.commission.Commissioning;
import io.spikewatt.controller.commission.CommissioningResult;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.simulator.demo.SimulateCommand;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody types who connects a site for the first time. */
@Timeout(180)
class InstallerTest {

  private static final Instant NOON = Instant.parse("2026-06-09T10:00:00Z");

  @TempDir private Path directory = Path.of("");

  @Test
  void scan_finds_the_inverter_and_writes_a_configuration_that_check_probe_and_run_accept()
      throws Exception {
    try (SimulatedSite plant = site(new ShiftedClock(NOON))) {
      plant.start();
      String place = "127.0.0.1:" + plant.port(ServerName.PV_INVERTER);
      Path file = directory.resolve("site.yaml");
      String json = ok(start("scan", place, "--json", "--write", "" + file));
      assertTrue(
          json.contains(
              "\"unit\":1,\"manufacturer\":\"Spikewatt Sim\",\"model\":\"PV-12K\","
                  + "\"serial\":\"SIM-PV-0001\",\"profile\":\"sunspec-inverter\""),
          json);
      assertTrue(json.contains("\"sunspecModels\":[1,103,120,121,122,123]"), json);
      assertTrue(Files.readString(file).contains("rated-w: 12000"), Files.readString(file));
      assertTrue(ok(start("check", "--config", "" + file)).contains("1 devices, monitored only"));
      String probed = ok(start("probe", "--config", "" + file, "--json"));
      assertTrue(probed.contains("{\"device\":\"pv1\",\"signal\":\"power_w\",\"value\":"), probed);
      try (DaemonProcess daemon = start("run", "--config", "" + file)) {
        try (DaemonProcess again = start("scan", place, "--write", "" + file)) {
          assertEquals(64, again.exitCode(60), again::log);
          assertTrue(again.err().contains("exists already"), again::log);
        }
        daemon.awaitFirstWords(60);
        daemon.terminate();
        assertTrue(List.of(0, 143).contains(daemon.exitCode(30)), daemon::log);
        assertFalse(daemon.log().contains("ERROR"), daemon::log);
      }
      assertFalse(
          (boolean) plant.plant().read(p -> p.pv().limit().enabled()), "monitoring writes nothing");
    }
  }

  @Test
  void scan_of_a_place_where_nobody_listens_says_so() throws Exception {
    try (DaemonProcess scan = start("scan", "127.0.0.1:1")) {
      assertEquals(69, scan.exitCode(60), scan::log);
      assertTrue(scan.err().contains("127.0.0.1:1: unreachable: "), scan::log);
    }
    try (DaemonProcess scan = start("scan", "127.0.0.1:99999")) {
      assertEquals(64, scan.exitCode(60), scan::log);
      assertTrue(scan.err().contains("expected a port 1..65535, found 99999"), scan::log);
    }
  }

  @Test
  void probe_reads_every_signal_of_the_site_with_unit_quality_age_and_source() throws Exception {
    try (SimulatedSite plant = site(new ShiftedClock(NOON))) {
      plant.start();
      Path file = directory.resolve("site.yaml");
      Files.writeString(
          file, SimulateCommand.withoutGpio(plant.configYaml(directory.resolve("state"))));
      List<String> lines = ok(start("probe", "--config", "" + file, "--json")).lines().toList();
      assertTrue(
          lines.stream()
              .anyMatch(
                  l ->
                      l.matches(
                          "\\{\"device\":\"battery1\",\"signal\":\"soc_pct\",\"value\":[0-9.]+,"
                              + "\"quality\":\"good\",\"unit\":\"%\",\"ageMs\":[0-9]+,"
                              + "\"source\":\"holding 102 u16\"}")),
          () -> String.join("\n", lines));
      assertTrue(
          lines.stream().allMatch(l -> l.startsWith("{") && l.endsWith("}")),
          () -> "nothing but JSON:\n" + String.join("\n", lines));
      for (String device : List.of("pv1", "meter1", "feeder1", "ev1", "compute1", "utility1")) {
        assertTrue(
            lines.stream().anyMatch(l -> l.contains("\"" + device + "\"") && l.contains("good")),
            () -> device + "\n" + String.join("\n", lines));
      }
      assertFalse(
          (boolean) plant.plant().read(p -> p.battery().remote()), "probing writes nothing");
    }
  }

  @Test
  void commissioning_measures_the_simulated_battery() throws Exception {
    try (PacedClock clock = new PacedClock(NOON, 50, Duration.ofSeconds(20));
        SimulatedSite plant = site(clock)) {
      plant.start();
      Path file = directory.resolve("site.yaml");
      Files.writeString(
          file, SimulateCommand.withoutGpio(plant.configYaml(directory.resolve("state"))));
      Site site = ((LoadedSite.Ok) ConfigLoader.load(file)).site();
      DeviceConfig config =
          site.devices().stream().filter(d -> d.id().equals("battery1")).findFirst().orElseThrow();
      try (MockGpio gpio = new MockGpio(clock, Duration.ZERO);
          MessagePort broker = BrokerConnection.readOnly(site)) {
        List<Device> devices =
            new DeviceFactory(gpio, broker, directory)
                .links(site).stream().map(Link::devices).flatMap(List::stream).toList();
        clock.start();
        CommissioningResult commissioningResult =
            new Commissioning(
                    device(devices, "battery1"),
                    Optional.of(device(devices, "meter1")),
                    OutputSpecs.of(config).orElseThrow(),
                    List.of(2_000.0, -2_000.0),
                    new Commissioning.Patience(Duration.ofSeconds(60), Duration.ofSeconds(60)),
                    clock,
                    what -> {})
                .run();
        devices.forEach(Device::close);
        assertTrue(commissioningResult.follows(), commissioningResult::toString);
        assertEquals(CommissioningResult.Sign.RIGHT, commissioningResult.sign());
        assertEquals(
            CommissioningResult.Sign.RIGHT,
            commissioningResult.gridSign(),
            commissioningResult::toString);
        double dead = config.profile().response().deadTime().toMillis() / 1000.0;
        double settling = config.profile().response().settling().toMillis() / 1000.0;
        assertEquals(
            dead, commissioningResult.deadTimeS().orElseThrow(), 1, commissioningResult::toString);
        assertEquals(
            settling,
            commissioningResult.settlingS().orElseThrow(),
            2,
            commissioningResult::toString);
        assertEquals(
            30, commissioningResult.fallBackS().orElseThrow(), 5, commissioningResult::toString);
        assertFalse(
            (boolean) plant.plant().read(p -> p.battery().remote()), "control was given back");
      }
    }
  }

  private static Device device(List<Device> devices, String id) {
    return devices.stream().filter(d -> d.id().equals(id)).findFirst().orElseThrow();
  }

  private static SimulatedSite site(Clock clock) {
    return new SimulatedSite(
        SiteParameters.demo(7), clock, new PlainContacts(), 0, Duration.ofSeconds(10), 50);
  }

  private DaemonProcess start(String... arguments) throws IOException {
    return DaemonProcess.start(directory, arguments);
  }

  private static String ok(DaemonProcess process) throws IOException, InterruptedException {
    try (process) {
      assertEquals(0, process.exitCode(60), process::log);
      return process.out();
    }
  }
}
