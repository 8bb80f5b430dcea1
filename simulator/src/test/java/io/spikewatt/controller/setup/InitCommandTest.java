package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.UndescribedSite;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dialogue of init, with prepared answers, against the servers of the simulated site. */
@Timeout(120)
class InitCommandTest {

  private enum Server {
    PV,
    BATTERY,
    METER
  }

  private static final String ENTER = "\n";

  private UndescribedSite simulated;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  /** Root of a file system. */
  @TempDir private Path root = Path.of("");

  @BeforeEach
  void start() throws IOException {
    simulated = new UndescribedSite(new SystemClock());
  }

  @AfterEach
  void stop() {
    simulated.close();
  }

  @Test
  void without_a_terminal_every_answer_is_the_default_and_is_printed() throws IOException {
    assertEquals(ExitCode.OK, init(Optional.empty(), Server.PV, Server.METER));
    Site site = site();
    assertFalse(site.control().monitorOnly());
    assertEquals(List.of("pv1", "meter1"), site.devices().stream().map(DeviceConfig::id).toList());
    assertInstanceOf(Role.GridMeter.class, site.devices().getLast().role());
    assertEquals("pv1", OutputSpecs.of(site).getFirst().signal().deviceId());
    assertEquals(0, site.grid().exportLimitW());
    assertTrue(shown().contains("Name of the site [site]: site\n"), shown());
    assertTrue(shown().contains("Control the devices [yes]: yes\n"), shown());
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertEquals(List.of("site.yaml"), files());
  }

  @Test
  void a_device_that_would_be_set_is_taken_by_name_alone() throws IOException {
    assertEquals(ExitCode.OK, init(Optional.empty(), Server.BATTERY, Server.METER));
    assertTrue(
        shown().contains("unit 1 tells no name and reads like hybrid-battery (0.0 W"), shown());
    assertTrue(
        shown().contains("no device that can be set: the site is only monitored\n"), shown());
    assertEquals(List.of("meter1"), site().devices().stream().map(DeviceConfig::id).toList());
    assertTrue(site().control().monitorOnly());
  }

