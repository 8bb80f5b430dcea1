package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import io.spikewatt.config.site.SiteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources in a site file. */
final class SiteSourcesTest {

  private static LoadedSite load(String sources) {
    String text = Fixture.text("site.yaml") + "\nsources:\n" + sources;
    return ConfigLoader.load(text, "/etc/spikewatt/site.yaml");
  }

  private static List<SiteSource> sources(String sources) {
    return Fixture.site(load(sources)).sources();
  }

  @Test
  void a_site_without_the_section_has_none() {
    LoadedSite plain = ConfigLoader.load(Fixture.text("site.yaml"), "/etc/spikewatt/site.yaml");
    assertEquals(List.of(), Fixture.site(plain).sources());
  }

  @Test
  void shipped_sources_have_names_files_and_settings() {
    List<SiteSource> sources =
        sources(
            """
              - { source: energy-charts, settings: { area: DE-LU } }
              - { source: energy-charts, settings: { area: AT }, host: "https://127.0.0.1:8443", ca-file: ca.pem }
              - { source: entso-e, name: exchange, token-file: token, settings: { area: 10Y1001A1001A82H } }
              - { source: mqtt-prices, topic: prices/today, unit: 0.01 EUR/kWh }
            """);
    assertEquals(
        List.of("energy-charts", "energy-charts-2", "exchange", "mqtt-prices"),
        sources.stream().map(SiteSource::name).toList());
    assertEquals(Map.of("area", "DE-LU"), sources.get(0).settings());
    assertEquals(Optional.of("https://api.energy-charts.info"), sources.get(0).address());
    assertEquals(Optional.of("https://127.0.0.1:8443"), sources.get(1).address());
    assertEquals(Optional.of("/etc/spikewatt/ca.pem"), sources.get(1).files().caFile());
    assertEquals(Optional.of("/etc/spikewatt/token"), sources.get(2).files().tokenFile());
    assertEquals(Optional.of("prices/today"), sources.get(3).topic());
    assertEquals(100, sources.get(3).unit().divisor());
    assertEquals(Optional.empty(), sources.get(3).address());
  }

  /** A backup includes these files, and {@code check} reports missing ones. */
  @Test
  void files_of_sources_are_among_those_that_the_site_names() {
    LoadedSite loaded =
        load(
            "  - { source: entso-e, token-file: t, ca-file: c, settings: { area: 10Y1001A1001A82H } }\n");
    LoadedSite.Ok ok = assertInstanceOf(LoadedSite.Ok.class, loaded);
    for (String file : List.of("t", "c")) {
      assertTrue(ok.files().contains(Path.of("/etc/spikewatt", file)), () -> file);
    }
    assertTrue(
        ok.warnings().stream().anyMatch(w -> w.path().equals("sources[0].token-file")),
        ok.warnings()::toString);
  }

