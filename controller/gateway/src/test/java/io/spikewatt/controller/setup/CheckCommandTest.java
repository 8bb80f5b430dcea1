package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.drivers.secret.PageCertificate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 3000 }
      tariff: { currency: EUR, import-per-kwh: 0.35 }
      storage: { directory: state }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: meter.lan }, grid-meter: }
        - id: battery1
          profile: fronius-gen24-battery
          connection: { modbus-tcp: 10.0.0.2 }
          battery: { capacity-wh: 10000, charge-w: 5000 }
      """;

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path file = Path.of("");

  @BeforeEach
  void writeSite() throws Exception {
    file = Files.writeString(directory.resolve("site.yaml"), SITE);
  }

  private ExitCode check(String... more) {
    out.reset();
    err.reset();
    return new CheckCommand(stream(out), stream(err))
        .run(
            Stream.concat(Stream.of("--config", file.toString()), List.of(more).stream()).toList());
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void aGoodSiteSaysWhatIsSetAndByWhat() {
    assertEquals(ExitCode.OK, check("--strict"));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.contains(
            "  battery1         power_w set within -5000 to 5000 W,"
                + " by fronius-gen24-battery at modbus-tcp://10.0.0.2:502 unit 1\n"),
        text);
    assertTrue(text.contains("  meter1           read only, by sunspec-meter"), text);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void networkFeesOfAPastYearAreAWarning() throws Exception {
    Files.writeString(
        file,
        SITE.replace("0.35 }", "0.35, network-fees: [ { year: 2001, standard-per-kwh: 0.1 } ] }"));
    assertEquals(ExitCode.OK, check());
    String warnings = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        warnings.contains("site.yaml:3:")
            && warnings.contains("tariff.network-fees: expected fees"),
        warnings);
    assertEquals(ExitCode.WARNINGS, check("--strict"));
  }

  @Test
  void aPageForOtherMachinesSaysWithWhichCertificate() throws Exception {
    Files.writeString(file, SITE + "page: {}\n");
    assertEquals(ExitCode.OK, check("--strict"));
    assertFalse(out.toString(StandardCharsets.UTF_8).contains("encrypted"), out::toString);

    Files.writeString(file, SITE + "page: { bind: 0.0.0.0 }\n");
    assertEquals(ExitCode.OK, check("--strict"));
    Path state = directory.resolve("state");
    String line =
        "  page on 0.0.0.0 port 8420 is encrypted by " + state.resolve("page-certificate.pem");
    String missing = out.toString(StandardCharsets.UTF_8);
    assertTrue(missing.contains(line + ", which the first start makes\n"), missing);

    Files.createDirectory(state);
    PageCertificate made =
        PageCertificate.make(state, Set.of(), Instant.parse("2026-01-01T00:00:00Z"));
    assertEquals(ExitCode.OK, check("--strict"));
    String there = out.toString(StandardCharsets.UTF_8);
    assertTrue(there.contains(line + ", SHA-256 " + made.fingerprint() + "\n"), there);
  }

  @Test
  void aWarningIsAFailureOnlyWhereStrictnessIsRequested() throws Exception {
    Files.writeString(file, SITE.replace("11000", "11"));
    assertEquals(ExitCode.OK, check());
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.startsWith("warning: " + file + ":2:25: grid.import-limit-w: expected at least"),
        text);
    assertEquals(1, check("--strict").number());
  }

  @Test
  void aLimitBelowTheLoadOnRecordIsAWarning() throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    try (HistoryStore history = HistoryStore.open(state)) {
      Instant start = Instant.parse("2026-01-01T00:00:00Z");
      history.append(List.of(new SlotMean(SiteSeries.LOAD_W, start, 10_900)));
      assertEquals(ExitCode.OK, check("--strict"));
      history.append(List.of(new SlotMean(SiteSeries.LOAD_W, start.plusSeconds(900), 12_345)));
    }
    assertEquals(ExitCode.WARNINGS, check("--strict"));
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(":2:25: grid.import-limit-w: "), text);
    assertTrue(text.contains("12345 W"), text);
  }
}
