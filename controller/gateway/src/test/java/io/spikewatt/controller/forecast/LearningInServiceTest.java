package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.planning.LearnCycle;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the site learns when, and what of it a restart finds again. */
class LearningInServiceTest {
  private static final int DAY = 96;

  /** Just enough to learn. */
  private static final int FEW_DAYS = 16;

  /** Enough for a challenger to be tried. */
  private static final int HISTORY_DAYS = Boolean.getBoolean("long.tests") ? 60 : 28;

  /** Ten in the morning at the site. */
  private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

  private static final LearningSettings QUICK =
      new LearningSettings(
          new LearningSettings.NetworkLearning(4, 2, 1000, 500, 4e-3, 0.1),
          2,
          60,
          new double[][] {{1000}, {1000}},
          new double[][] {{3000}, {3000}});

  /** Models that one test learnt, for those in which something happens to them. */
  @TempDir static Path learnt;

  @TempDir Path directory;

  private final List<Event> events = new ArrayList<>();
  private final Reporter reporter =
      new Reporter(
          new NoBroker(),
          StoreAndForward.keepingNothing(new NoBroker()),
          new MqttTopics("site/"),
          Duration.ofSeconds(1),
          events::add);
  private int made;
  private HistoryStore store;

  @BeforeEach
  void open() throws IOException, SQLException {
    store = HistoryStore.open(directory);
    remember(-FEW_DAYS, 12);
  }

