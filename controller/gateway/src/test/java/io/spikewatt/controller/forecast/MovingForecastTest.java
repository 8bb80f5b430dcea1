package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.IntermittentBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forecast of a load that jumps within a quarter hour. */
final class MovingForecastTest {
  private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int HISTORY_SLOTS = 60 * 96;
  private static final MqttTopics TOPICS = new MqttTopics("site/");

  private static final LearningSettings QUICK =
      new LearningSettings(
          new LearningSettings.NetworkLearning(4, 2, 1000, 500, 4e-3, 0.1),
          2,
          60,
          new double[][] {{1000}, {1000}},
          new double[][] {{3000}, {3000}});

  @TempDir private Path directory;
  private final IntermittentBroker broker = new IntermittentBroker();
  private final Site site = DemoSite.usual().site();
  private HistoryStore store;
  private HistoryBuffer history;

  @BeforeEach
  void remember() throws Exception {
    broker.comeBack();
    store = HistoryStore.open(directory);
    history = new HistoryBuffer(store);
    for (String series : List.of(SiteSeries.LOAD_W, SiteSeries.PV_W)) {
      SplittableRandom random = new SplittableRandom(5);
      double walk = 0;
      List<SlotMean> means = new ArrayList<>();
      for (int slot = -HISTORY_SLOTS; slot < 0; slot++) {
        Instant start = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
        double hour = Math.floorMod(start.getEpochSecond(), 86_400) / 3600.0;
        walk = 0.97 * walk + random.nextDouble(-100, 100);
        means.add(
            new SlotMean(
                series, start, Math.max(0, 1500 * Math.sin(Math.PI * (hour - 5) / 14) + walk)));
      }
      store.append(means);
    }
    history.takeMinutes(minutes(-30, 1_000));
    history.flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Half an hour from then on, in minutes after the start. */
  private static List<SlotMean> minutes(int from, double watts) {
    List<SlotMean> minutes = new ArrayList<>();
    for (int m = from; m < from + 30; m++) {
      minutes.add(new SlotMean(SiteSeries.LOAD_W, START.plus(MINUTE.multipliedBy(m)), watts));
    }
    return minutes;
  }

  private static Moment at(Duration after) {
    return new Moment(after.toNanos(), START.plus(after));
  }

  private PlanCycle cycle(boolean learns, SiteNowcaster nowcaster) {
    SiteForecaster forecaster =
        new SiteForecaster(
            site,
            store,
            Optional.empty(),
            (kind, settings) -> ModelTrainer.usual(kind, settings, QUICK, 1));
    if (learns) {
      forecaster.learnt().forEach(series -> forecaster.learn(series, START, () -> false));
    }
    PlanCycle cycle =
        new PlanCycle(
            site,
            history,
            forecaster,
            nowcaster,
            new PriceStore(store, history),
            new Reporter(
                broker,
                StoreAndForward.keepingNothing(broker),
                TOPICS,
                Duration.ofSeconds(1),
                event -> {}),
            new OutageHistory(KeptValues.inMemory()),
            SessionForecaster.inMemory(site.zone()));
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(1);
    cycle.update(
        plant.state.orElseThrow(),
        new GridLimits(15_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED),
        ActiveCommands.NONE,
        PlanRequest.Peak.NONE);
    return cycle;
  }

  private SiteNowcaster nowcaster() {
    return SiteNowcaster.of(site, history, directory.resolve("models"));
  }

  private static double[] load(PlanCycle cycle) {
    return cycle.forecasts().orElseThrow().load().p50();
  }

  @Test
  void a_forecast_moves_each_minute_and_is_published_each_quarter_hour() {
    SiteNowcaster nowcaster = nowcaster();
    PlanCycle cycle = cycle(true, nowcaster);
    cycle.tick(at(Duration.ZERO));
    double[] made = load(cycle).clone();

    nowcaster.take(minutes(0, 6_000).subList(0, 5));
    cycle.tick(at(Duration.ofMinutes(5)));
    double[] moved = load(cycle).clone();
    for (int k = 1; k <= 8; k++) {
      assertTrue(moved[k] > made[k] + 100, "slot %d: %f, %f".formatted(k, made[k], moved[k]));
    }
    assertEquals(made[0], moved[0]);
    assertEquals(made[9], moved[9], "after two hours");

    nowcaster.take(minutes(5, 1_000).subList(0, 7));
    cycle.tick(at(Duration.ofMinutes(12)));
    assertTrue(load(cycle)[1] < moved[1] - 100, "it moves from what was made, and back");
    assertEquals(1, broker.on("site/forecast/load").size());
  }

  @Test
  void a_forecast_without_a_model_does_not_move() {
    SiteNowcaster nowcaster = nowcaster();
    PlanCycle cycle = cycle(false, nowcaster);
    cycle.tick(at(Duration.ZERO));
    double[] made = load(cycle).clone();
    nowcaster.take(minutes(0, 6_000).subList(0, 5));
    cycle.tick(at(Duration.ofMinutes(5)));
    assertEquals(made[5], load(cycle)[5]);
  }
}