  @Test
  void answers_are_checked_explained_and_asked_again() throws IOException {
    String answers =
        answers(
            "pylontech", // No shipped profile.
            "?", // Which there are.
            "hybrid-battery",
            "", // The meter's profile.
            "Battery",
            "cellar",
            "15000",
            "lots",
            "6000",
            "cellar", // The meter's name, used already.
            "main",
            "?",
            "", // It is at the grid.
            "casa",
            "Europe/Atlantis",
            "Europe/Madrid",
            "north",
            "40.4, -3.7",
            "5750",
            "-1",
            "2500",
            "ARS 0,3",
            "EUR 25 5",
            "", // They are cents.
            "EUR 0.25 0.05",
            "epex",
            "energy-charts",
            "de lu",
            "FR",
            "0.12 5.5",
            "tomorrow",
            "bright-sky",
            "localhost",
            "tcp://127.0.0.1:" + simulated.plant().port(ServerName.BROKER),
            "yes", // Home Assistant.
            "box.local",
            "127.0.0.1",
            "ntfy.sh",
            "https://ntfy.sh/home-k3v9",
            "");
    assertEquals(
        ExitCode.OK, init(Optional.of(answers + ENTER.repeat(9)), Server.BATTERY, Server.METER));
    Site site = site();
    assertEquals("casa", site.name());
    assertEquals("Europe/Madrid", site.zone().getId());
    assertEquals(40.4, site.position().orElseThrow().latitudeDeg());
    assertEquals(5_750, site.grid().importLimitW());
    assertEquals(2_500, site.grid().exportLimitW());
    assertEquals(0.05, site.tariff().exportRange().most());
    assertEquals(Map.of("area", "FR"), site.sources().getFirst().settings());
    assertEquals(0.12, site.tariff().dynamic().orElseThrow().supplierPerKwh());
    assertEquals(5.5, site.tariff().dynamic().orElseThrow().taxesPct());
    assertEquals(Optional.of("homeassistant"), site.mqtt().orElseThrow().homeAssistant());
    assertFalse(site.mqtt().orElseThrow().rights().permitSomeone("mode"));
    assertEquals(
        Map.of("latitude", "40.40", "longitude", "-3.70"), site.sources().getLast().settings());
    assertEquals(
        "home-k3v9",
        assertInstanceOf(
                NotifyTarget.Ntfy.class, site.notifications().orElseThrow().targets().getFirst())
            .topic());
    assertEquals("127.0.0.1", site.page().orElseThrow().bind());
    DeviceConfig battery = site.devices().getFirst();
    assertEquals("cellar", battery.id());
    Role.Battery role = assertInstanceOf(Role.Battery.class, battery.role());
    assertEquals(List.of(15_000.0, 6_000.0), List.of(role.capacityWh(), role.chargeW()));
    for (String expected :
        List.of(
            "expected a shipped profile or none, found pylontech",
            "One of carlo-gavazzi-em24, ",
            "expected a name of small letters, digits and -, found Battery",
            "expected a number 100..1000000000, found lots",
            "expected a name that no other device has, found cellar",
            "One of main. It has to see everything that the site draws and feeds in.",
            "expected a zone such as Europe/Berlin, found Europe/Atlantis",
            "expected two numbers such as 52.52 13.40, found north",
            "expected a number 0..1000000000, found -1",
            "expected three words such as EUR 0.30 0.08, found",
            "expected at most 3 EUR a kWh, found 25 (hundredths, or a price of a MWh?)",
            "expected at most 3 EUR a kWh, found 5 (hundredths, or a price of a MWh?)",
            "expected awattar, elering-ee, energy-charts, omie-es, omie-pt or none, found epex",
            "expected letters, digits, _, ., ~ and -, found de lu",
            "expected an address such as 127.0.0.1 or 0.0.0.0, found box.local",
            "expected bright-sky, open-meteo or none, found tomorrow",
            "expected a topic such as https://ntfy.sh/home-k3v9q2x7, found ntfy.sh",
            "expected a broker such as tcp://127.0.0.1:1883, found localhost")) {
      assertTrue(shown().contains("  " + expected), () -> expected + "\n" + shown());
    }
    assertTrue(shown().contains(", lambda-eu-l, "), shown());
    assertFalse(Files.readString(file()).contains("put the right value here"));
  }

  @Test
  void a_heat_pump_is_entered_by_name_and_then_its_store() throws IOException {
    String answers = answers("lambda-eu-l", "", "", "2500", "400", "42", "520", "52");
    assertEquals(
        ExitCode.OK, init(Optional.of(answers + ENTER.repeat(18)), Server.BATTERY, Server.METER));
    DeviceConfig pump = site().devices().getFirst();
    assertEquals("heatpump1", pump.id());
    Role.HeatPump role = assertInstanceOf(Role.HeatPump.class, pump.role());
    assertEquals(2_500, role.maxW());
    assertEquals(new Role.HeatStore(400, 4, 42, 52), role.store());
  }

  @Test
  void a_meter_that_counts_the_wrong_way_round_is_inverted_and_shown_again() throws IOException {
    String answers = ENTER.repeat(14) + answers("watermeter", "meter1", "");
    assertEquals(
        ExitCode.OK, init(Optional.of(answers + ENTER.repeat(9)), Server.PV, Server.METER));
    assertTrue(shown().contains("expected pv1, meter1 or none, found watermeter"), shown());
    assertTrue(site().devices().getLast().invert());
    List<String> powers =
        shown().lines().filter(line -> line.startsWith("meter1/power_w ")).toList();
    assertEquals(2, powers.size(), shown());
    assertTrue(powers.get(0).contains("-") != powers.get(1).contains("-"), powers::toString);
  }