  @Test
  void another_source_is_a_change_of_the_sources_and_keeps_the_links() {
    Site before = Fixture.site(load("  - { source: awattar }\n"));
    Site after = Fixture.site(load("  - { source: awattar, host: \"https://api.awattar.at\" }\n"));
    assertEquals(List.of("sources"), SiteChanges.between(before, after));
    assertTrue(SiteChanges.keepLinks(before, after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "source: enrgy-charts, settings: { area: AT } | sources[0].source | did you mean \"energy-charts\"",
        "source: energy-charts | sources[0].settings.area | bidding zone, such as DE-LU",
        "source: energy-charts, settings: { area: AT, zone: x } | sources[0].settings.zone | only area",
        "source: energy-charts, settings: { area: \"A&b=1\" } | sources[0].settings | a mapping such as",
        "source: energy-charts, settings: { area: AT }, token-file: t | sources[0].token-file | none, since",
        "source: tibber | sources[0].token-file | a file with the token",
        "source: tibber, token-file: t, user: me | sources[0].user | none, since the source sends no user",
        "source: octopus, settings: { product: A, tariff: B } | sources[0].unit | a unit in EUR",
        "source: tibber, token-file: t, unit: g/kWh | sources[0].unit | a unit of a price",
        "source: mqtt-prices | sources[0].topic | a topic of the broker",
        "source: awattar, topic: a/b | sources[0].topic | none, since the source is no topic",
        "source: mqtt-prices, topic: a, host: \"https://a.example\" | sources[0].host | none, since",
        "source: awattar, host: \"http://127.0.0.1:80\", ca-file: c | sources[0].ca-file | none, or",
        "source: awattar, host: \"https://a.example/x\" | sources[0].host | an address such as",
        "source: awattar, name: \"A b\" | sources[0].name | lower-case letters"
      })
  void a_mistake_is_a_problem_at_its_place(String source, String path, String part) {
    List<Problem> problems = Fixture.problems(load("  - { " + source + " }\n"));
    assertEquals(1, problems.size(), problems::toString);
    assertEquals(path, problems.getFirst().path());
    assertTrue(problems.getFirst().toString().contains(part), problems::toString);
  }

  @Test
  void sources_are_few_and_their_names_unique() {
    String one = "  - { source: awattar, name: a }\n";
    List<Problem> twice = Fixture.problems(load(one + one));
    assertEquals("sources[1].name", twice.getFirst().path());
    List<Problem> many = Fixture.problems(load("  - { source: awattar }\n".repeat(9)));
    assertEquals("sources", many.getFirst().path());
  }

  @Test
  void a_topic_needs_a_broker() {
    String without = Fixture.text("site.yaml").replaceAll("(?m)^mqtt:.*$", "");
    List<Problem> problems =
        Fixture.problems(
            ConfigLoader.load(
                without + "\nsources:\n  - { source: mqtt-prices, topic: a }\n",
                "/etc/spikewatt/site.yaml"));
    assertEquals("sources[0].topic", problems.getFirst().path());
  }

  /** A price of CO2 needs an emission from somewhere. */
  @Test
  void a_source_of_emissions_is_what_a_price_of_co2_needs() {
    String priced =
        Fixture.text("site.yaml")
            .replace("export-per-kwh: 0.08", "export-per-kwh: 0.08\n  co2-per-kg: 0.1");
    LoadedSite without = ConfigLoader.load(priced, "/etc/spikewatt/site.yaml");
    assertEquals("tariff.co2-per-kg", Fixture.problems(without).getFirst().path());
    String with =
        priced + "\nsources:\n  - { source: energy-charts-co2, settings: { country: de } }\n";
    assertEquals(
        1, Fixture.site(ConfigLoader.load(with, "/etc/spikewatt/site.yaml")).sources().size());
  }

  @Test
  void a_token_in_clear_text_to_another_machine_is_warned_of() {
    String entity = ", token-file: t, settings: { entity: sensor.price } }\n";
    assertEquals(
        List.of("sources[0].host"),
        hosts("  - { source: home-assistant, host: \"http://10.0.0.2:8123\"" + entity));
    assertEquals(
        List.of(), hosts("  - { source: home-assistant, host: \"http://127.0.0.1:8123\"" + entity));
    assertEquals(
        List.of("sources[0].host"), hosts("  - { source: awattar, host: \"http://10.0.0.2\" }\n"));
  }

  private static List<String> hosts(String source) {
    return assertInstanceOf(LoadedSite.Ok.class, load(source)).warnings().stream()
        .map(Problem::path)
        .filter(path -> path.endsWith("host"))
        .toList();
  }

  @Test
  void a_source_of_ones_own_is_read_and_its_problems_are_those_of_its_file(@TempDir Path folder)
      throws IOException {
    String text = Fixture.text("/io/spikewatt/config/source/awattar.yaml");
    Path own = folder.resolve("mine.yaml");
    Files.writeString(own, text.replace("id: awattar", "id: mine"));
    String site =
        Fixture.text("site.yaml").replace("directory: state", "directory: " + folder)
            + "\nsources:\n  - { source: mine.yaml }\n";
    Path file = folder.resolve("site.yaml");
    LoadedSite.Ok ok =
        assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(site, file.toString()));
    assertEquals("mine", ok.site().sources().getFirst().name());
    assertTrue(ok.files().contains(own.toAbsolutePath()));
    Files.writeString(own, text);
    List<Problem> problems = Fixture.problems(ConfigLoader.load(site, file.toString()));
    assertEquals(
        List.of("id", "sources[0].source"), problems.stream().map(Problem::path).sorted().toList());
  }

  @Test
  void a_report_for_a_supporter_has_no_setting_and_no_host() {
    RedactedSite redacted =
        RedactedSite.of(
            """
            sources:
              - { source: entso-e, host: "https://mine.example", token-file: secret.txt, settings: { area: 10YBE----------2 }, unit: EUR/MWh }
            """);
    assertTrue(redacted.text().contains("source: entso-e"), redacted.text());
    assertTrue(redacted.text().contains("unit: EUR/MWh"), redacted.text());
    for (String hidden : List.of("mine.example", "secret.txt", "10YBE")) {
      assertTrue(!redacted.text().contains(hidden), redacted.text());
    }
  }
}
