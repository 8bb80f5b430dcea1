package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.check.SiteWarnings;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Network fees in a file of their own, and how long they last. */
final class NetworkFeesTest {

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 3000 }
      tariff: { currency: EUR, import-per-kwh: 0.35, network-fees-file: fees.yaml }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: meter.lan }, grid-meter: }
      """;

  private static final String FEES =
      """
      title: An operator that does not exist
      currency: EUR
      network-fees:
        - year: 2026
          standard-per-kwh: 0.09
          bands:
            - { months: 10-3, from: "17:00", to: "20:30", per-kwh: 0.15 }
            - { from: "23:15", to: "05:00", per-kwh: 0.02 }
        - year: 2027
          standard-per-kwh: 0.1
      """;

  @TempDir private Path directory;

  private LoadedSite load(String fees) throws IOException {
    Files.writeString(directory.resolve("fees.yaml"), fees);
    return ConfigLoader.load(Files.writeString(directory.resolve("site.yaml"), SITE));
  }

  @Test
  void the_file_belongs_to_the_site_and_gives_its_fees() throws IOException {
    LoadedSite.Ok ok = assertInstanceOf(LoadedSite.Ok.class, load(FEES));
    assertEquals(List.of(), ok.warnings());
    assertTrue(ok.files().contains(directory.resolve("fees.yaml").toAbsolutePath()), ok::toString);
    NetworkFees fees = ok.site().tariff().networkFees().orElseThrow();
    assertEquals(0.15, fees.perKwh(LocalDate.of(2026, 12, 31).atTime(20, 29)));
    assertEquals(0.09, fees.perKwh(LocalDate.of(2026, 12, 31).atTime(20, 30)));
    assertEquals(0.02, fees.perKwh(LocalDate.of(2026, 7, 1).atTime(23, 15)));
    assertEquals(0.1, fees.perKwh(LocalDate.of(2027, 7, 1).atTime(23, 15)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "currency: EUR | currency: Euro | 2 | currency | ISO 4217",
        "currency: EUR | `` | 1 | currency | an ISO 4217 code",
        "year: 2026 | year: 2027 | 9 | network-fees[1].year | expected each year once, found 2027",
        "0.15 | 15 ct | 7 | network-fees[0].bands[0].per-kwh | found \"15 ct\"",
        "months: 10-3 | month: 10-3 | 7 | network-fees[0].bands[0].month | did you mean"
            + " \"months\"?",
        "from: \"23:15\" | from: \"23:15\", days: [] | 8 | network-fees[0].bands[1].days |"
            + " weekdays such as",
        "10-3, from: \"17:00\", to: \"20:30\" | 1-12, from: \"00:00\", to: \"24:00\" | 8 |"
            + " network-fees[0].bands[1] | the bands before it hide",
      })
  void one_mistake_is_one_problem_at_its_place_in_the_file(
      String good, String bad, int line, String path, String part) throws IOException {
    assertTrue(FEES.contains(good), good);
    List<Problem> all = Fixture.problems(load(FEES.replace(good, bad)));
    assertEquals(2, all.size(), all::toString);
    boolean siteFirst = all.getFirst().file().endsWith("site.yaml");
    Problem site = siteFirst ? all.getFirst() : all.getLast();
    assertEquals("tariff.network-fees-file", site.path());
    Problem problem = siteFirst ? all.getLast() : all.getFirst();
    assertTrue(problem.file().endsWith("fees.yaml"), problem::toString);
    assertEquals(path, problem.path());
    assertEquals(line, problem.line(), problem::toString);
    assertTrue(problem.toString().contains(part), problem::toString);
  }

  @Test
  void fees_in_another_currency_are_refused() throws IOException {
    List<Problem> all = Fixture.problems(load(FEES.replace("EUR", "CHF")));
    assertEquals(1, all.size(), all::toString);
    assertTrue(
        all.getFirst().toString().contains("expected fees in EUR, as the tariff, found"),
        all::toString);
  }

  @Test
  void a_fee_in_hundredths_is_a_warning_where_the_file_is_named() throws IOException {
    LoadedSite.Ok ok = assertInstanceOf(LoadedSite.Ok.class, load(FEES.replace("0.15", "15")));
    assertEquals(1, ok.warnings().size(), ok::toString);
    Problem warning = ok.warnings().getFirst();
    assertEquals("tariff.network-fees-file", warning.path());
    assertTrue(
        warning.found().contains("15 (hundredths?) in network-fees[0].bands[0].per-kwh"),
        warning::toString);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "2026-01-01, none",
        "2026-12-31, none",
        "2027-12-01, none",
        "2027-12-02, 2028",
        "2028-06-01, 2028",
        "2025-11-30, 2025",
      })
  void the_end_of_the_fees_is_announced(String today, String missing) throws IOException {
    Site site = Fixture.site(load(FEES));
    List<String> expected =
        SiteWarnings.networkFees(site, LocalDate.parse(today)).stream()
            .map(Finding::expected)
            .toList();
    assertEquals(missing == null ? List.of() : List.of("fees of " + missing), expected);
  }
}
