package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.WeatherQuantity;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predicted weather in all its units and mistakes. */
final class WeatherReadingTest {

  private static final RequestPeriod DAY = period("2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z");
  private static final Instant ISSUED = Instant.parse("2026-02-01T21:00:00Z");

  private static RequestPeriod period(String from, String to) {
    return new RequestPeriod(Instant.parse(from), Instant.parse(to));
  }

  private static Map<WeatherQuantity, List<SourceSlot>> weather(SourceReading reading) {
    return assertInstanceOf(SourceReading.Weather.class, reading, reading::toString).quantities();
  }

  private static SiteSource rows(String field) {
    return rows(field, "");
  }

  private static SiteSource rows(String field, String more) {
    return TestSource.of(
        TestSource.described(
            """
            id: mine
            title: Mine
            verified: documentation
            gives: weather
            zone: Europe/Berlin
            slot-minutes: [60]
            request: { host: "https://a.example" }
            rows: { lists: [rows], start: t, time: iso %s }
            weather: [{ %s, value: v }]
            """
                .formatted(more, field)),
        Map.of());
  }

  private static String two(String first, String second) {
    return """
        {"rows": [{"t": "2026-02-02T10:00:00Z", "v": %s}, {"t": "2026-02-02T11:00:00Z", "v": %s}]}
        """
        .formatted(first, second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "quantity: temperature, unit: °C, stamp: start | -3.5 | -3.5",
        "quantity: temperature, unit: K, stamp: start | 273.15 | 0",
        "quantity: global-irradiance, unit: W/m², stamp: start | 512.34 | 512.34",
        "quantity: global-irradiance, unit: kWh/m², stamp: start | 0.25 | 250",
        "quantity: global-irradiance, unit: Wh/m², stamp: start | 250 | 250",
        "quantity: direct-irradiance, unit: kJ/m², stamp: start | 360 | 100",
        "quantity: diffuse-irradiance, unit: J/cm², stamp: start | 36 | 100",
        "quantity: cloud-cover, unit: '%', stamp: start | 75 | 75",
        "quantity: cloud-cover, unit: okta, stamp: start | 6 | 75",
        "quantity: cloud-cover, unit: 1, stamp: start | 0.75 | 75",
        "quantity: wind-speed, unit: m/s, stamp: start | 5 | 5",
        "quantity: wind-speed, unit: km/h, stamp: start | 18 | 5",
        "quantity: wind-speed, unit: kn, stamp: start | 10 | 5.14",
        "quantity: wind-speed, unit: m/s, stamp: start, height-m: 100 | 10 | 7.2",
        "quantity: pv-power, unit: W, stamp: start | 4200 | 4200",
        "quantity: pv-power, unit: kW, stamp: start | 4.2 | 4200",
        "quantity: pv-power, unit: kWh, stamp: start | 4.2 | 4200",
        "quantity: pv-power, unit: Wh, stamp: start | 4200 | 4200",
      })
  void units_become_one_unit(String field, String written, double expected) {
    List<SourceSlot> slots =
        weather(read(rows(field), two(written, "null"), DAY)).values().iterator().next();
    assertEquals(
        List.of(TestSource.slot("2026-02-02T10:00:00Z", "2026-02-02T11:00:00Z", expected)), slots);
  }

  @Test
  void a_time_names_a_start_an_end_or_a_moment_as_the_description_says() {
    String field = "quantity: temperature, unit: °C, stamp: ";
    String answer = two("2", "4");
    assertEquals(
        "2026-02-02T10:00:00Z", firstStart(weather(read(rows(field + "start"), answer, DAY))));
    assertEquals(
        "2026-02-02T09:00:00Z", firstStart(weather(read(rows(field + "end"), answer, DAY))));
    assertEquals(
        Map.of(
            WeatherQuantity.TEMPERATURE,
            List.of(TestSource.slot("2026-02-02T10:00:00Z", "2026-02-02T11:00:00Z", 3))),
        weather(read(rows(field + "moment"), answer, DAY)));
  }

