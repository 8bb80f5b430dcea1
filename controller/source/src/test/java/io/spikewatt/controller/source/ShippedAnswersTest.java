package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.slots;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped source of prices or emissions asks a service on loopback, which answers in the form
 * of the source's documentation, and finds the values that the service has.
 */
@Timeout(60)
class ShippedAnswersTest {

  private static final Instant NOW = new SystemClock().now().instant();
  private static final String SECRET = "s3cret";

  @TempDir Path folder;

  /** Request and answer of a service. {@code minutes}: length of its slots. */
  private record Service(
      String uri, int minutes, double unit, Function<List<Instant>, String> answer) {}

  /** Value of a slot in the service's unit: every one differs, some are negative. */
  private static double value(Instant start) {
    long quarters = start.getEpochSecond() / 900;
    return (quarters * 37 % 401) / 2.0 - 20;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String each(
      List<Instant> starts, String between, BiFunction<Integer, Instant, String> text) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      all.add(text.apply(i, starts.get(i)));
    }
    return String.join(between, all);
  }

  private static String columns(List<Instant> starts, String values, String more) {
    return "{\"unix_seconds\":[%s],\"%s\":[%s]%s,\"deprecated\":false}"
        .formatted(
            each(starts, ",", (i, start) -> String.valueOf(start.getEpochSecond())),
            values,
            each(starts, ",", (i, start) -> number(value(start))),
            more);
  }

  private static String tibber(List<Instant> starts) {
    String rows =
        each(
            starts,
            ",",
            (i, start) ->
                "{\"total\":%s,\"currency\":\"EUR\",\"startsAt\":\"%s\"}"
                    .formatted(
                        value(start) / 1000,
                        start.atZone(ZoneId.of("Europe/Berlin")).toOffsetDateTime()));
    return "{\"data\":{\"viewer\":{\"homes\":[{\"currentSubscription\":{\"priceInfo\":{\"today\":[%s],\"tomorrow\":[]}}}]}}}"
        .formatted(rows);
  }

  private static String entsoe(List<Instant> starts) {
    Instant end = starts.getLast().plusSeconds(900);
    String points =
        each(
            starts,
            "",
            (i, start) ->
                "<Point><position>%d</position><price.amount>%s</price.amount></Point>"
                    .formatted(i + 1, number(value(start))));
    return "<Publication_MarketDocument xmlns=\"urn:x\"><TimeSeries><currency_Unit.name>EUR</currency_Unit.name><price_Measure_Unit.name>MWH</price_Measure_Unit.name><curveType>A03</curveType><Period><timeInterval><start>%s</start><end>%s</end></timeInterval><resolution>PT15M</resolution>%s</Period></TimeSeries></Publication_MarketDocument>"
        .formatted(starts.getFirst(), end, points);
  }

  private static String omie(List<Instant> starts) {
    String day =
        starts
            .getFirst()
            .atZone(ZoneId.of("Europe/Madrid"))
            .toLocalDate()
            .toString()
            .replace('-', ';');
    return "MARGINALPDBC;\n"
        + each(
            starts,
            "",
            (i, start) ->
                "%s;%d;%s;%s;\n".formatted(day, i + 1, number(value(start)), number(value(start))))
        + "*\n";
  }

  private static String homeAssistant(List<Instant> starts) {
    String rows =
        each(
            starts,
            ",",
            (i, start) ->
                "{\"start\":\"%s\",\"end\":\"%s\",\"value\":%s}"
                    .formatted(start, start.plusSeconds(900), value(start) / 1000));
    return "{\"entity_id\":\"a\",\"state\":\"0.1\",\"attributes\":{\"raw_today\":[%s],\"raw_tomorrow\":[]}}"
        .formatted(rows);
  }

  private static final Map<String, Service> SERVICES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "awattar",
                  new Service(
                      "/v1/marketdata?start=1769986800000&end=1770073200000",
                      60,
                      1e-3,
                      starts ->
                          "{\"object\":\"list\",\"data\":["
                              + each(
                                  starts,
                                  ",",
                                  (i, start) ->
                                      "{\"start_timestamp\":%d,\"end_timestamp\":%d,\"marketprice\":%s,\"unit\":\"Eur/MWh\"}"
                                          .formatted(
                                              start.toEpochMilli(),
                                              start.toEpochMilli() + 3_600_000,
                                              number(value(start))))
                              + "]}")),
              Map.entry(
                  "energy-charts",
                  new Service(
                      "/price?bzn=DE-LU&start=2026-02-02&end=2026-02-02",
                      15,
                      1e-3,
                      starts -> columns(starts, "price", ",\"unit\":\"EUR / MWh\""))),
              Map.entry(
                  "energy-charts-co2",
                  new Service(
                      "/co2eq?country=de",
                      15,
                      1e-3,
                      starts -> columns(starts, "co2eq_forecast", "").replace("-", ""))),
              Map.entry(
                  "elering-ee",
                  new Service(
                      "/api/nps/price/csv?start=2026-02-01T22:00:00Z&end=2026-02-02T22:00:00Z&fields=ee",
                      15,
                      1e-3,
                      starts ->
                          "\"Ajatempel (UTC)\";\"Kuupäev (Eesti aeg)\";\"NPS Eesti\"\n"
                              + each(
                                  starts,
                                  "",
                                  (i, start) ->
                                      "\"%d\";\"x\";\"%s\"\n"
                                          .formatted(
                                              start.getEpochSecond(),
                                              number(value(start)).replace('.', ','))))),
              Map.entry(
                  "entso-e",
                  new Service(
                      "/api?documentType=A44&contract_MarketAgreement.type=A01&in_Domain=10Y1001A1001A82H"
                          + "&out_Domain=10Y1001A1001A82H&periodStart=202602012300&periodEnd=202602022300&securityToken="
                          + SECRET,
                      15,
                      1e-3,
                      ShippedAnswersTest::entsoe)),
              Map.entry(
                  "home-assistant",
                  new Service(
                      "/api/states/sensor.nordpool_kwh_de_eur_3_10_0",
                      15,
                      1e-3,
                      ShippedAnswersTest::homeAssistant)),
              Map.entry(
                  "octopus",
                  new Service(
                      "/v1/products/AGILE-24-10-01/electricity-tariffs/E-1R-AGILE-24-10-01-C/standard-unit-rates/"
                          + "?period_from=2026-02-02T00:00:00Z&period_to=2026-02-03T00:00:00Z&page_size=1500",
                      30,
                      1e-2,
                      starts ->
                          "{\"results\":["
                              + each(
                                  starts.reversed(),
                                  ",",
                                  (i, start) ->
                                      "{\"value_inc_vat\":%s,\"valid_from\":\"%s\",\"valid_to\":\"%s\"}"
                                          .formatted(
                                              number(value(start)), start, start.plusSeconds(1800)))
                              + "]}")),
              Map.entry(
                  "omie-es",
                  new Service(
                      "/es/file-download?parents=marginalpdbc&filename=marginalpdbc_20260202.1",
                      15,
                      1e-3,
                      ShippedAnswersTest::omie)),
              Map.entry(
                  "omie-pt",
                  new Service(
                      "/es/file-download?parents=marginalpdbc&filename=marginalpdbc_20260202.1",
                      15,
                      1e-3,
                      ShippedAnswersTest::omie)),
              Map.entry(
                  "tibber", new Service("/v1-beta/gql", 15, 1e-3, ShippedAnswersTest::tibber))));

  static List<String> asked() {
    return SourceLoader.shippedIds().stream()
        .filter(id -> !(SourceLoader.shipped(id).shape() instanceof AnswerShape.Topic))
        .filter(id -> SourceLoader.shipped(id).gives() != SourceQuantity.WEATHER)
        .toList();
  }

  @Test
  void each_shipped_source_is_proven_here() {
    assertEquals(asked(), List.copyOf(SERVICES.keySet()));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void a_shipped_source_finds_what_its_service_has(String id) throws Exception {
    SourceDescription description = SourceLoader.shipped(id);
    Service service = SERVICES.getOrDefault(id, new Service("", 15, 1, starts -> ""));
    Map<String, String> settings =
        description.settings().stream()
            .collect(Collectors.toMap(SourceSetting::name, SourceSetting::example));
    SiteSource source = TestSource.of(description, settings);
    RequestPeriod day = TestSource.days(source, "2026-02-02", "2026-02-02");
    List<Instant> starts = new ArrayList<>();
    Duration length = Duration.ofMinutes(service.minutes());
    for (Instant at = day.from(); at.isBefore(day.to()); at = at.plus(length)) {
      starts.add(at);
    }
    byte[] answer = service.answer().apply(starts).getBytes(UTF_8);
    Optional<String> secret =
        description.authentication().needsSecret() ? Optional.of(SECRET) : Optional.empty();
    try (SourceService server = SourceService.start(folder, NOW, seen -> answer)) {
      SiteSource here = server.serving(source);
      List<SourceSlot> slots = slots(SourceService.ask(here, day, secret));
      assertEquals(starts, slots.stream().map(SourceSlot::start).toList());
      for (SourceSlot slot : slots) {
        assertEquals(length, slot.length());
        double value = value(slot.start());
        double expected = id.equals("energy-charts-co2") ? Math.abs(value) : value;
        assertEquals(expected * service.unit(), slot.value(), 1e-9, slot.toString());
      }
      assertEquals(1, server.seen().size());
      SourceService.Seen seen = server.seen().getFirst();
      assertEquals(service.uri(), URLDecoder.decode(seen.uri(), UTF_8));
      boolean bearer = id.equals("tibber") || id.equals("home-assistant");
      assertEquals(bearer ? "Bearer " + SECRET : "", seen.header("Authorization"));
      assertEquals("identity", seen.header("Accept-encoding"));
      assertEquals(id.equals("tibber") ? "POST" : "GET", seen.method());
      for (SourceRequest request : SourceRequest.of(here, day, secret)) {
        assertFalse(request.toString().contains(SECRET), request.toString());
      }
    }
  }

  @Test
  void the_query_of_tibber_goes_as_json_by_post() throws Exception {
    SiteSource source = TestSource.shipped("tibber");
    RequestPeriod day = TestSource.days(source, "2026-02-02", "2026-02-02");
    try (SourceService server = SourceService.start(folder, NOW, seen -> "{}".getBytes(UTF_8))) {
      SourceService.ask(server.serving(source), day, Optional.of(SECRET));
      SourceService.Seen seen = server.seen().getFirst();
      assertEquals("application/json", seen.header("Content-type"));
      assertTrue(
          seen.body().startsWith("{\"query\":\"{ viewer { homes { currentSubscription"),
          seen.body());
    }
  }

  @Test
  void an_expired_certificate_and_an_unknown_one_are_refused() throws Exception {
    SiteSource source = TestSource.shipped("awattar");
    RequestPeriod day = TestSource.days(source, "2026-02-02", "2026-02-02");
    Instant longAgo = NOW.minus(Duration.ofDays(1_000));
    try (SourceService server = SourceService.start(folder, longAgo, seen -> new byte[0])) {
      IOException expired =
          assertThrows(
              IOException.class,
              () -> SourceService.ask(server.serving(source), day, Optional.empty()));
      assertTrue(
          String.valueOf(expired.getMessage()).contains("certificate is not trusted"),
          expired.getMessage());
      assertEquals(List.of(), server.seen());
      IOException unknown =
          assertThrows(
              IOException.class,
              () -> SourceService.ask(withoutTrust(server.serving(source)), day, Optional.empty()));
      assertTrue(
          String.valueOf(unknown.getMessage()).contains("certificate is not trusted"),
          unknown.getMessage());
    }
  }

  private static SiteSource withoutTrust(SiteSource source) {
    return new SiteSource(
        source.name(),
        source.description(),
        source.host(),
        source.user(),
        new SiteSource.SourceFiles(Optional.empty(), Optional.empty()),
        source.settings(),
        source.topic(),
        source.unit());
  }

  @Test
  void an_answer_of_50_mb_is_refused_on_the_way() throws Exception {
    SiteSource source = TestSource.shipped("awattar");
    RequestPeriod day = TestSource.days(source, "2026-02-02", "2026-02-02");
    byte[] large = new byte[50_000_000];
    try (SourceService server = SourceService.start(folder, NOW, seen -> large)) {
      IOException refused =
          assertThrows(
              IOException.class,
              () -> SourceService.ask(server.serving(source), day, Optional.empty()));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("more than 524288 bytes"),
          refused.getMessage());
    }
  }
}
