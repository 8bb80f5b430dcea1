package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoodSitesTest {

  /** The whole of it: everything else has a default. */
  private static final String SHORT =
      """
      site: { name: home, timezone: Europe/Berlin }
      grid: { import-limit-w: 20000, export-limit-w: 7000 }
      tariff: { currency: EUR, import-per-kwh: 0.30 }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: meter.lan }, grid-meter: }
        - { id: pv1, profile: fronius-gen24-pv, connection: { modbus-tcp: 10.0.0.2 }, pv: { rated-w: 9000 } }
        - id: battery1
          profile: fronius-gen24-battery
          connection: { modbus-tcp: 10.0.0.2 }
          battery: { capacity-wh: 10000, charge-w: 5000 }
      """;

  private static final LocalDate WINTER = LocalDate.of(2026, 1, 7);

  @TempDir private Path directory;

  private static double importAt(Site site, String time) {
    return site.tariff().importPerKwh(ZonedDateTime.of(WINTER, LocalTime.parse(time), site.zone()));
  }

  @Test
  void tenLinesAreASite() {
    assertEquals(10, SHORT.lines().count());
    Site site = Fixture.site(ConfigLoader.load(SHORT, "/etc/spikewatt/site.yaml"));
    assertEquals(ZoneId.of("Europe/Berlin"), site.zone());
    assertEquals(Optional.empty(), site.position());
    assertEquals(Optional.empty(), site.mqtt());
    assertEquals(
        new Site.Control(
            Duration.ofSeconds(1),
            Duration.ofMinutes(15),
            Site.Objective.COST,
            0,
            Site.Control.USUAL_OUTAGE_PER_KWH,
            false,
            Site.ForecasterChoice.BEST,
            Site.Control.USUAL_HORIZON,
            Site.NowcastChoice.LOAD_AND_PV,
            Site.NegativePrices.STORE),
        site.control());
    assertEquals("/var/lib/spikewatt", site.storage().directory());
    assertEquals(0.30, importAt(site, "13:37"));
    assertEquals(0, site.tariff().exportRange().most());
    assertEquals(0, site.tariff().demandPerKw());
    DeviceConfig pv = site.devices().get(1);
    assertEquals(
        new Connection.ModbusTcp("10.0.0.2", 502, 1, Duration.ofSeconds(1), Connection.Pacing.NONE),
        pv.connection());
    assertEquals(new Role.Pv(9000, 9000), pv.role());
    assertEquals(
        new Role.Battery(10_000, 5000, 5000, 10, 95, 0.95, 0, GridUse.FREE),
        site.devices().get(2).role());
  }

  @Test
  void aWindTurbineTakesAProfileThatPvTakesAndTheSameKeys() {
    String wind =
        SHORT
            + "  - { id: wind1, profile: sunspec-inverter, connection: { modbus-tcp: 10.0.0.5 },"
            + " wind: { rated-w: 5000, safe-limit-w: 2500 } }\n"
            + "  - { id: wind2, profile: eastron-sdm630, connection: { modbus-tcp: 10.0.0.6 },"
            + " wind: { rated-w: 3000 } }\n";
    Site site = Fixture.site(ConfigLoader.load(wind, "site.yaml"));
    assertEquals(new Role.Wind(5000, 2500), site.devices().get(3).role());
    assertEquals(new Role.Wind(3000, 3000), site.devices().get(4).role());
    var problems = Fixture.problems(ConfigLoader.load(wind.replace("2500", "9000"), "site.yaml"));
    assertEquals(1, problems.size(), problems::toString);
    assertEquals("devices[3].wind.safe-limit-w", problems.getFirst().path());
    var blind =
        Fixture.problems(
            ConfigLoader.load(wind.replace("eastron-sdm630", "gpio-contact"), "site.yaml"));
    assertTrue(
        blind.stream().anyMatch(p -> p.toString().contains("reads power_w, for wind")),
        blind::toString);
  }

  @Test
  void thePartsOfOneInverterAreDevicesAtOneAddress() throws IOException {
    String page = Files.readString(Path.of("../docs/devices.md"));
    String example = page.substring(page.indexOf("devices:\n"));
    String devices = example.substring(0, example.indexOf("```"));
    String site = SHORT.substring(0, SHORT.indexOf("devices:")) + devices;
    assertEquals(
        3, Fixture.site(ConfigLoader.load(site, "/etc/spikewatt/site.yaml")).devices().size());
  }

  @Test
  void aDemandChargeIsAPriceOfAKilowatt() {
    String text =
        SHORT.replace("import-per-kwh: 0.30", "import-per-kwh: 0.3, demand-charge-per-kw: 8");
    Site site = Fixture.site(ConfigLoader.load(text, "/etc/spikewatt/site.yaml"));
    assertEquals(8, site.tariff().demandPerKw());
  }

  @Test
  void aPriceOfCo2NeedsAnEmissionOfTheGridOrOfAGensetOrOneThatIsTold() {
    assertEquals(Tariff.Co2.NONE, co2(Fixture.text("site.yaml")));
    String priced =
        Fixture.text("site.yaml")
            .replace("export-per-kwh: 0.08", "export-per-kwh: 0.08\n  co2-per-kg: 0.1");
    assertEquals(
        "tariff.co2-per-kg",
        Fixture.problems(ConfigLoader.load(priced, "site.yaml")).getFirst().path());
    assertEquals(
        new Tariff.Co2(0.1, Optional.of(0.38)),
        co2(priced.replace("co2-per-kg: 0.1", "co2-per-kg: 0.1\n  grid-co2-kg-per-kwh: 0.38")));
    assertEquals(
        new Tariff.Co2(0.1, Optional.empty()),
        co2(priced.replace("mode, limit-export", "mode, prices")));
    String relay = "shed-relay: { load-w: 2000 }";
    String set = "genset: { rated-w: 8000, co2-kg-per-kwh: 0.85, fuel-per-kwh: 0.5 }";
    String diesel = priced.replace(relay, set);
    assertEquals(new Tariff.Co2(0.1, Optional.empty()), co2(diesel));
    Role.Genset genset =
        assertInstanceOf(
            Role.Genset.class,
            Fixture.site(ConfigLoader.load(diesel, "site.yaml")).devices().get(8).role());
    assertEquals(0.85, genset.co2KgPerKwh());
    String unpriced = diesel.replace(", fuel-per-kwh: 0.5", "");
    assertEquals(1, Fixture.problems(ConfigLoader.load(unpriced, "site.yaml")).size());
  }

  private static Tariff.Co2 co2(String text) {
    return Fixture.site(ConfigLoader.load(text, "site.yaml")).tariff().co2();
  }

  @Test
  void theCertificatesOfABrokerAreFilesBesideTheConfiguration() {
    String text =
        Fixture.text("site.yaml")
            .replace(
                "mqtt: { broker: \"tcp://127.0.0.1:1883\"",
                "mqtt: { broker: \"ssl://broker.example:8883\", ca-file: ca.pem,"
                    + " certificate-file: gateway.pem, key-file: /run/credentials/gateway.key");
    Site.Mqtt mqtt =
        Fixture.site(ConfigLoader.load(text, "/etc/sw/site.yaml")).mqtt().orElseThrow();
    assertEquals(
        new Site.BrokerSecurity(
            Optional.of("/etc/sw/ca.pem"),
            Optional.of("/etc/sw/gateway.pem"),
            Optional.of("/run/credentials/gateway.key"),
            false),
        mqtt.security());
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "3.1.1, V3_1_1", "5, V5", "'\"5\"', V5"})
  void the_version_of_mqtt_may_be_given_with_or_without_quotes(String text, MqttVersion version) {
    String site =
        Fixture.text("site.yaml")
            .replace("mqtt: { broker", "mqtt: { version: " + text + ", broker");
    assertEquals(
        version,
        Fixture.site(ConfigLoader.load(site, "/etc/sw/site.yaml")).mqtt().orElseThrow().version());
  }

  @Test
  void a_page_beyond_loopback_without_a_certificate_is_served_with_one_that_is_made() {
    assertFalse(page("").needsMadeCertificate());
    assertFalse(page("bind: \"::1\"").needsMadeCertificate());
    assertTrue(page("bind: 0.0.0.0").needsMadeCertificate());
    assertTrue(page("bind: 192.168.1.5").needsMadeCertificate());
    assertFalse(
        page("bind: 0.0.0.0, certificate-file: a.pem, key-file: a.key").needsMadeCertificate());
  }

  private static Site.Page page(String keys) {
    String text = Fixture.text("site.yaml") + "\npage: { " + keys + " }\n";
    return Fixture.site(ConfigLoader.load(text, "/etc/sw/site.yaml")).page().orElseThrow();
  }

  @Test
  void senders_have_rights_of_their_own() {
    String text =
        Fixture.text("site.yaml")
            .replace(
                "commands: \"mode, limit-export\"",
                "senders: [{ name: ha, commands: prices }, { name: operator, commands: all }]");
    CommandRights rights =
        Fixture.site(ConfigLoader.load(text, "/etc/sw/site.yaml")).mqtt().orElseThrow().rights();
    assertEquals(Set.of(), rights.anyone());
    assertEquals(Set.of("prices"), rights.senders().get("ha"));
    assertEquals(Set.copyOf(Site.Mqtt.COMMANDS), rights.senders().get("operator"));
    LoadedSite twice =
        ConfigLoader.load(text.replace("name: operator", "name: ha"), "/etc/sw/site.yaml");
    assertTrue(twice.toString().contains("each sender once"), twice::toString);
  }

  @Test
  void plansLookFurtherAheadAndBatteriesAreKeptFromTheGridWhereTheFileSaysSo() {
    String text =
        Fixture.text("site.yaml")
            .replace("reserve-soc-pct: 10", "reserve-soc-pct: 10, horizon-h: 72")
            .replace("max-soc-pct: 95", "max-soc-pct: 95\n      charge-from-grid: false");
    Site site = Fixture.site(ConfigLoader.load(text, "/etc/sw/site.yaml"));
    assertEquals(Duration.ofDays(3), site.control().horizon());
    Role.Battery battery = (Role.Battery) site.devices().get(1).role();
    assertEquals(new GridUse(false, true), battery.gridUse());
    String shorter = text.replace("horizon-h: 72", "horizon-h: 24");
    assertTrue(ConfigLoader.load(shorter, "/etc/sw/site.yaml").toString().contains("horizon-h"));
  }

  @Test
  void everyWrittenValueArrives() {
    Site site = Fixture.site(ConfigLoader.load(Fixture.text("site.yaml"), "/etc/sw/site.yaml"));
    assertEquals("demo", site.name());
    assertEquals(Optional.of(new Site.Position(52.52, 13.40)), site.position());
    assertEquals(new Site.Grid(11_000, 4000, Optional.empty()), site.grid());
    assertEquals(0.22, importAt(site, "05:59"));
    assertEquals(0.30, importAt(site, "06:00"));
    assertEquals(0.30, importAt(site, "23:59"));
    assertEquals(0.08, site.tariff().exportRange().most());
    assertEquals(
        new Site.Mqtt(
            "tcp://127.0.0.1:1883",
            "demo",
            "spikewatt",
            Optional.of("gw"),
            Optional.of("/etc/sw/pw"),
            Duration.ofSeconds(10),
            new CommandRights(Set.of("mode", "limit-export"), Map.of()),
            Site.BrokerSecurity.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            MqttVersion.AUTO),
        site.mqtt().orElseThrow());
    assertEquals("/etc/sw/state", site.storage().directory());
    assertEquals(new Role.Pv(10_000, 4000), site.devices().get(0).role());
    assertEquals(
        new Role.Battery(10_000, 5000, 4000, 10, 95, 0.95, 0, GridUse.FREE),
        site.devices().get(1).role());
    assertEquals(
        new Connection.ModbusRtu(
            "/dev/ttyUSB0",
            new Connection.SerialLine(9600, 8, Connection.Parity.NONE, 1),
            2,
            Duration.ofSeconds(1),
            Connection.Pacing.NONE),
        site.devices().get(2).connection());
    Connection.OpcUa plc =
        assertInstanceOf(Connection.OpcUa.class, site.devices().get(3).connection());
    assertEquals(Connection.OpcUa.Security.NONE, plc.security());
    assertEquals(
        new Role.EvCharger(1380, 11_000, 0.9, 0, 0, 0, Optional.empty(), Optional.empty()),
        site.devices().get(4).role());
    assertEquals(new Role.Compute(300, 3000, 0.35, 600), site.devices().get(5).role());
    assertEquals(
        new Connection.Iec62056(
            "tcp://10.0.0.6:4001",
            new Dialogue.Request(300, true, Optional.empty(), false),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5)),
        site.devices().get(6).connection());
    assertEquals(
        new Connection.Gpio(List.of(17), true, false, Optional.empty(), Optional.empty()),
        site.devices().get(7).connection());
    assertEquals(
        new Role.LimitContact(Optional.of(4200.0), Optional.empty()), site.devices().get(7).role());
    assertEquals(new Role.ShedRelay(2000, 1, Optional.empty()), site.devices().get(8).role());
  }

  @Test
  void aMeterIsAskedByItsAddressAndAMeterThatSendsByItselfIsListenedTo() {
    String asked = "iec62056: /dev/ttyUSB9, address: '00123456', wake-up: true, interval-s: 900";
    assertEquals(
        new Connection.Iec62056(
            "/dev/ttyUSB9",
            new Dialogue.Request(300, false, Optional.of("00123456"), true),
            Duration.ofMinutes(15),
            Duration.ofSeconds(5)),
        meter(asked));
    assertEquals(
        new Connection.Iec62056(
            "/dev/ttyUSB9",
            new Dialogue.Push(2400),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30)),
        meter("iec62056-push: /dev/ttyUSB9, interval-s: 10"));
  }

  private static Connection meter(String connection) {
    String text =
        Fixture.text("site.yaml")
            .replace("iec62056: \"tcp://10.0.0.6:4001\", baud: 300, interval-s: 60", connection);
    return Fixture.site(ConfigLoader.load(text, "site.yaml")).devices().get(6).connection();
  }

  @Test
  void aSecureOpcUaSessionIsTheDefault() {
    String text =
        Fixture.text("site.yaml")
            .replace(", security: none", ", user: gw, password-file: /run/credentials/plc");
    Site site = Fixture.site(ConfigLoader.load(text, "site.yaml"));
    assertEquals(
        new Connection.OpcUa(
            "opc.tcp://10.0.0.5:4840/plc",
            Connection.OpcUa.Security.BASIC256SHA256,
            Optional.of("gw"),
            Optional.of("/run/credentials/plc"),
            Duration.ofSeconds(2),
            Connection.OpcUa.Mode.READ),
        site.devices().get(3).connection());
  }

  @Test
  void aliasesCommentsAndWindowsLineEndsAreYaml() {
    String text =
        Fixture.text("site.yaml")
            .replace("    connection: { gpio: 27 }", "    connection: { gpio: 27 } # the relay")
            .replaceFirst("connection: \\{ opc-ua", "connection: &plc { opc-ua")
            .replace(
                "plc-ev-charger\n"
                    + "    connection: { opc-ua: \"opc.tcp://10.0.0.5:4840/plc\", security: none }",
                "plc-ev-charger\n    connection: *plc");
    assertTrue(text.contains("*plc") && text.contains("&plc"));
    Site site = Fixture.site(ConfigLoader.load("\uFEFF" + text.replace("\n", "\r\n"), "site.yaml"));
    assertEquals(site.devices().get(3).connection(), site.devices().get(4).connection());
  }

  @Test
  void theHashIsThatOfTheFilesBytes() throws IOException {
    Path file = directory.resolve("site.yaml");
    Files.writeString(file, SHORT);
    LoadedSite.Ok ok = assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file));
    // By another program: the text | sha256sum | cut -c1-12
    assertEquals("bb8a89549055", ok.configHash());
    assertEquals(
        ok.configHash(), ((LoadedSite.Ok) ConfigLoader.load(SHORT, "other.yaml")).configHash());
    assertNotEquals(
        ok.configHash(),
        ((LoadedSite.Ok) ConfigLoader.load(SHORT + "\n", "other.yaml")).configHash());
    Files.writeString(file, "abc");
    assertInstanceOf(LoadedSite.Failed.class, ConfigLoader.load(file));
  }

  @Test
  void aProfileOfTheUsersOwnIsFoundBesideTheFile() throws IOException {
    Files.createDirectory(directory.resolve("profiles"));
    Files.writeString(
        directory.resolve("profiles/my-meter.yaml"),
        """
        id: my-meter
        title: A meter of my own
        verified: hardware
        modbus:
          inputs: [ { signal: power_w, address: 7, type: s32, word-order: low-first, factor: 0.1 } ]
        """);
    Path file = directory.resolve("site.yaml");
    Files.writeString(file, SHORT.replace("sunspec-meter", "profiles/my-meter.yaml"));
    DeviceProfile profile = Fixture.site(ConfigLoader.load(file)).devices().getFirst().profile();
    assertEquals("my-meter", profile.id());
    assertEquals(DeviceProfile.Verified.HARDWARE, profile.about().verified());
    DeviceProfile.Modbus map = assertInstanceOf(DeviceProfile.Modbus.class, profile.points());
    assertEquals(0.1, map.inputs().getFirst().register().scale().factor());
  }

  @Test
  void theExamplesLoad() {
    for (String name : new String[] {"home", "demo"}) {
      String text = Fixture.text("/io/spikewatt/config/example/" + name + ".yaml");
      assertEquals(name, Fixture.site(ConfigLoader.load(text, name + ".yaml")).name());
    }
  }
}
