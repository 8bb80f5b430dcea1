package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.testkit.OpenSsl;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} says of the certificates that a configuration names. */
final class NamedFilesTest {

  @TempDir private Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws Exception {
    OpenSsl.certificate(directory, "page", "ec -pkeyopt ec_paramgen_curve:P-256");
    OpenSsl.certificate(directory, "broker", "rsa:2048");
    file =
        Files.writeString(
            directory.resolve("site.yaml"),
            """
            site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
            grid: { import-limit-w: 11000, export-limit-w: 3000 }
            tariff: { currency: EUR, import-per-kwh: 0.35 }
            storage: { directory: state }
            mqtt:
              broker: ssl://broker.lan:8883
              ca-file: broker.pem
              certificate-file: broker.pem
              key-file: broker.key
            page:
              bind: 0.0.0.0
              certificate-file: page.pem
              key-file: page.key
            devices:
              - id: meter1
                profile: sunspec-meter
                connection: { modbus-tcp: meter.lan }
                grid-meter: {}
            """);
  }

  /** What check prints as warnings; it must not take them for problems. */
  private String warnings() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertEquals(ExitCode.OK, new CheckCommand(out, to).run(List.of("--config", "" + file)));
    return err.toString(StandardCharsets.UTF_8);
  }

  private void expect(String... parts) {
    String text = warnings();
    assertEquals(1, text.lines().count(), text);
    for (String part : parts) {
      assertTrue(text.contains(part), () -> part + " is not in " + text);
    }
  }

  @Test
  void sound_ones_of_every_kind_of_key_give_no_warning() throws Exception {
    assertEquals("", warnings());
    OpenSsl.certificate(directory, "page", "ed25519");
    assertEquals("", warnings());
  }

  @Test
  void a_missing_file_is_named_at_its_place() throws Exception {
    Files.delete(directory.resolve("page.pem"));
    expect("warning: " + file + ":12:", "page.certificate-file: expected a file", "does not exist");
  }

  @Test
  void a_file_that_is_no_pem_is_named() throws Exception {
    Files.writeString(directory.resolve("page.key"), "nothing\n");
    expect(file + ":13:", "page.key-file: expected a private key in PEM", "page.key");
    Files.copy(
        directory.resolve("broker.pem"),
        directory.resolve("page.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(
        directory.resolve("page.key"), PosixFilePermissions.fromString("rw-------"));
    expect("page.key-file: expected a private key in PEM");
  }

  @Test
  void a_certificate_that_is_none_is_named() throws Exception {
    Files.writeString(directory.resolve("page.pem"), "nothing\n");
    expect(file + ":12:", "page.certificate-file: expected certificates in PEM");
  }

  @Test
  void a_key_of_another_certificate_is_named() throws Exception {
    OpenSsl.certificate(directory, "other", "rsa:2048");
    Files.move(
        directory.resolve("other.key"),
        directory.resolve("broker.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    expect(file + ":9:", "mqtt.key-file: expected the key of the first certificate in ");
    Files.copy(
        directory.resolve("page.key"),
        directory.resolve("broker.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    expect("mqtt.key-file: expected the key of the first certificate in ");
  }

  @Test
  void an_ended_certificate_is_named_with_its_day() {
    Instant later = Instant.now().plus(Duration.ofDays(3));
    LoadedSite.Ok site = (LoadedSite.Ok) ConfigLoader.load(file);
    List<String> paths =
        NamedFiles.findings(site.site(), later).stream()
            .map(
                one -> {
                  assertTrue(
                      one.found().matches(".*\\.pem, which ended on 20\\d\\d-\\d\\d-\\d\\d"));
                  return one.path();
                })
            .toList();
    assertEquals(List.of("mqtt.ca-file", "mqtt.certificate-file", "page.certificate-file"), paths);
    Instant before = Instant.now().minus(Duration.ofDays(3));
    assertEquals(3, NamedFiles.findings(site.site(), before).size());
  }

  @Test
  void a_file_of_the_service_alone_is_a_hint_and_no_fault_of_its_content() throws Exception {
    Path key = directory.resolve("page.key");
    Files.writeString(key, "not to be looked at");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(key), "SKIPPED: this user may read everything");
    expect("page.key-file: ", "which this user may not read: check as root");
    assertFalse(warnings().contains("does not exist"));
  }
}
