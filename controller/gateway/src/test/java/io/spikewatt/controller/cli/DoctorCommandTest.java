package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.doctor.Doctor;
import io.spikewatt.controller.local.LocalServer;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.store.StateLock;
import io.spikewatt.hal.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  /** Secrets that must not leave the box, each in a place where such a value can occur. */
  private static final List<String> SECRETS =
      List.of(
          "hunter2comment",
          "brokeruser7",
          "s3cretPassw0rd",
          "52.51863",
          "13.40812",
          "A50285BI",
          "householdTopic",
          "myClientId",
          "becauseIAgreed",
          "PAGETOKEN0123456789abcdef",
          "PEMKEYLINE",
          "kept-secret-value",
          "modelbytes",
          "lock-junk",
          "SN-99887766",
          "logpw1",
          "tok3nInTheLog",
          "alarmserial55",
          "Bearer0123456789ABCDEF0123456789",
          "unknownkeysecret",
          "surprise-value",
          "house7@example.org",
          "me7@example.org",
          "home-k3v9q2x7",
          "hooksecret9");

  private static final String SITE =
      """
      # hunter2comment
      site: { name: home, timezone: Europe/Berlin, latitude: 52.51863, longitude: 13.40812 }
      grid: { import-limit-w: 11000, export-limit-w: 4000 }
      tariff: { import-per-kwh: 0.3, export-per-kwh: 0.08, currency: EUR }
      storage: { directory: state }
      mqtt:
        broker: tcp://127.0.0.1:1   # hunter2comment
        user: brokeruser7
        password-file: password
        client-id: myClientId
        root: householdTopic
      page: { port: 8420, token-file: token }
      notify:
        targets:
          - { email: me7@example.org, from: house7@example.org, server: localhost, encryption: none }
          - { ntfy: "https://ntfy.example.org", topic: home-k3v9q2x7 }
          - { webhook: "https://automation.example.org/hooksecret9" }
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu: /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0 }
          grid-meter:
      """;

  private static final String LOG =
      """
      2026-12-01T11:00:01+00:00 box spikewatt[7]: INFO  RunCommand: controlling site home
      2026-12-01T11:00:02+00:00 box spikewatt[7]: ERROR Link: serial number SN-99887766 at usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0 is silent
      2026-12-01T11:00:03+00:00 box spikewatt[7]: WARN  Mqtt: tcp://brokeruser7:logpw1@broker refused, password=s3cretPassw0rd token: tok3nInTheLog
      2026-12-01T11:00:04+00:00 box spikewatt[7]: ERROR Config: site.yaml:3:4: expected a name, found "surprise-value"
      2026-12-01T11:00:05+00:00 box spikewatt[7]: WARN  Sun: position 52.51863, 13.40812 has no sun
      2026-12-01T11:00:06+00:00 box spikewatt[7]: ERROR Page: authorisation Bearer0123456789ABCDEF0123456789 refused
      2026-12-01T11:00:07+00:00 box spikewatt[7]: WARN  SiteNotifier: notifications to email wait: localhost:587: refuses the sender with 550 house7@example.org
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path root = Path.of("/");
  private Path config;
  private Path state;
  private Path report;

  @BeforeEach
  void plant() throws IOException {
    config = Files.writeString(directory.resolve("site.yaml"), SITE);
    report = directory.resolve("report.txt");
    Files.writeString(directory.resolve("password"), "s3cretPassw0rd\n");
    Files.writeString(directory.resolve("token"), "PAGETOKEN0123456789abcdef\n");
    state = Files.createDirectories(directory.resolve("state"));
    Files.createDirectories(state.resolve("models"));
    Files.writeString(state.resolve("page-token"), "PAGETOKEN0123456789abcdef\n");
    Files.writeString(state.resolve("page-certificate.pem"), "PEMKEYLINE\n");
    Files.writeString(state.resolve("requests.properties"), "a=kept-secret-value\n");
    Path model = Files.writeString(state.resolve("models/load.model"), "modelbytes");
    Files.setLastModifiedTime(model, FileTime.from(NOW.minusSeconds(3 * 86_400)));
    Files.writeString(state.resolve("history.db"), "modelbytes");
  }

  private Optional<String> program(List<String> command) {
    return switch (command.getFirst()) {
      case "journalctl" -> Optional.of(LOG);
      case "systemctl" ->
          Optional.of(
              """
              LoadState=loaded
              ActiveState=failed
              SubState=failed
              UnitFileState=enabled
              NRestarts=3
              Result=exit-code
              ExecMainStatus=78
              """);
      case "timedatectl" -> Optional.of("no\n");
      default -> Optional.empty();
    };
  }

  private ExitCode doctor(String... options) {
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(options));
    return new DoctorCommand(
            Map.of("XDG_RUNTIME_DIR", directory.toString()),
            new Doctor(root, this::program, new ManualClock(NOW)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(all);
  }

  private String screen() {
    return out.toString(UTF_8);
  }

  private void assertNoSecret(String text) {
    SECRETS.forEach(secret -> assertFalse(text.contains(secret), secret + " in\n" + text));
  }

  @Test
  void theAgentOfABoxThatComputesIsJudged() throws Exception {
    doctor();
    assertFalse(screen().contains(" agent "), screen());
    root = directory.resolve("box");
    Path file = root.resolve("etc/spikewatt-compute/agent.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "agent: { topic: box, min-w: 40, max-w: lots }\n");
    doctor();
    assertTrue(screen().contains("! agent     failed (failed)"), screen());
    assertTrue(screen().contains("agent.yaml:1:"), screen());
    assertFalse(screen().contains("lots"), screen());
  }

  @Test
  void theFileHasNothingThatIsSecretWithoutADaemonToo() throws Exception {
    assertEquals(ExitCode.WARNINGS, doctor("--out", report.toString()), err::toString);
    String file = Files.readString(report);
    assertNoSecret(file);
    assertNoSecret(screen());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(report)));
    for (String told :
        List.of(
            "! service   failed (failed), enabled at boot, 3 restarts, last result exit-code, exit code 78",
            "  lock      never taken",
            "! clock     2026-12-01T12:00:00Z, NOT synchronised",
            "  models    load.model 3 d 0 h",
            "! daemon    no answer: ",
            "! broker    127.0.0.1:1 takes no connection: ",
            "! log       2026-12-01T11:00:02+00:00 ERROR Link: serial number … at ",
            "--- site file ---",
            "import-limit-w: 11000",
            "modbus-rtu: /dev/serial/by-id/…",
            "timezone: Europe/Berlin")) {
      assertTrue(file.contains(told), told + " in\n" + file);
    }
  }

  @Test
  void aMissingStateDirectoryIsToldInWords() throws Exception {
    FileTree.delete(state);
    assertEquals(ExitCode.WARNINGS, doctor(), err::toString);
    String told = "! state     " + state + " cannot be read: there is no such file";
    assertTrue(screen().contains(told), screen());
  }

  @Test
  void aRunningDaemonsStatusIsReportedWithoutSecrets() throws Exception {
    String status =
        """
        {"health":"alarms","version":"0.2.0","startedAt":"2026-12-01T10:00:00Z","missedCycles":2,
        "alarms":["meter1: serial alarmserial55 does not answer"],"devices":[
        {"id":"meter1","lastGoodAgeMs":180000,"quality":"power_w timeout"}],"keptState":[],
        "forecasts":[],"broker":{"connected":false,"problem":"refused"},
        "page":{"served":false,"problem":"the port is taken"},
        "sources":[{"name":"prices","gives":"exchange-price","from":"api.example.org","ageS":300},
        {"name":"sky","gives":"weather","from":"sky.example.org","problem":"no answer in time"},
        {"name":"new","gives":"weather","from":"new.example.org"}],
        "notify":[{"name":"phone","waiting":2,"problem":"refuses the connection"},
        {"name":"mail","waiting":0}],
        "assistant":{"served":false,"problem":"the assistant does not answer: no audit"},
        "planWaitsFor":"a first reading"}
        """
            .replace("\n", "");
    try (LocalServer _ =
        LocalServer.start(
            directory.resolve("spikewatt-home.sock"), Map.of("status", _ -> status))) {
      assertEquals(ExitCode.WARNINGS, doctor("--out", report.toString()), err::toString);
    }
    assertNoSecret(Files.readString(report));
    for (String told :
        List.of(
            "! daemon    alarms, version 0.2.0, since 2026-12-01T10:00:00Z, 2 cycles missed",
            "! device    meter1: last good value 3 min ago, power_w timeout",
            "! alarm     meter1: serial … does not answer",
            "! plan      none: a first reading",
            "! broker    the daemon does not reach it: refused",
            "! page      not served: the port is taken",
            "  sources   answered: prices 5 min ago",
            "! source    sky: no answer in time",
            "! source    new: no answer yet",
            "  notify    no failure: mail",
            "! notify    phone: refuses the connection, 2 messages wait",
            "! assistant the assistant does not answer: no audit")) {
      assertTrue(screen().contains(told), told + " in\n" + screen());
    }
    assertTrue(screen().lines().count() <= 32, screen());
  }

  @Test
  void aSiteFileWithProblemsIsReportedByPlacesAlone() throws Exception {
    Files.writeString(
        config,
        SITE.replace("grid-meter:", "unknownkeysecret: surprise-value\n    grid-meter:")
            .replace("11000", "\"surprise-value\""));
    assertEquals(ExitCode.WARNINGS, doctor("--out", report.toString()), err::toString);
    String file = Files.readString(report);
    assertNoSecret(file);
    assertTrue(file.contains("! config    " + config + ":3:"), file);
    assertTrue(file.contains("…: …"), "the unknown key and its value\n" + file);
  }

  @Test
  void theHolderOfTheLockIsNamedByTheKernelAndTheLockStaysItsOwn() throws Exception {
    try (StateLock _ = StateLock.take(state, "run")) {
      doctor();
      assertTrue(
          screen().contains("  lock      held by process " + ProcessHandle.current().pid()),
          screen());
    }
    StateLock.take(state, "run").close();
    doctor();
    assertTrue(screen().contains("  lock      free"), screen());
  }

  @Test
  void anExistingFileStays() throws Exception {
    Files.writeString(report, "mine");
    assertEquals(ExitCode.UNREACHABLE, doctor("--out", report.toString()));
    assertEquals("mine", Files.readString(report));
    assertEquals("", screen());
  }
}
