package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.hal.time.SystemClock;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped source of weather asks a service with TLS on loopback, which answers in the form of
 * the source's documentation, and finds what the service predicts, hour by hour in one unit.
 */
@Timeout(60)
final class WeatherAnswersTest {

  private static final Instant MADE = new SystemClock().now().instant();

  /** The hour before clocks go back in Berlin, two days ahead of it. */
  private static final Instant NOW = Instant.parse("2026-10-24T04:20:00Z");

  private static final Instant FROM = Instant.parse("2026-10-24T04:00:00Z");
  private static final int HOURS = 72;
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String SECRET = "s3cret";

  @TempDir private Path folder = Path.of("");

  /**
   * A service.
   *
   * @param uri of the request that it expects, decoded
   * @param answer to it
   */
  private record Service(String uri, byte[] answer) {}

  // The weather: lines over time, so that the mean of an hour is the value in its middle.

  private static double celsius(double hour) {
    return 10 + 0.1 * hour;
  }

  private static double cloudPct(double hour) {
    return 20 + hour;
  }

  private static double windMs(double hour) {
    return 3 + 0.05 * hour;
  }

  /** Mean of the hour that begins then, W/m². */
  private static double irradianceW(double hour) {
    return 100 + 4 * hour;
  }

  private static Instant at(int hour) {
    return FROM.plus(Duration.ofHours(hour));
  }

