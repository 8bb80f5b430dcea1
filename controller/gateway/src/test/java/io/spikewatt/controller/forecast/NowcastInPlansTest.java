package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of a site with a demand charge while a load is high that the forecasts did not expect. */
final class NowcastInPlansTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES = 2 * 1_440 + 180;
  private static final Set<Integer> HIGH_HOURS = Set.of(3, 14, 26, 31, 38, 45);

  @TempDir private Path directory;

  @Test
  void nothingIsStoredAboveTheLevelOfAPlanWithoutNowcasts() throws Exception {
    PlanSchedule plain = schedule("off");
    PlanSchedule nowcast = schedule("load-and-pv");
    assertArrayEquals(plain.importLevelW(), plain.storingLevelW());
    assertTrue(nowcast.loadW()[0] > plain.loadW()[0] + 1_000, "the nowcast is in the plan");
    assertTrue(
        nowcast.importLevelW()[0] > plain.importLevelW()[0] + 500,
        "and raises the level: "
            + nowcast.importLevelW()[0]
            + " instead of "
            + plain.importLevelW()[0]);
    assertEquals(plain.importLevelW()[0], nowcast.storingLevelW()[0], 1);
  }

  private PlanSchedule schedule(String choice) throws Exception {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.socPct = 10;
    plant.run(1);
    Instant now = plant.start;
    Site site = site(choice);
    Path own = directory.resolve(choice);
    try (HistoryStore store = HistoryStore.open(own)) {
      HistoryBuffer history = new HistoryBuffer(store);
      record(history, now);
      SiteNowcaster nowcaster = SiteNowcaster.of(site, history, own.resolve("models"));
      nowcaster.learn(now, false, () -> false);
      PlanCycle planCycle =
          new PlanCycle(
              site,
              history,
              new SiteForecaster(site, store, own.resolve("models")),
              nowcaster,
              new PriceStore(store, history),
              new Reporter(
                  new NoBroker(),
                  StoreAndForward.keepingNothing(new NoBroker()),
                  new MqttTopics("x/"),
                  Duration.ofSeconds(1),
                  event -> {}),
              new OutageHistory(KeptValues.inMemory()),
              SessionForecaster.inMemory(site.zone()));
      planCycle.update(
          plant.state.orElseThrow(),
          new GridLimits(15_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED),
          ActiveCommands.NONE,
          PlanRequest.Peak.NONE);
      planCycle.tick(plant.now());
      return planCycle.plan().orElseThrow().schedule();
    }
  }

  /** Half a kW, 8 kW in a few hours, and 12 kW in the last half hour. */
  private static void record(HistoryBuffer history, Instant end) {
    List<SlotMean> minutes = new ArrayList<>();
    List<SlotMean> slots = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < MINUTES; i++) {
      Instant at = end.minus(MINUTE.multipliedBy(MINUTES - i));
      double watts = i >= MINUTES - 30 ? 12_000 : HIGH_HOURS.contains(i / 60) ? 8_000 : 500 + i % 7;
      minutes.add(new SlotMean(SiteSeries.LOAD_W, at, watts));
      sum += watts;
      if (i % 15 == 14) {
        Instant slot = at.minus(MINUTE.multipliedBy(14));
        slots.add(new SlotMean(SiteSeries.LOAD_W, slot, sum / 15));
        sum = 0;
      }
    }
    history.take(slots);
    history.flush();
    history.takeMinutes(minutes);
    history.flush();
  }

  private static Site site(String choice) {
    String yaml =
        """
        site: { name: edge, timezone: Europe/Berlin }
        grid: { import-limit-w: 15000, export-limit-w: 10000 }
        tariff: { currency: EUR, import-per-kwh: 0.3, demand-charge-per-kw: 8 }
        storage: { directory: state }
        control: { nowcast: %s }
        devices:
          - id: meter1
            profile: eastron-sdm630
            connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
            grid-meter: {}
          - id: battery1
            profile: hybrid-battery
            connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
            battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, wear-per-kwh: 0.02 }
        """
            .formatted(choice);
    if (ConfigLoader.load(yaml, "edge.yaml") instanceof LoadedSite.Ok ok) {
      return ok.site();
    }
    throw new AssertionError("the site is refused");
  }
}
