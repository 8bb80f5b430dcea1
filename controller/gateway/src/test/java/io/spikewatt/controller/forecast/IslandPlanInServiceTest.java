package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
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
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slow loop makes a plan for the island as soon as the cycle sees one, and only then. */
class IslandPlanInServiceTest {

  private static final Role.Genset PRICED =
      new Role.Genset(
          6_000,
          30,
          70,
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          1_800,
          Optional.of(0.6),
          1,
          0);
  private static final Role.Genset WITHOUT_PRICE =
      new Role.Genset(
          6_000, 30, 70, Duration.ofMinutes(30), Duration.ofMinutes(2), 0, Optional.empty(), 0, 0);

  @TempDir private Path directory = Path.of("");

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());
  private HistoryStore store;

  @BeforeEach
  void remember() throws IOException, SQLException {
    store = HistoryStore.open(directory);
    plant.socPct = 40;
    plant.run(5);
    for (String series : List.of(SiteSeries.LOAD_W, SiteSeries.PV_W)) {
      List<SlotMean> means = new ArrayList<>();
      for (int slot = -10 * 96; slot < 0; slot++) {
        Instant start = plant.start.plus(QuarterHour.LENGTH.multipliedBy(slot));
        means.add(new SlotMean(series, start, series.equals(SiteSeries.PV_W) ? 0 : 1000));
      }
      store.append(means);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anIslandIsPlannedAsSoonAsItIsSeen() {
    PlanCycle planCycle = foresight(PRICED);
    Moment now = plant.now();
    see(planCycle, new Mode.Auto(Optional.empty()), Optional.empty(), now);
    planCycle.tick(now);
    assertTrue(plan(planCycle).island().isEmpty(), "on the grid there is nothing to plan");
    Moment later = now.plus(Duration.ofSeconds(5));
    Mode alone = new Mode.Islanded(later, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    see(planCycle, alone, Optional.empty(), later);
    planCycle.tick(later);
    IslandPlan island = plan(planCycle).island().orElseThrow();
    assertEquals(4, island.expectedHours(), 1e-9);
    assertTrue(runs(island) > 2, "1.3 kW from 3 kWh last no day");
    assertEquals(0, island.unservedKwh(), 1e-9);
  }

  @Test
  void theLeastRunOfASetThatRunsIsPlannedWith() {
    PlanCycle planCycle = foresight(PRICED);
    plant.socPct = 94;
    plant.run(5);
    Moment now = plant.now();
    Mode alone = new Mode.Islanded(now, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    see(planCycle, alone, Optional.of(Duration.ofMinutes(10)), now);
    planCycle.tick(now);
    IslandPlan bound = plan(planCycle).island().orElseThrow();
    assertTrue(bound.schedule().runs()[0], "started ten minutes ago it is not stopped yet");
    PlanCycle other = foresight(PRICED);
    see(other, alone, Optional.of(Duration.ofMinutes(40)), now);
    other.tick(now);
    assertTrue(
        !plan(other).island().orElseThrow().schedule().runs()[0], "full batteries need no fuel");
  }

  @Test
  void aGensetWithoutAPriceIsNotPlanned() {
    PlanCycle planCycle = foresight(WITHOUT_PRICE);
    Moment now = plant.now();
    Mode alone = new Mode.Islanded(now, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    see(planCycle, alone, Optional.empty(), now);
    planCycle.tick(now);
    assertTrue(plan(planCycle).island().isEmpty());
  }

  @Test
  void aSiteThatHasSeenAnOutageKeepsSomethingForTheNext() {
    PlanCycle planCycle = foresight(DemoSite.usual().site());
    Moment now = plant.now();
    Mode auto = new Mode.Auto(Optional.empty());
    see(planCycle, auto, Optional.empty(), now);
    planCycle.tick(now);
    assertEquals(0, plan(planCycle).reserveSocPct());
    Mode alone = new Mode.Islanded(now, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    see(planCycle, alone, Optional.empty(), now);
    Moment later = now.plus(Duration.ofMinutes(20));
    see(planCycle, auto, Optional.empty(), later);
    planCycle.tick(later);
    double kept = plan(planCycle).reserveSocPct();
    assertTrue(kept > 20, "one outage in a hundred hours: keeps " + kept);
  }

  private PlanCycle foresight(Role.Genset set) {
    return foresight(DemoSite.usual().siteWith(set));
  }

  private PlanCycle foresight(Site site) {
    HistoryBuffer keeper = new HistoryBuffer(store);
    return new PlanCycle(
        site,
        keeper,
        new SiteForecaster(site, store, directory.resolve("models")),
        SiteNowcaster.off(keeper, directory.resolve("models")),
        new PriceStore(store, keeper),
        new Reporter(
            new NoBroker(),
            StoreAndForward.keepingNothing(new NoBroker()),
            new MqttTopics("site/"),
            Duration.ofSeconds(1),
            event -> {}),
        new OutageHistory(KeptValues.inMemory()),
        SessionForecaster.inMemory(site.zone()));
  }

  private void see(PlanCycle planCycle, Mode mode, Optional<Duration> gensetsRunFor, Moment now) {
    LimitSource source = LimitSource.CONFIGURED;
    planCycle.update(
        plant.state.orElseThrow(),
        new GridLimits(10_000, 10_000, source, source),
        ActiveCommands.NONE,
        PlanRequest.Peak.NONE);
    planCycle.seeIsland(mode, gensetsRunFor, now);
  }

  private static Plan plan(PlanCycle planCycle) {
    return planCycle.plan().orElseThrow();
  }

  private static int runs(IslandPlan island) {
    int slots = 0;
    for (boolean runs : island.schedule().runs()) {
      slots += runs ? 1 : 0;
    }
    return slots;
  }
}