  private static List<Integer> hours(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private static String list(List<Integer> hours, DoubleUnaryOperator value) {
    return hours.stream()
        .map(hour -> String.format(Locale.ROOT, "%.4f", value.applyAsDouble(hour)))
        .collect(Collectors.joining(","));
  }

  /** Hourly lists from the day's begin on, the irradiance of the hour before each time. */
  private static String openMeteo() {
    List<Integer> hours = hours(-4, HOURS + 6);
    return """
        {"latitude": 50.1, "utc_offset_seconds": 0, "timezone": "GMT",
        "hourly_units": {"time": "unixtime", "temperature_2m": "°C", "shortwave_radiation": "W/m²",
        "direct_radiation": "W/m²", "diffuse_radiation": "W/m²", "cloud_cover": "%%", "wind_speed_10m": "km/h"},
        "hourly": {"time": [%s], "temperature_2m": [%s], "shortwave_radiation": [%s],
        "direct_radiation": [%s], "diffuse_radiation": [%s], "cloud_cover": [%s], "wind_speed_10m": [%s]}}
        """
        .formatted(
            hours.stream()
                .map(hour -> String.valueOf(at(hour).getEpochSecond()))
                .collect(Collectors.joining(",")),
            list(hours, WeatherAnswersTest::celsius),
            list(hours, hour -> irradianceW(hour - 1)),
            list(hours, hour -> 0.75 * irradianceW(hour - 1)),
            list(hours, hour -> 0.25 * irradianceW(hour - 1)),
            list(hours, WeatherAnswersTest::cloudPct),
            list(hours, hour -> 3.6 * windMs(hour)));
  }

  /** Rows with offsets, which change when clocks go back; those before now were observed. */
  private static String brightSky() {
    return """
        {"weather": [%s], "sources": [{"id": 1, "observation_type": "synop"}, {"id": 2, "observation_type": "forecast"}]}
        """
        .formatted(
            hours(-2, HOURS + 2).stream()
                .map(
                    hour ->
                        String.format(
                            Locale.ROOT,
                            "{\"timestamp\": \"%s\", \"source_id\": %d, \"temperature\": %.4f, \"solar\": %.6f,"
                                + " \"cloud_cover\": %.4f, \"wind_speed\": %.4f, \"condition\": null}",
                            at(hour).atZone(BERLIN).toOffsetDateTime(),
                            hour < 0 ? 1 : 2,
                            hour < 0 ? -50 : celsius(hour),
                            irradianceW(hour - 1) / 1_000,
                            cloudPct(hour),
                            3.6 * windMs(hour)))
                .collect(Collectors.joining(",")));
  }

  private static byte[] mosmix() {
    List<Integer> hours = hours(0, 246);
    Function<DoubleUnaryOperator, List<String>> texts =
        value ->
            hours.stream()
                .map(hour -> String.format(Locale.ROOT, "%.2f", value.applyAsDouble(hour)))
                .toList();
    return MosmixAnswer.zipped(
        "MOSMIX_L_2026102403_10637.kml",
        MosmixAnswer.document(
            Instant.parse("2026-10-24T03:00:00Z"),
            hours.stream().map(WeatherAnswersTest::at).toList(),
            new TreeMap<>(
                Map.of(
                    "PPPP",
                    texts.apply(hour -> 101_325),
                    "TTT",
                    texts.apply(hour -> celsius(hour) + 273.15),
                    "Rad1h",
                    texts.apply(hour -> 3.6 * irradianceW(hour - 1)),
                    "Neff",
                    texts.apply(hour -> Math.min(100, cloudPct(hour))),
                    "FF",
                    texts.apply(WeatherAnswersTest::windMs)))));
  }

  private static String csv() {
    return "time,temperature,irradiance,cloud,wind\n"
        + hours(0, HOURS - 1).stream()
            .map(
                hour ->
                    String.format(
                        Locale.ROOT,
                        "%s,%.4f,%.4f,%.4f,%.4f%n",
                        at(hour),
                        celsius(hour + 0.5),
                        irradianceW(hour),
                        cloudPct(hour + 0.5),
                        windMs(hour + 0.5)))
            .collect(Collectors.joining());
  }

  /** Power at irregular moments: it rises from sunrise at 05:14 to noon, and falls to sunset. */
  private static String forecastSolar() {
    return """
        {"result": {"2026-10-23T17:12:00+00:00": 0, "2026-10-24T05:14:00+00:00": 0,
        "2026-10-24T06:00:00+00:00": 460, "2026-10-24T07:00:00+00:00": 1060, "2026-10-24T07:30:00+00:00": 0,
        "2026-10-25T05:16:00+00:00": 0, "2026-10-25T06:00:00+00:00": 440},
        "message": {"code": 0, "type": "success", "ratelimit": {"remaining": 11}}}
        """;
  }

  private static String solcast() {
    return """
        {"forecasts": [
        {"pv_estimate": 0.5, "pv_estimate10": 0.1, "pv_estimate90": 0.9, "period_end": "2026-10-24T04:30:00.0000000Z", "period": "PT30M"},
        {"pv_estimate": 1.25, "period_end": "2026-10-24T05:00:00.0000000Z", "period": "PT30M"}]}
        """;
  }

  private static final Map<String, Service> SERVICES =
      Map.of(
          "open-meteo",
          new Service(
              "/v1/forecast?latitude=50.11&longitude=8.68&hourly=temperature_2m,shortwave_radiation,"
                  + "direct_radiation,diffuse_radiation,cloud_cover,wind_speed_10m&timeformat=unixtime&forecast_days=4",
              openMeteo().getBytes(UTF_8)),
          "bright-sky",
          new Service(
              "/weather?lat=50.11&lon=8.68&date=2026-10-24T04:00:00Z&last_date=2026-10-27T04:00:00Z",
              brightSky().getBytes(UTF_8)),
          "dwd-mosmix",
          new Service(
              "/weather/local_forecasts/mos/MOSMIX_L/single_stations/10637/kml/MOSMIX_L_LATEST_10637.kmz",
              mosmix()),
          "weather-csv",
          new Service("/weather.csv", csv().getBytes(UTF_8)),
          "forecast-solar",
          new Service(
              "/estimate/watts/50.11/8.68/30/0/9.8?time=utc", forecastSolar().getBytes(UTF_8)),
          "solcast",
          new Service(
              "/rooftop_sites/b926-9fc8-5bc2-9b71/forecasts?format=json&hours=72",
              solcast().getBytes(UTF_8)));

  static List<String> asked() {
    return SourceLoader.shippedIds().stream()
        .filter(id -> SourceLoader.shipped(id).gives() == SourceQuantity.WEATHER)
        .filter(id -> !(SourceLoader.shipped(id).shape() instanceof AnswerShape.Topic))
        .toList();
  }

  @Test
  void each_shipped_source_of_weather_is_proven_here() {
    assertEquals(Set.copyOf(asked()), SERVICES.keySet());
  }

  private Map<WeatherQuantity, List<SourceSlot>> ask(String id) throws Exception {
    SourceDescription description = SourceLoader.shipped(id);
    Service service = SERVICES.getOrDefault(id, new Service("", new byte[0]));
    Map<String, String> settings =
        description.settings().stream()
            .collect(Collectors.toMap(SourceSetting::name, SourceSetting::example));
    SiteSource source = TestSource.of(description, settings);
    boolean secret = description.authentication().needsSecret();
    try (SourceService server = SourceService.start(folder, MADE, seen -> service.answer())) {
      SourceReading reading =
          SourceService.ask(
              server.serving(source),
              SiteSources.period(source, NOW),
              secret ? Optional.of(SECRET) : Optional.empty());
      assertEquals(1, server.seen().size());
      SourceService.Seen seen = server.seen().getFirst();
      assertEquals(service.uri(), URLDecoder.decode(seen.uri(), UTF_8));
      assertEquals(secret ? "Bearer " + SECRET : "", seen.header("Authorization"));
      return assertInstanceOf(SourceReading.Weather.class, reading, reading::toString).quantities();
    }
  }

  static List<String> ofWeather() {
    return List.of("open-meteo", "bright-sky", "dwd-mosmix", "weather-csv");
  }

  @ParameterizedTest
  @MethodSource("ofWeather")
  void a_shipped_source_finds_what_its_service_predicts(String id) throws Exception {
    Map<WeatherQuantity, List<SourceSlot>> weather = ask(id);
    hourly(weather, WeatherQuantity.TEMPERATURE, hour -> celsius(hour + 0.5), 0.01);
    hourly(weather, WeatherQuantity.GLOBAL_IRRADIANCE, WeatherAnswersTest::irradianceW, 0.1);
    hourly(weather, WeatherQuantity.CLOUD_COVER, hour -> cloudPct(hour + 0.5), 0.01);
    hourly(weather, WeatherQuantity.WIND_SPEED, hour -> windMs(hour + 0.5), 0.01);
    if (id.equals("open-meteo")) {
      hourly(weather, WeatherQuantity.DIRECT_IRRADIANCE, hour -> 0.75 * irradianceW(hour), 0.01);
      hourly(weather, WeatherQuantity.DIFFUSE_IRRADIANCE, hour -> 0.25 * irradianceW(hour), 0.01);
    }
  }

  /** Every hour of three days, with two of the night when clocks go back. */
  private static void hourly(
      Map<WeatherQuantity, List<SourceSlot>> weather,
      WeatherQuantity quantity,
      DoubleUnaryOperator expected,
      double tolerance) {
    List<SourceSlot> slots = weather.getOrDefault(quantity, List.of());
    List<Instant> starts = new ArrayList<>();
    hours(0, HOURS - 1).forEach(hour -> starts.add(at(hour)));
    List<Instant> found = slots.stream().map(SourceSlot::start).toList();
    assertEquals(starts, found, quantity::toString);
    for (int hour = 0; hour < HOURS; hour++) {
      assertEquals(at(hour + 1), slots.get(hour).end());
      assertEquals(
          expected.applyAsDouble(hour), slots.get(hour).value(), tolerance, quantity::toString);
    }
  }

  @Test
  void moments_of_power_become_means_of_hours_and_nights_are_without_power() throws Exception {
    List<SourceSlot> power =
        ask("forecast-solar").getOrDefault(WeatherQuantity.PV_POWER, List.of());
    // 46 minutes of a rise to 460 W; the whole hour; half an hour of a fall; then a night.
    assertEquals(460 / 2.0 * 46 / 60, power.get(1).value(), 0.01);
    assertEquals((460 + 1060) / 2.0, power.get(2).value(), 0.01);
    assertEquals(1060 / 2.0 / 2, power.get(3).value(), 0.01);
    assertEquals(0, power.get(0).value());
    assertEquals(at(0), power.getFirst().start());
    assertEquals(at(26), power.getLast().end());
    assertEquals(26, power.size());
    assertTrue(power.subList(4, 25).stream().allMatch(slot -> slot.value() == 0));
  }

  @Test
  void ends_of_half_hours_in_kw_become_slots_in_watts() throws Exception {
    assertEquals(
        List.of(
            TestSource.slot("2026-10-24T04:00:00Z", "2026-10-24T04:30:00Z", 500),
            TestSource.slot("2026-10-24T04:30:00Z", "2026-10-24T05:00:00Z", 1_250)),
        ask("solcast").get(WeatherQuantity.PV_POWER));
  }
}
