package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.spikewatt.config.load.LoadedSource;
import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.config.source.WeatherQuantity;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Any bytes as the answer of a service: slots in order and of possible values, none yet, or
 * unusable; with bounded memory, and never an exception.
 */
final class AnswerFuzzTest {

  /** Most that reading one answer may allocate, all of it together. */
  private static final long MOST_BYTES = 8_000_000;

  private static final RequestPeriod ASKED =
      new RequestPeriod(
          Instant.parse("2026-01-31T23:00:00Z"), Instant.parse("2026-02-04T23:00:00Z"));

  private static final SiteSource AWATTAR = TestSource.shipped("awattar");
  private static final SiteSource ENERGY_CHARTS = TestSource.shipped("energy-charts");
  private static final SiteSource ENTSOE = TestSource.shipped("entso-e");
  private static final SiteSource TIBBER = TestSource.shipped("tibber");
  private static final SiteSource OMIE = TestSource.shipped("omie-es");
  private static final SiteSource ELERING = TestSource.shipped("elering-ee");
  private static final SiteSource HOME_ASSISTANT = TestSource.shipped("home-assistant");
  private static final SiteSource OPEN_METEO = TestSource.shipped("open-meteo");
  private static final SiteSource BRIGHT_SKY = TestSource.shipped("bright-sky");
  private static final SiteSource MOSMIX = TestSource.shipped("dwd-mosmix");
  private static final SiteSource FORECAST_SOLAR = TestSource.shipped("forecast-solar");
  private static final SiteSource WEATHER_CSV = TestSource.shipped("weather-csv");
  private static final SiteSource TOPIC = TestSource.shipped("mqtt-prices");

  private static final SiteSource LOCAL =
      TestSource.of(
          TestSource.described(
              """
              id: mine
              title: A table
              verified: documentation
              gives: import-price
              unit: SEK/kWh
              zone: Europe/Stockholm
              slot-minutes: [15, 60]
              request: { host: "https://a.example" }
              csv: { separator: ";", start: t, value: p, time: local-day-first }
              """),
          Map.of());

  @FuzzTest(maxDuration = "2m")
  void answerrows(byte[] answer) {
    check(AWATTAR, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void answercols(byte[] answer) {
    check(ENERGY_CHARTS, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void iec62325(byte[] answer) {
    check(ENTSOE, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void graphql(byte[] answer) {
    check(TIBBER, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void periods(byte[] answer) {
    check(OMIE, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void csv(byte[] answer) {
    check(ELERING, answer);
    check(LOCAL, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void entity(byte[] answer) {
    check(HOME_ASSISTANT, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void pricetopic(byte[] answer) {
    check(TOPIC, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void weatherjson(byte[] answer) {
    check(OPEN_METEO, answer);
    check(BRIGHT_SKY, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void weathercsv(byte[] answer) {
    check(WEATHER_CSV, answer);
  }

  @FuzzTest(maxDuration = "2m")
  void keyed(byte[] answer) {
    check(FORECAST_SOLAR, answer);
  }

  /** As a service sends it, and the document inside. */
  @FuzzTest(maxDuration = "2m")
  void mosmix(byte[] answer) {
    check(MOSMIX, answer);
    check(MOSMIX, MosmixAnswer.zipped("a.kml", answer));
  }

  /** Any description: refused with its problems, or one that can be asked for and read by. */
  @FuzzTest(maxDuration = "2m")
  void description(byte[] input) {
    switch (SourceLoader.load(input, "mine.yaml")) {
      case LoadedSource.Failed failed -> {
        assertTrue(!failed.problems().isEmpty());
        failed.problems().forEach(problem -> oneLine(problem.expected()));
      }
      case LoadedSource.Ok ok -> {
        Map<String, String> settings =
            ok.source().settings().stream()
                .collect(Collectors.toMap(SourceSetting::name, SourceSetting::example));
        SiteSource source = TestSource.of(ok.source(), settings);
        if (ok.source().request().isPresent()) {
          // No description can hold it by chance.
          String secret = UUID.randomUUID().toString();
          for (SourceRequest request : SourceRequest.of(source, ASKED, Optional.of(secret))) {
            assertTrue(!request.toString().contains(secret), request::toString);
            assertTrue(!request.call().address().toString().contains("{"), request::toString);
          }
        }
        for (String answer : ANSWERS) {
          AnswerReader.read(source, answer.getBytes(UTF_8), ASKED);
        }
      }
    }
  }

  private static final List<String> ANSWERS =
      List.of(
          "{\"a\":[{\"s\":1769986800,\"v\":1}],\"b\":[1769986800],\"c\":[2]}",
          "[[1769986800000,7],[1769990400000,null]]",
          "A;\n2026;02;02;1;5;6\n*\n",
          "t;p\n2026-02-02 00:00;1\n",
          "<Publication_MarketDocument/>");

  private static void check(SiteSource source, byte[] answer) {
    SourceReading reading = AnswerReader.read(source, answer, ASKED);
    // The first reading may load classes, which is no memory of the answer's.
    long before = allocated();
    SourceReading again = AnswerReader.read(source, answer, ASKED);
    long used = allocated() - before;
    assertTrue(used <= MOST_BYTES, () -> used + " bytes for " + answer.length);
    assertEquals(reading, again, "another reading");
    switch (reading) {
      case SourceReading.Slots slots -> possible(source, slots);
      case SourceReading.Weather weather -> weather.quantities().forEach(AnswerFuzzTest::possible);
      case SourceReading.NoneYet none -> oneLine(none.why());
      case SourceReading.Unusable unusable -> oneLine(unusable.toString());
    }
  }

  private static void possible(WeatherQuantity quantity, List<SourceSlot> slots) {
    Instant free = Instant.MIN;
    for (SourceSlot slot : slots) {
      assertTrue(!slot.start().isBefore(free), slot::toString);
      assertTrue(ASKED.overlaps(slot), slot::toString);
      assertEquals(0, slot.start().getEpochSecond() % 900, slot::toString);
      assertTrue(slot.value() >= quantity.least(), slot::toString);
      assertTrue(slot.value() <= quantity.most(), slot::toString);
      free = slot.end();
    }
  }

  private static void possible(SiteSource source, SourceReading.Slots slots) {
    boolean emissions = source.description().gives() == SourceQuantity.EMISSIONS;
    Instant free = Instant.MIN;
    for (SourceSlot slot : slots.slots()) {
      assertTrue(!slot.start().isBefore(free), slot::toString);
      assertTrue(ASKED.overlaps(slot), slot::toString);
      assertTrue(source.description().schedule().slots().contains(slot.length()), slot::toString);
      assertEquals(0, slot.start().getEpochSecond() % 900, slot::toString);
      assertTrue(Math.abs(slot.value()) <= 70, slot::toString);
      assertTrue(!emissions || slot.value() >= 0, slot::toString);
      free = slot.end();
    }
  }

  private static void oneLine(String text) {
    assertTrue(text.length() < 1_000, text);
    assertTrue(text.chars().noneMatch(Character::isISOControl), text);
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }
}