  @Test
  void the_end_of_the_input_and_a_no_leave_nothing() throws IOException {
    assertEquals(ExitCode.USAGE, init(Optional.of(ENTER.repeat(3)), Server.PV));
    assertEquals(List.of(), files());
    String answers = ENTER.repeat(12) + answers("No");
    assertEquals(ExitCode.USAGE, init(Optional.of(answers), Server.PV));
    assertTrue(shown().endsWith("site.yaml [yes]: stopped; nothing was written\n"), shown());
    assertEquals(List.of(), files());
  }

  @Test
  void a_file_that_describes_a_site_is_kept_and_replaced_only_by_consent() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "# a comment\nsite: old\n");
    assertEquals(ExitCode.USAGE, init(Optional.empty(), Server.PV));
    assertEquals("# a comment\nsite: old\n", Files.readString(file()));
    assertEquals(ExitCode.OK, init(Optional.of(answers("yes") + ENTER.repeat(15)), Server.PV));
    assertEquals("site", site().name());
    assertEquals(
        "# a comment\nsite: old\n", Files.readString(file().resolveSibling("site.yaml.before-1")));
    Files.writeString(file(), "# Describe the site here.\n\n");
    assertEquals(ExitCode.OK, init(Optional.empty(), Server.PV));
    assertEquals(List.of("site.yaml", "site.yaml.before-1"), files());
  }

  @Test
  void the_service_is_enabled_and_started_where_the_package_is() throws IOException {
    Path log = root.resolve("log");
    systemctl("echo \"$@\" >>" + log);
    assertEquals(ExitCode.OK, init(Optional.empty(), Server.PV));
    assertEquals("enable spikewatt.service\nrestart spikewatt.service\n", Files.readString(log));
    Files.delete(file());
    assertEquals(ExitCode.USAGE, init(Optional.of(ENTER.repeat(13)), Server.PV));
    assertTrue(shown().endsWith("at every boot [yes]: \nstopped; nothing was written\n"), shown());
    assertEquals(List.of(), files());
    systemctl("exit 1");
    assertEquals(ExitCode.UNREACHABLE, init(Optional.empty(), Server.PV));
    assertTrue(shown().endsWith("does not start, see journalctl -u spikewatt\n"), shown());
  }

  @Test
  void where_nobody_answers_nothing_is_asked_and_nothing_written() throws IOException {
    simulated.plant().stop(ServerName.PV_INVERTER);
    assertEquals(ExitCode.UNREACHABLE, init(Optional.of(""), Server.PV));
    assertTrue(shown().endsWith("no device to describe; nothing was written\n"), shown());
    assertEquals(List.of(), files());
  }

  private ExitCode init(Optional<String> answers, Server... servers) {
    List<String> arguments = Stream.of(servers).map(this::target).toList();
    shown.reset();
    PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    return new InitCommand(
            answers.map(text -> new BufferedReader(new StringReader(text))),
            new SystemdService(root),
            true,
            out,
            out)
        .run(arguments);
  }

  private String target(Server server) {
    return "127.0.0.1:"
        + switch (server) {
          case PV -> simulated.plant().port(ServerName.PV_INVERTER);
          case BATTERY -> simulated.plant().port(ServerName.BATTERY);
          case METER -> simulated.meterPort();
        };
  }

  private static String answers(String... lines) {
    return String.join(ENTER, lines) + ENTER;
  }

  private void systemctl(String body) throws IOException {
    Files.createDirectories(root.resolve("run/systemd/system"));
    Path unit = root.resolve("usr/lib/systemd/system/spikewatt.service");
    Files.createDirectories(unit.getParent());
    Files.writeString(unit, "");
    Path systemctl = root.resolve("usr/bin/systemctl");
    Files.createDirectories(systemctl.getParent());
    Files.writeString(systemctl, "#!/bin/sh\n" + body + "\n");
    assertTrue(systemctl.toFile().setExecutable(true));
  }

  private Path file() {
    return root.resolve("etc/spikewatt/site.yaml");
  }

  private List<String> files() throws IOException {
    if (!Files.exists(file().getParent())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(file().getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Site site() {
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file())).site();
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
