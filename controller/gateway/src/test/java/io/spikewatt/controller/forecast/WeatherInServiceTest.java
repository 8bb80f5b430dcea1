package io.spikewatt.controller.forecast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CloudyHome;
import io.spikewatt.controller.fixture.CloudySky;
import io.spikewatt.controller.source.SourceService;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.SeriesKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon with a source of weather by TLS, over the day on which it learns from it. */
@Timeout(3600)
final class WeatherInServiceTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final int FORTNIGHT = 14;
  private static final int SKIES = 3;
  private static final int RECORDED_DAYS = 35;

  /** Two days later a month of predictions is kept. */
  private static final CloudyHome.Past INFORMED = new CloudyHome.Past(RECORDED_DAYS, 28);

  private static final CloudyHome.Past UNINFORMED = new CloudyHome.Past(RECORDED_DAYS, 0);

  @TempDir private Path directory = Path.of("");

  private static CloudySky sky(long seed) {
    return new CloudySky(
        CloudyHome.PLACE,
        START.minus(Duration.ofDays(RECORDED_DAYS)),
        RECORDED_DAYS + FORTNIGHT + CloudySky.AHEAD_HOURS / 24 + 1,
        seed);
  }

  private static SourceService service(Path folder, CloudySky sky, ManualClock clock)
      throws Exception {
    return SourceService.start(
        folder,
        new SystemClock().now().instant(),
        _ -> sky.openMeteo(clock.now().instant()).getBytes(UTF_8));
  }

  private static CloudyHome informed(
      Path folder, CloudySky sky, SourceService service, ManualClock clock) throws Exception {
    String sources =
        """
        sources:
          - source: open-meteo
            host: "%s"
            ca-file: %s
            settings: { latitude: "48", longitude: "10" }
        """
            .formatted(service.host(), service.authority());
    return CloudyHome.start(
        Files.createDirectory(folder.resolve("informed")), sky, clock, sources, INFORMED);
  }

  /** End of the data that the PV model in use has learnt from. */
  private static Optional<Instant> model(CloudyHome home, boolean weather) {
    return home.control().carried().outlook().forecaster().learnt().stream()
        .filter(one -> one.kind() == SeriesKind.PV && one.seesWeather() == weather)
        .findFirst()
        .orElseThrow()
        .service()
        .standing()
        .model();
  }

  @Test
  void a_model_takes_the_place_of_the_shipped_way_when_a_month_of_predictions_is_kept()
      throws Exception {
    CloudySky sky = sky(1);
    ManualClock clock = new ManualClock(START);
    try (SourceService service = service(directory, sky, clock);
        CloudyHome home = informed(directory, sky, service, clock)) {
      home.run(1);
      assertEquals(Optional.of(START), model(home, false), "35 days are enough without weather");
      assertEquals(Optional.empty(), model(home, true), "29 days of predictions are too few");
      home.run(1);
      Optional<Instant> learnt = Optional.of(START.plus(Duration.ofDays(2)));
      assertEquals(learnt, model(home, true), home.forecastEvents()::toString);
      int requests = service.seen().size();
      assertTrue(requests >= 46 && requests <= 49, requests + " in two days, one an hour is due");
    }
  }

  /** Bills of a fortnight, currency. */
  private record Bills(double with, double without) {}

  /** A plan is no better on every day for a better forecast, so the skies count together. */
  @Test
  @EnabledIfSystemProperty(named = "long.tests", matches = "true")
  void in_the_fortnights_in_which_a_model_takes_over_the_bills_are_not_above_those_without_weather()
      throws Exception {
    List<Bills> bills = new ArrayList<>();
    for (long seed = 1; seed <= SKIES; seed++) {
      bills.add(bills(seed));
    }
    double with = bills.stream().mapToDouble(Bills::with).sum();
    double without = bills.stream().mapToDouble(Bills::without).sum();
    assertTrue(with <= without, bills::toString);
  }

  private Bills bills(long seed) throws Exception {
    CloudySky sky = sky(seed);
    Path sites = Files.createDirectory(directory.resolve("sky" + seed));
    double without;
    Path plain = Files.createDirectory(sites.resolve("plain"));
    try (CloudyHome home = CloudyHome.start(plain, sky, new ManualClock(START), "", UNINFORMED)) {
      home.run(FORTNIGHT);
      without = home.bill();
    }
    ManualClock clock = new ManualClock(START);
    try (SourceService service = service(sites, sky, clock);
        CloudyHome home = informed(sites, sky, service, clock)) {
      home.run(FORTNIGHT);
      WeatherUse use =
          Objects.requireNonNull(
              home.control().plans().forecasts().orElseThrow().weather().get("pv"));
      assertTrue(use.share() > 0.5, use::toString);
      Optional<Instant> inUse =
          home.control().carried().outlook().forecaster().pvStanding().orElseThrow().model();
      assertTrue(inUse.isPresent());
      assertEquals(model(home, true), inUse, "the model with weather is the one in use");
      return new Bills(home.bill(), without);
    }
  }
}