  /** Load and PV of days from the start on. */
  private void remember(int from, int to) throws SQLException {
    for (String series : List.of(SiteSeries.LOAD_W, SiteSeries.PV_W)) {
      SplittableRandom random = new SplittableRandom(5);
      List<SlotMean> means = new ArrayList<>();
      for (int slot = from * DAY; slot < to * DAY; slot++) {
        Instant start = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
        double hour = Math.floorMod(start.getEpochSecond(), 86_400) / 3600.0;
        double sun = Math.max(0, Math.sin(Math.PI * (hour - 5) / 14));
        means.add(new SlotMean(series, start, 3000 * sun * (0.6 + 0.8 * random.nextDouble())));
      }
      store.append(means);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SiteForecaster forecaster() {
    return forecaster(DemoSite.usual());
  }

  private SiteForecaster forecaster(DemoSite demo) {
    return new SiteForecaster(
        demo.site(), store, Optional.of(directory.resolve("models")), this::counting);
  }

  private ModelTrainer counting(SeriesKind kind, ForecastSettings settings) {
    ModelTrainer quick = ModelTrainer.usual(kind, settings, QUICK, 1);
    return (history, of, network, cancelled) -> {
      made++;
      return quick.make(history, of, network, cancelled);
    };
  }

  private LearnCycle learner(SiteForecaster forecaster) {
    return new LearnCycle(
        forecaster,
        SiteNowcaster.off(new HistoryBuffer(store), directory),
        reporter,
        DemoSite.usual().site().zone());
  }

  private static Moment at(Duration after) {
    return new Moment(after.toNanos(), START.plus(after));
  }

  private void run(SiteForecaster forecaster, LearnCycle learnCycle, int fromHour, int toHour)
      throws SQLException {
    for (int hour = fromHour; hour < toHour; hour++) {
      Moment now = at(Duration.ofHours(hour));
      assertTrue(forecaster.forecast(now.instant()).isPresent());
      learnCycle.tick(now);
      assertTrue(forecaster.keep(START).isEmpty());
    }
  }

  /** As after {@link #run} of the first hour, by another process. */
  private SiteForecaster learntForecaster() throws IOException, SQLException {
    Path models = directory.resolve("models");
    if (Files.notExists(learnt.resolve("load_w.record"))) {
      SiteForecaster first = forecaster();
      run(first, learner(first), 0, 1);
      copy(models, learnt);
    } else {
      copy(learnt, Files.createDirectory(models));
    }
    made = 0;
    return forecaster();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("models"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void wind_is_forecast_and_learnt_from_its_own_series_and_planned_with_what_pv_makes()
      throws Exception {
    SiteForecaster forecaster = forecaster(DemoSite.usual().withWind(4_000));
    assertTrue(forecaster.forecast(START).isEmpty(), "nothing is known of the wind");
    Instant before = START.minus(QuarterHour.LENGTH);
    store.append(List.of(new SlotMean(SiteSeries.WIND_MEASURED_W, before, 700)));
    SiteForecasts curtailed = forecaster.forecast(START).orElseThrow();
    assertEquals(700, curtailed.wind().orElseThrow().p50()[0], 1, "at least what was left of it");
    SplittableRandom random = new SplittableRandom(3);
    List<SlotMean> means = new ArrayList<>();
    double watts = 1500;
    for (int slot = -FEW_DAYS * DAY; slot < 0; slot++) {
      watts = Math.clamp(watts + 300 * (random.nextDouble() - 0.5), 0, 4000);
      Instant start = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      means.add(new SlotMean(SiteSeries.WIND_W, start, watts));
    }
    store.append(means);
    SiteForecasts ahead = forecaster.forecast(START).orElseThrow();
    var wind = ahead.wind().orElseThrow();
    var both = ahead.production();
    assertEquals(watts, wind.p50()[0], 400, "as it blows now");
    for (int k = 0; k < both.slots(); k++) {
      assertEquals(ahead.pv().mean()[k] + wind.mean()[k], both.mean()[k], 1e-9);
      assertTrue(both.p10()[k] >= ahead.pv().p10()[k] + wind.p10()[k] - 1e-9, "not both at once");
      assertTrue(both.p90()[k] <= ahead.pv().p90()[k] + wind.p90()[k] + 1e-9);
      assertTrue(both.p10()[k] <= both.p50()[k] && both.p50()[k] <= both.p90()[k]);
    }
    learner(forecaster).tick(at(Duration.ZERO));
    assertEquals(3, made, "load, PV and wind");
    assertTrue(forecaster.windStanding().orElseThrow().model().isPresent());
    SiteForecaster without = forecaster();
    assertTrue(without.windStanding().isEmpty());
    SiteForecasts plain = without.forecast(START).orElseThrow();
    assertSame(plain.pv(), plain.production());
  }

  @Test
  void it_learns_at_the_start_if_nothing_was_kept_and_then_looks_each_night_what_is_due()
      throws Exception {
    remember(-HISTORY_DAYS, -FEW_DAYS);
    SiteForecaster forecaster = forecaster();
    LearnCycle learnCycle = learner(forecaster);
    run(forecaster, learnCycle, 0, 1);
    assertEquals(2, made, "load and PV");
    assertTrue(forecaster.loadStanding().model().isPresent());
    assertFalse(forecaster.loadStanding().live());
    assertTrue(
        events.stream()
            .anyMatch(e -> e.text().startsWith("load: learnt from " + HISTORY_DAYS + " days")),
        events.toString());

    run(forecaster, learnCycle, 1, 7 * 24 - 10);
    assertEquals(2, made, "no challenger for a model of less than a week");
    run(forecaster, learnCycle, 7 * 24 - 10, 7 * 24 + 17);
    assertEquals(4, made, "at two in the night");
    assertEquals(
        2,
        events.stream().filter(e -> e.text().matches(".*(on trial|is not tried).*")).count(),
        "what came of either: " + events);
    ForecastQuality forecastQuality = forecaster.loadStanding();
    assertTrue(
        forecastQuality.live() && forecastQuality.coverage().isPresent(),
        forecastQuality.toString());
    assertTrue(forecaster.alarms(at(Duration.ofHours(7 * 24 + 17)).instant()).isEmpty());

    SiteForecaster restarted = forecaster();
    assertEquals(forecastQuality, restarted.loadStanding());
    Moment next = at(Duration.ofHours(7 * 24 + 17));
    learner(restarted).tick(next);
    assertEquals(4, made, "a restart needs no learning");
    assertArrayEquals(
        forecaster.forecast(next.instant()).orElseThrow().load().p90(),
        restarted.forecast(next.instant()).orElseThrow().load().p90());
    assertTrue(restarted.news().isEmpty());
  }

  @Test
  void a_damaged_record_is_passed_over_and_said_and_the_newest_model_goes_on() throws Exception {
    SiteForecaster forecaster = learntForecaster();
    Path record = directory.resolve("models/load_w.record");
    byte[] bytes = Files.readAllBytes(record);
    bytes[bytes.length / 2] ^= 1;
    Files.write(record, bytes);
    SiteForecaster restarted = forecaster();
    assertEquals(forecaster.loadStanding().model(), restarted.loadStanding().model());
    List<String> said = restarted.news();
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.getFirst().contains("load_w.record is not used"), said.toString());
  }

  @Test
  void a_damaged_model_is_passed_over_and_said_and_learnt_anew() throws Exception {
    var _ = learntForecaster();
    String model = files().stream().filter(f -> f.startsWith("load_w-")).findFirst().orElseThrow();
    Path file = directory.resolve("models").resolve(model);
    Files.write(file, new byte[] {1, 2, 3});
    SiteForecaster restarted = forecaster();
    assertTrue(restarted.loadStanding().model().isEmpty());
    assertTrue(restarted.pvStanding().orElseThrow().model().isPresent());
    assertTrue(restarted.news().getFirst().contains(model), "the file is named");
    run(restarted, learner(restarted), 1, 2);
    assertEquals(1, made, "only the load");
    SiteForecaster again = forecaster();
    assertTrue(again.loadStanding().model().isPresent());
    assertTrue(again.news().isEmpty());
  }

  @Test
  void a_clock_that_was_just_set_starts_no_learning() throws Exception {
    SiteForecaster forecaster = learntForecaster();
    LearnCycle learnCycle = learner(forecaster);
    run(forecaster, learnCycle, 0, 1);
    Duration night = Duration.ofHours(14 * 24 + 2);
    Moment ahead = new Moment(Duration.ofHours(1).toNanos(), START.plus(night));
    assertFalse(learnCycle.tick(ahead), "two weeks ahead within an hour");
    assertFalse(learnCycle.tick(at(Duration.ofHours(2))), "and back");
    assertEquals(0, made);
    assertTrue(learnCycle.tick(at(night)), "the right night comes");
  }

  @Test
  void files_that_no_record_names_are_deleted_and_nothing_is_written_without_need()
      throws Exception {
    SiteForecaster forecaster = learntForecaster();
    LearnCycle learnCycle = learner(forecaster);
    run(forecaster, learnCycle, 0, 1);
    Path stray = directory.resolve("models/load_w-17.model");
    Files.write(stray, new byte[] {1});
    Path record = directory.resolve("models/load_w.record");
    Files.delete(record);
    forecaster.keep(START);
    assertFalse(Files.exists(record), "nothing new since the last hour");
    run(forecaster, learnCycle, 1, 4);
    assertTrue(Files.exists(record));
    assertFalse(Files.exists(stray));
    assertEquals(4, files().size(), files().toString());
  }

  @Test
  void what_cannot_be_kept_is_said_and_forecasting_goes_on() throws Exception {
    Files.write(directory.resolve("models"), new byte[] {0});
    SiteForecaster forecaster = forecaster();
    assertTrue(forecaster.forecast(START).isPresent());
    assertTrue(forecaster.keep(START).orElseThrow().contains("cannot be kept"));
    assertTrue(forecaster.keep(START).isEmpty(), "said once");
    Files.delete(directory.resolve("models"));
    assertTrue(forecaster.keep(START).isEmpty());
    assertEquals(List.of("load_w.record", "pv_w.record"), files(), "made good");
  }
}
