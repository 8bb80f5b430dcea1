package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.check.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is legal and unlikely. */
final class WarningsTest {

  private static final String GOOD =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 3000 }
      tariff: { currency: EUR, import-per-kwh: 0.35, export-per-kwh: 0.08 }
      mqtt: { broker: "tcp://127.0.0.1:1883" }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: meter.lan }, grid-meter: }
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: pv.lan }, pv: { rated-w: 9000, safe-limit-w: 3000 } }
      """;

  @TempDir private Path directory;

  private static List<Problem> warnings(String text) {
    LoadedSite loaded = ConfigLoader.load(text, "site.yaml");
    return assertInstanceOf(LoadedSite.Ok.class, loaded, loaded.toString()).warnings();
  }

  @Test
  void aUsualSiteHasNone() {
    assertEquals(List.of(), warnings(GOOD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import-limit-w: 11000 | import-limit-w: 11 | 2 | grid.import-limit-w | kW in place of W",
        "import-limit-w: 11000 | import-limit-w: 0 | 2 | grid.import-limit-w | found 0 W",
        "import-limit-w: 11000 | import-limit-w: 300 | 2 | grid.import-limit-w | at least 1000 W",
        "export-limit-w: 3000 | export-limit-w: 3 | 2 | grid.export-limit-w | kW in place of W",
        "0.35 | 35 | 3 | tariff.import-per-kwh | hundredths",
        "0.08 | 8 | 3 | tariff.export-per-kwh | hundredths",
        "export-per-kwh: 0.08 | dynamic: { taxes-pct: 0.19 } | 3 | tariff.dynamic.taxes-pct | a"
            + " share in place of per cent?",
        "export-per-kwh: 0.08 | dynamic: { supplier-per-kwh: 1.8 } | 3 |"
            + " tariff.dynamic.supplier-per-kwh | hundredths?",
        "export-per-kwh: 0.08 | dynamic: { export: exchange, export-supplier-per-kwh: -1 } | 3 |"
            + " tariff.dynamic.export-supplier-per-kwh | found -1 (hundredths?)",
        "export-per-kwh: 0.08 | network-fees: [ { year: 2026, standard-per-kwh: 9.5 } ] | 3 |"
            + " tariff.network-fees[0].standard-per-kwh | less than 0.35, the dearest import",
        "import-per-kwh: 0.35 | 'import: [ { from: \"06:05\", to: \"07:00\", per-kwh: 0.3 }, { from:"
            + " \"00:00\", to: \"24:00\", per-kwh: 0.35 } ]' | 3 | tariff.import[0].from | a quarter"
            + " of an hour",
        "export-per-kwh: 0.08 | 'export: [ { from: \"00:00\", to: \"24:00\", days: sun, per-kwh: 8"
            + " }, { from: \"00:00\", to: \"24:00\", per-kwh: 0.08 } ]' | 3 |"
            + " tariff.export[0].per-kwh | hundredths",
        "latitude: 52.52, longitude: 13.40 | latitude: 13.40, longitude: 52.52 | 1 | site.latitude |"
            + " swapped?",
        "Europe/Berlin | Australia/Sydney | 1 | site.latitude | Australia/Sydney",
        "', latitude: 52.52, longitude: 13.40' | '' | 1 | site | no position",
        "1883\" | 1883\", user: u, password-file: nope.txt | 4 | mqtt.password-file | does not exist",
      })
  void oneUnlikelyValueIsOneWarningAtItsPlace(
      String good, String unlikely, int line, String path, String part) {
    assertTrue(GOOD.contains(good), good);
    List<Problem> warnings = warnings(GOOD.replace(good, unlikely));
    assertEquals(1, warnings.size(), warnings.toString());
    Problem warning = warnings.getFirst();
    assertEquals(path, warning.path());
    assertEquals(line, warning.line());
    assertTrue(warning.column() > 1 || path.equals("site"), warning.toString());
    assertTrue(warning.toString().contains(part), warning.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EUR, import-per-kwh: 0.35 | HUF, import-per-kwh: 36",
        "timezone: Europe/Berlin | timezone: UTC",
        "Europe/Berlin, latitude: 52.52, longitude: 13.40 |"
            + " Europe/Istanbul, latitude: 37.0, longitude: 35.3",
      })
  void whatSomeSitesHaveIsNone(String good, String usual) {
    assertTrue(GOOD.contains(good), good);
    assertEquals(List.of(), warnings(GOOD.replace(good, usual)));
  }

  /** Prices of an exchange may be far above those of the file. */
  @Test
  void aValueAboveAllPricesOfTheFileIsNoneBesideAnExchange() {
    String battery =
        "  - { id: b1, profile: fronius-gen24-battery, connection: { modbus-tcp: b.lan },"
            + " battery: { capacity-wh: 10000, charge-w: 5000, wear-per-kwh: 0.4 } }\n";
    String fixed = GOOD.replace("mqtt: { broker: \"tcp://127.0.0.1:1883\" }\n", "") + battery;
    assertEquals(
        List.of("devices[2].battery.wear-per-kwh"),
        warnings(fixed).stream().map(Problem::path).toList());
    String dynamic = "dynamic: { supplier-per-kwh: 0.1, taxes-pct: 19 }";
    assertEquals(List.of(), warnings(fixed.replace("export-per-kwh: 0.08", dynamic)));
  }

  @Test
  void aCurrencyWithoutUsualPricesHasNone() {
    String compute =
        "  - { id: c1, profile: plc-compute, connection: { opc-ua: \"opc.tcp://10.0.0.5:4840\" },"
            + " compute: { min-w: 100, max-w: 900, value-per-kwh: 900 } }\n";
    assertEquals(List.of(), warnings(GOOD.replace("EUR", "HUF") + compute));
  }

  @Test
  void endpointsWithSignsThatNoUriHasAreRead() {
    String plc =
        "  - { id: f1, profile: plc-feeder, load:,"
            + " connection: { opc-ua: \"opc.tcp://plc_1:4840/a|b{c}\", security: none } }\n";
    assertEquals(
        List.of(), warnings(GOOD.replace("tcp://127.0.0.1:1883", "tcp://bro<ker%:1883") + plc));
  }

  @Test
  void aPasswordFileThatCanBeReadIsNone() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(
        List.of(),
        warnings(GOOD.replace("1883\"", "1883\", user: u, password-file: \"" + file + "\"")));
  }

  @Test
  void furtherFindingsHaveAPlaceToo() throws Exception {
    Path file = Files.writeString(directory.resolve("site.yaml"), GOOD);
    LoadedSite loaded =
        ConfigLoader.load(
            file, site -> List.of(new Finding("grid.import-limit-w", "more", "less")));
    Problem warning = assertInstanceOf(LoadedSite.Ok.class, loaded).warnings().getFirst();
    assertEquals(2, warning.line());
    assertEquals(file.toString(), warning.file());
  }
}
