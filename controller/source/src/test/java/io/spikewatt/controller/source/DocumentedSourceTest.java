package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.slots;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.load.LoadedSource;
import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code blocks of docs/sources.md do what the page says: sections of a site file load, and
 * sources of one's own read the measured prices of Belgium from a service that answers as shown.
 */
@Timeout(120)
class DocumentedSourceTest {

  private static final Path PAGE = Path.of("../../docs/sources.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(yaml|json)\\n(.*?)^ *```$");
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String KEY = "documented-key";

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Brussels }
      grid: { import-limit-w: 20000, export-limit-w: 7000 }
      tariff: { currency: EUR, import-per-kwh: 0.30 }
      mqtt: { broker: "tcp://127.0.0.1:1883" }
      storage: { directory: state }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: 10.0.0.2 }, grid-meter: }
      """;

  /** Blocks of a language, without the indentation of the list that they stand in. */
  private static final Map<String, List<String>> BLOCKS = new TreeMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void extract() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      String indent = blocks.group(1);
      BLOCKS
          .computeIfAbsent(blocks.group(2), language -> new ArrayList<>())
          .add(blocks.group(3).replaceAll("(?m)^" + indent, ""));
    }
  }

  private static List<String> blocks(String language, String beginning) {
    List<String> found =
        BLOCKS.getOrDefault(language, List.of()).stream()
            .filter(block -> block.startsWith(beginning))
            .toList();
    assertTrue(!found.isEmpty(), "no block of " + language + " that begins with " + beginning);
    return found;
  }

  /** The sources that the page describes, as files of a site's folder. */
  private void writeDescriptions() throws IOException {
    for (String block : blocks("yaml", "id: ")) {
      String id = block.lines().findFirst().orElseThrow().substring("id: ".length());
      Files.writeString(folder.resolve(id + ".yaml"), block);
    }
  }

  private LoadedSite.Ok load(String sources) throws IOException {
    writeDescriptions();
    LoadedSite loaded = ConfigLoader.load(SITE + sources, folder.resolve("site.yaml").toString());
    return assertInstanceOf(LoadedSite.Ok.class, loaded, loaded::toString);
  }

  @Test
  void every_block_of_the_page_is_run_here() throws IOException {
    assertEquals(7, BLOCKS.getOrDefault("yaml", List.of()).size());
    assertEquals(1, BLOCKS.getOrDefault("json", List.of()).size());
    int sources = 0;
    for (String block : blocks("yaml", "sources:")) {
      sources += load(block).site().sources().size();
    }
    assertEquals(8, sources);
    for (String block : blocks("yaml", "id: ")) {
      String id = block.lines().findFirst().orElseThrow().substring("id: ".length());
      assertInstanceOf(LoadedSource.Ok.class, SourceLoader.load(folder.resolve(id + ".yaml")), id);
    }
  }

  private SiteSource described(String id) throws IOException {
    return load("sources:\n  - { source: %s.yaml%s }\n"
            .formatted(
                id, id.equals("my-exchange") ? ", token-file: key, settings: { zone: BE }" : ""))
        .site()
        .sources()
        .getFirst();
  }

  @Test
  void the_answer_that_the_page_shows_is_read_by_the_source_that_it_shows() throws IOException {
    SiteSource source = described("my-exchange");
    String shown = blocks("json", "{").getFirst();
    RequestPeriod day =
        RequestPeriod.days(LocalDate.of(2024, 3, 31), LocalDate.of(2024, 3, 31), BRUSSELS);
    List<SourceSlot> slots = slots(AnswerReader.read(source, shown.getBytes(UTF_8), day));
    assertEquals(
        List.of(
            TestSource.slot("2024-03-30T23:00:00Z", "2024-03-31T00:00:00Z", 48.08 / 1000),
            TestSource.slot("2024-03-31T00:00:00Z", "2024-03-31T01:00:00Z", 40.12 / 1000)),
        slots);
  }

  private static NavigableMap<Instant, Double> belgium() throws IOException {
    NavigableMap<Instant, Double> prices = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(SharedData.file("price_be_dayahead.csv.gz"))),
                UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(cells -> prices.put(Instant.parse(cells[0]), Double.parseDouble(cells[1])));
    }
    return prices;
  }

  /** The service's prices, EUR/MWh as it writes them. */
  private static String perMwh(double perKwh) {
    return String.format(Locale.ROOT, "%.2f", perKwh * 1000);
  }

  private static byte[] rows(NavigableMap<Instant, Double> prices, SourceService.Seen seen) {
    Matcher period =
        Pattern.compile("/v1/day-ahead\\?zone=BE&from=(\\S+)&to=(\\S+)")
            .matcher(URLDecoder.decode(seen.uri(), UTF_8));
    if (!period.matches() || !seen.header("X-api-key").equals(KEY)) {
      return "{\"prices\":\"refused\"}".getBytes(UTF_8);
    }
    List<String> rows = new ArrayList<>();
    prices
        .subMap(Instant.parse(period.group(1)), Instant.parse(period.group(2)))
        .forEach(
            (start, price) ->
                rows.add(
                    "{ \"from\": \"%s\", \"to\": \"%s\", \"price\": %s }"
                        .formatted(
                            start.atZone(BRUSSELS).toOffsetDateTime(),
                            start.plus(HOUR).atZone(BRUSSELS).toOffsetDateTime(),
                            perMwh(price))));
    return "{ \"currency\": \"EUR\", \"unit\": \"EUR/MWh\", \"prices\": [%s] }"
        .formatted(String.join(",\n", rows))
        .getBytes(UTF_8);
  }

  /** Two days a request, and months with a day of 23 and one of 25 hours. */
  @Test
  void the_source_of_the_page_reads_months_of_belgian_prices() throws Exception {
    NavigableMap<Instant, Double> prices = belgium();
    try (SourceService service =
        SourceService.start(
            folder, new SystemClock().now().instant(), seen -> rows(prices, seen))) {
      SiteSource source = service.serving(described("my-exchange"));
      int read = 0;
      for (LocalDate first : List.of(LocalDate.of(2023, 3, 11), LocalDate.of(2023, 10, 14))) {
        for (LocalDate day = first; day.isBefore(first.plusDays(30)); day = day.plusDays(2)) {
          RequestPeriod asked = RequestPeriod.days(day, day.plusDays(1), BRUSSELS);
          List<SourceSlot> slots = slots(SourceService.ask(source, asked, Optional.of(KEY)));
          for (SourceSlot slot : slots) {
            assertEquals(prices.getOrDefault(slot.start(), Double.NaN), slot.value(), 1e-9);
          }
          assertEquals(prices.subMap(asked.from(), asked.to()).size(), slots.size());
          read += slots.size();
        }
      }
      assertEquals(60 * 24, read);
    }
  }

  /** Hourly rows with the sums of the hour before, as the page's description names them. */
  @Test
  void the_weather_of_the_page_is_read_in_its_units() throws Exception {
    Instant from = Instant.parse("2024-03-31T00:00:00Z");
    List<String> rows = new ArrayList<>();
    for (int hour = 0; hour <= 24; hour++) {
      rows.add(
          "{\"time\":\"%s\",\"air\":{\"temp\":%d},\"sun\":%d}"
              .formatted(from.plus(HOUR.multipliedBy(hour)), 280 + hour, 360 * Math.min(hour, 3)));
    }
    byte[] answer = "{\"hours\":[%s]}".formatted(String.join(",", rows)).getBytes(UTF_8);
    try (SourceService service =
        SourceService.start(folder, new SystemClock().now().instant(), _ -> answer)) {
      SiteSource source = service.serving(described("my-weather"));
      RequestPeriod day = new RequestPeriod(from, from.plus(Duration.ofDays(1)));
      SourceReading.Weather weather =
          assertInstanceOf(
              SourceReading.Weather.class, SourceService.ask(source, day, Optional.empty()));
      assertEquals(
          Set.of(WeatherQuantity.TEMPERATURE, WeatherQuantity.GLOBAL_IRRADIANCE),
          weather.quantities().keySet(),
          "the wind is optional");
      SourceSlot sun = first(weather, WeatherQuantity.GLOBAL_IRRADIANCE);
      assertEquals(TestSource.slot("2024-03-31T00:00:00Z", "2024-03-31T01:00:00Z", 100), sun);
      SourceSlot air = first(weather, WeatherQuantity.TEMPERATURE);
      assertEquals(280.5 - 273.15, air.value(), 1e-6);
    }
  }

  private static byte[] table(NavigableMap<Instant, Double> prices, SourceService.Seen seen) {
    LocalDate day = LocalDate.parse(seen.uri().substring(seen.uri().lastIndexOf('/') + 1));
    RequestPeriod hours = RequestPeriod.days(day, day, BRUSSELS);
    StringBuilder text = new StringBuilder("Begin;End;Price\n");
    prices
        .subMap(hours.from(), hours.to())
        .forEach(
            (start, price) -> {
              var local = start.atZone(BRUSSELS);
              text.append(
                  "%02d.%02d.%d %02d:00;x;%s\n"
                      .formatted(
                          local.getDayOfMonth(),
                          local.getMonthValue(),
                          local.getYear(),
                          local.getHour(),
                          perMwh(price).replace('.', ',')));
            });
    return text.toString().getBytes(UTF_8);
  }

  /** One request a local day; the days when clocks change are among them. */
  @Test
  void the_table_of_the_page_reads_local_hours() throws Exception {
    NavigableMap<Instant, Double> prices = belgium();
    try (SourceService service =
        SourceService.start(
            folder, new SystemClock().now().instant(), seen -> table(prices, seen))) {
      SiteSource source = service.serving(described("my-table"));
      for (LocalDate first :
          List.of(
              LocalDate.of(2023, 3, 25), LocalDate.of(2023, 10, 28), LocalDate.of(2024, 3, 30))) {
        RequestPeriod asked = RequestPeriod.days(first, first.plusDays(1), BRUSSELS);
        List<SourceSlot> slots = slots(SourceService.ask(source, asked, Optional.empty()));
        assertEquals(
            List.copyOf(prices.subMap(asked.from(), asked.to()).keySet()),
            slots.stream().map(SourceSlot::start).toList());
        for (SourceSlot slot : slots) {
          assertEquals(prices.getOrDefault(slot.start(), Double.NaN), slot.value(), 1e-9);
        }
      }
      assertEquals(6, service.seen().size());
    }
  }

  private static SourceSlot first(SourceReading.Weather weather, WeatherQuantity quantity) {
    return Objects.requireNonNull(weather.quantities().get(quantity)).getFirst();
  }
}