  @Test
  void an_unknown_value_is_no_slot_and_never_zero() {
    assertNoneYet("predicts nothing", read(rows(TEMPERATURE), two("null", "null"), DAY));
    String moments = TEMPERATURE.replace("start", "moment");
    assertNoneYet("predicts nothing", read(rows(moments), two("1", "null"), DAY));
  }

  private static final String TEMPERATURE = "quantity: temperature, unit: °C, stamp: start";

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "quantity: temperature, unit: °C, stamp: start | 281.2 | temperature from -60 to 60 °C, found 281.2 °C",
        "quantity: temperature, unit: K, stamp: start | 8 | found 1 K, which is -272.15",
        "quantity: global-irradiance, unit: W/m², stamp: end | 99999 | expected global-irradiance from 0 to 1500 W/m², found 99999 W/m²",
        "quantity: global-irradiance, unit: W/m², stamp: end | -20 | global-irradiance from",
        "quantity: cloud-cover, unit: '%', stamp: start | 101 | cloud-cover from",
        "quantity: wind-speed, unit: m/s, stamp: moment | 90 | wind-speed from",
        "quantity: pv-power, unit: W, stamp: start | -1 | pv-power from",
        "quantity: temperature, unit: °C, stamp: start | \"8\" | a number or null",
      })
  void an_impossible_value_refuses_the_answer_by_name(String field, String value, String part) {
    assertUnusable(part, read(rows(field), two("1", value), DAY));
  }

  @Test
  void a_missing_column_refuses_the_answer_unless_it_is_optional() {
    String without = "{\"rows\": [{\"t\": \"2026-02-02T10:00:00Z\", \"temperature\": 1}]}";
    assertUnusable("a field v, found none", read(rows(TEMPERATURE), without, DAY));
    assertNoneYet("predicts nothing", read(rows(TEMPERATURE + ", optional: true"), without, DAY));
    SiteSource csv = TestSource.shipped("weather-csv");
    String table = "time,cloud\n2026-02-02T10:00:00Z,40\n";
    assertEquals(Set.of(WeatherQuantity.CLOUD_COVER), weather(read(csv, table, DAY)).keySet());
    assertUnusable("one column \"time\"", read(csv, "zeit,cloud\n1,2\n", DAY));
    SiteSource meteo = TestSource.shipped("open-meteo");
    assertUnusable(
        "hourly_units.temperature_2m: expected the unit \"°C\", found the text \"°F\"",
        read(meteo, "{\"hourly_units\": {\"temperature_2m\": \"°F\"}}", DAY));
  }

  @Test
  void observed_rows_are_no_predictions() {
    String mixed =
        """
        {"rows": [{"t": "2026-02-02T10:00:00Z", "v": 1, "source_id": 7}, {"t": "2026-02-02T11:00:00Z", "v": 2, "source_id": 8}],
        "from": [{"id": 7, "observation_type": "current"}, {"id": 8, "observation_type": "%s"}]}
        """;
    SiteSource source = rows(TEMPERATURE, ", origins: from");
    assertEquals(
        List.of(TestSource.slot("2026-02-02T11:00:00Z", "2026-02-02T12:00:00Z", 2)),
        weather(read(source, mixed.formatted("forecast"), DAY)).get(WeatherQuantity.TEMPERATURE));
    assertNoneYet("predicts nothing", read(source, mixed.formatted("historical"), DAY));
    assertUnusable("from: expected a list", read(source, two("1", "2"), DAY));
  }

  @Test
  void times_that_are_too_close_or_off_the_quarter_refuse_the_answer() {
    String half = two("1", "2").replace("11:00", "10:30");
    assertUnusable("times 60 minutes apart", read(rows(TEMPERATURE), half, DAY));
    String odd = two("1", "2").replace("11:00", "11:05");
    assertUnusable("a time on a quarter of an hour", read(rows(TEMPERATURE), odd, DAY));
  }

  /** Local times: the hour from two to three comes twice when clocks go back, or is not known. */
  @Test
  void at_the_end_of_summer_time_an_hour_that_is_there_twice_is_two_hours() {
    SiteSource source =
        TestSource.of(
            TestSource.described(
                """
                id: mine
                title: Mine
                verified: documentation
                gives: weather
                zone: Europe/Berlin
                slot-minutes: [60]
                request: { host: "https://a.example" }
                columns: { start: time, time: local }
                weather: [{ quantity: temperature, unit: °C, stamp: start, value: v }]
                """),
            Map.of());
    RequestPeriod night = period("2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z");
    String twice =
        """
        {"time": ["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00"],
        "v": [0, 1, 2, 2.5, 3]}
        """;
    List<SourceSlot> slots =
        weather(read(source, twice, night)).getOrDefault(WeatherQuantity.TEMPERATURE, List.of());
    assertEquals(List.of(0.0, 1.0, 2.0, 2.5, 3.0), slots.stream().map(SourceSlot::value).toList());
    assertEquals(Instant.parse("2026-10-25T00:00:00Z"), slots.get(2).start());
    assertEquals(Instant.parse("2026-10-25T01:00:00Z"), slots.get(3).start());
    String once =
        twice.replace("\"2026-10-25T02:00\", \"2026-10-25T02:00\"", "\"2026-10-25T02:00\"");
    assertEquals(
        List.of(0.0, 1.0, 3.0),
        weather(read(source, once.replace("2, 2.5", "2"), night))
            .getOrDefault(WeatherQuantity.TEMPERATURE, List.of())
            .stream()
            .map(SourceSlot::value)
            .toList());
  }

  private static final SiteSource MOSMIX = TestSource.shipped("dwd-mosmix");

  private static byte[] kml(Instant issued, Map<String, List<String>> elements) {
    return MosmixAnswer.document(
        issued,
        IntStream.range(0, 3).mapToObj(hour -> DAY.from().plusSeconds(3_600L * hour)).toList(),
        elements);
  }

  private static SourceReading mosmix(byte[] document) {
    return AnswerReader.read(MOSMIX, MosmixAnswer.zipped("a.kml", document), DAY);
  }

  @Test
  void mosmix_may_lack_elements_and_values() {
    byte[] document =
        kml(
            ISSUED,
            Map.of("TTT", List.of("273.15", "274.15", "-"), "Rad1h", List.of("-", "36.00", "-")));
    assertEquals(
        Map.of(
            WeatherQuantity.TEMPERATURE,
            List.of(TestSource.slot("2026-02-02T00:00:00Z", "2026-02-02T01:00:00Z", 0.5)),
            WeatherQuantity.GLOBAL_IRRADIANCE,
            List.of(TestSource.slot("2026-02-02T00:00:00Z", "2026-02-02T01:00:00Z", 10))),
        weather(mosmix(document)));
    assertUnusable("an element TTT", mosmix(kml(ISSUED, Map.of("FF", List.of("1", "2", "3")))));
    assertUnusable("3 values, found 2", mosmix(kml(ISSUED, Map.of("TTT", List.of("1", "2")))));
    assertUnusable("a number or -", mosmix(kml(ISSUED, Map.of("TTT", List.of("1", "2", "nan")))));
  }

  @Test
  void an_old_document_of_mosmix_is_refused() {
    Map<String, List<String>> elements = Map.of("TTT", List.of("273", "274", "275"));
    assertUnusable("IssueTime", mosmix(kml(Instant.parse("2026-01-31T23:00:00Z"), elements)));
    assertTrue(mosmix(kml(ISSUED, elements)) instanceof SourceReading.Weather);
  }

  @Test
  void a_zip_bomb_is_not_unpacked() {
    byte[] bomb = MosmixAnswer.zipped("a.kml", new byte[100_000_000]);
    assertTrue(bomb.length < AnswerReader.MOST_BYTES);
    assertUnusable("at most 1048576 bytes unzipped", AnswerReader.read(MOSMIX, bomb, DAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK", "<kml/>"})
  void other_bytes_than_an_archive_are_refused(String answer) {
    assertUnusable("a zip archive", read(MOSMIX, answer, DAY));
    assertUnusable(
        "a zip archive with a .kml file first, found \"a.txt\"",
        AnswerReader.read(MOSMIX, MosmixAnswer.zipped("a.txt", new byte[0]), DAY));
  }

  @Test
  void a_truncated_archive_is_refused() {
    byte[] whole =
        MosmixAnswer.zipped("a.kml", kml(ISSUED, Map.of("TTT", List.of("273", "274", "275"))));
    for (int length = 0; length < whole.length - 100; length += 37) {
      byte[] part = Arrays.copyOf(whole, length);
      assertInstanceOf(SourceReading.Unusable.class, AnswerReader.read(MOSMIX, part, DAY));
    }
  }

  /** Its station predicts no irradiance. */
  @Test
  void the_recorded_document_of_mosmix_is_read() throws IOException {
    byte[] document;
    try (GZIPInputStream file =
        new GZIPInputStream(Files.newInputStream(SharedData.file("sources/mosmix_N4333.kml.gz")))) {
      document = file.readAllBytes();
    }
    RequestPeriod asked = period("2020-11-06T04:00:00Z", "2020-11-09T04:00:00Z");
    Map<WeatherQuantity, List<SourceSlot>> weather =
        weather(AnswerReader.read(MOSMIX, MosmixAnswer.zipped("a.kml", document), asked));
    assertEquals(
        Set.of(
            WeatherQuantity.TEMPERATURE, WeatherQuantity.CLOUD_COVER, WeatherQuantity.WIND_SPEED),
        weather.keySet());
    weather.forEach((quantity, slots) -> assertEquals(72, slots.size(), quantity::toString));
  }

  /** The night in which summer time ends; all its rows were observed. */
  @Test
  void the_recorded_answer_of_bright_sky_has_observed_rows_alone() throws IOException {
    String answer = Files.readString(SharedData.file("sources/brightsky.json"));
    RequestPeriod asked = period("2024-10-25T22:00:00Z", "2024-10-28T22:00:00Z");
    SiteSource brightSky = TestSource.shipped("bright-sky");
    assertNoneYet("predicts nothing", read(brightSky, answer, asked));
    String predicted = answer.replace("\"historical\"", "\"forecast\"");
    List<SourceSlot> cloud =
        weather(read(brightSky, predicted, asked))
            .getOrDefault(WeatherQuantity.CLOUD_COVER, List.of());
    assertEquals(asked.from(), cloud.getFirst().start());
    for (int i = 1; i < cloud.size(); i++) {
      assertEquals(cloud.get(i - 1).end(), cloud.get(i).start());
    }
  }

  @Test
  void the_recorded_answer_of_open_meteo_is_read_with_local_times() throws IOException {
    SiteSource source =
        TestSource.of(
            TestSource.described(
                """
                id: mine
                title: Open-Meteo with local times
                verified: recorded
                gives: weather
                zone: Europe/Berlin
                slot-minutes: [60]
                request: { host: "https://a.example" }
                columns: { start: hourly.time, time: local }
                weather:
                  - { quantity: temperature, value: hourly.temperature_2m, unit: °C, stamp: moment }
                  - { quantity: global-irradiance, value: hourly.shortwave_radiation, unit: W/m², stamp: end, unit-path: hourly_units.shortwave_radiation, unit-text: W/m² }
                """),
            Map.of());
    String answer = Files.readString(SharedData.file("sources/openmeteo.json"));
    RequestPeriod asked = period("2026-03-01T23:00:00Z", "2026-03-03T23:00:00Z");
    Map<WeatherQuantity, List<SourceSlot>> weather = weather(read(source, answer, asked));
    assertEquals(2, weather.size());
    weather.forEach((quantity, slots) -> assertEquals(48, slots.size(), quantity::toString));
  }

  private static String firstStart(Map<WeatherQuantity, List<SourceSlot>> weather) {
    return Objects.requireNonNull(weather.get(WeatherQuantity.TEMPERATURE))
        .getFirst()
        .start()
        .toString();
  }
}
