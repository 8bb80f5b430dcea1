package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.Tariff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/tariff.md are right, and so are the prices that the page states. */
final class TariffPageTest {

  private static final Pattern FENCED = Pattern.compile("(?m)^```yaml\n([\\s\\S]*?)^```$");

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 3000 }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: meter.lan }, grid-meter: }
      """;

  @TempDir private Path directory;

  private final List<Tariff> tariffs = new ArrayList<>();

  @BeforeEach
  void load() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher found = FENCED.matcher(Files.readString(Path.of("../docs/tariff.md")));
    while (found.find()) {
      blocks.add(found.group(1));
    }
    for (String block : blocks) {
      if (block.startsWith("title:")) {
        Files.writeString(directory.resolve("network-fees.yaml"), block);
      }
    }
    for (String block : blocks) {
      if (block.startsWith("tariff:")) {
        Path file = Files.writeString(directory.resolve("site.yaml"), SITE + block);
        LoadedSite loaded = ConfigLoader.load(file);
        LoadedSite.Ok ok =
            assertInstanceOf(LoadedSite.Ok.class, loaded, () -> block + loaded.toString());
        assertEquals(List.of(), ok.warnings(), block);
        tariffs.add(ok.site().tariff());
      }
    }
  }

  private static ZonedDateTime at(String local) {
    return LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Berlin"));
  }

  private static double exchange(Tariff tariff, String local) {
    return tariff.importParts(PriceBasis.EXCHANGE, 0.06, at(local)).perKwh();
  }

  @Test
  void every_example_is_right() {
    assertEquals(5, tariffs.size());
  }

  @Test
  void the_prices_that_the_page_states_are_those_of_its_examples() {
    Tariff night = tariffs.get(1);
    assertEquals(0.24, night.importPerKwh(at("2026-07-04T05:45")));
    assertEquals(0.2, night.importPerKwh(at("2026-07-04T10:00")), "a Saturday");
    assertEquals(0.34, night.importPerKwh(at("2026-07-03T10:00")), "a Friday");
    assertEquals(0.04, night.exportPerKwh(at("2026-07-03T10:00")));
    assertEquals(0.24395, exchange(tariffs.get(2), "2026-07-03T10:00"), 1e-12);
    assertEquals(
        0.056, tariffs.get(2).exportParts(PriceBasis.EXCHANGE, 0.06).orElseThrow().perKwh(), 1e-12);
    Tariff fees = tariffs.get(3);
    assertEquals(0.3795, fees.importPerKwh(at("2026-12-01T20:15")), 1e-12);
    assertEquals(0.2486, fees.importPerKwh(at("2026-12-01T00:15")), 1e-12);
    assertEquals(0.32, fees.importPerKwh(at("2026-07-01T20:15")), 1e-12);
    assertEquals(
        (0.06 + 0.065) * 1.19 + 0.1606, exchange(tariffs.get(4), "2027-01-05T17:00"), 1e-12);
  }
}
