package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.price.PriceOrigin;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.GridReading;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.OutputWrites;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.OutageHistory;
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
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From prices that are told to the plan, day after day. */
class PricesInServiceTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int DAYS = 24;

  @TempDir Path directory;

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());
  private Site site = DemoSite.usual().site();
  private HistoryStore store;
  private PriceStore book;
  private PlanCycle planCycle;
  private Reporter reporter;

  @BeforeEach
  void remember() throws IOException, SQLException {
    store = HistoryStore.open(directory);
    List<SlotMean> means = new ArrayList<>();
    for (int slot = -7 * 96; slot < DAYS * 96; slot++) {
      Instant start = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      means.add(new SlotMean(SiteSeries.LOAD_W, start, 1000));
      means.add(new SlotMean(SiteSeries.PV_W, start, 0));
    }
    store.append(means);
    plant.run(20);
    restart();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void restart() {
    HistoryBuffer keeper = new HistoryBuffer(store);
    book = new PriceStore(store, keeper);
    SiteForecaster forecaster = SiteForecaster.untaught(site, store);
    reporter =
        new Reporter(
            new NoBroker(),
            StoreAndForward.keepingNothing(new NoBroker()),
            new MqttTopics("site/"),
            DAY,
            event -> {});
    planCycle =
        new PlanCycle(
            site,
            keeper,
            forecaster,
            SiteNowcaster.off(keeper, directory),
            book,
            reporter,
            new OutageHistory(KeptValues.inMemory()),
            SessionForecaster.inMemory(site.zone()));
  }

  /** Cheap at night, dear in the evening, as every day. */
  private static double price(int hour) {
    return hour < 6 ? 0.08 : hour >= 17 && hour < 21 ? 0.42 : 0.22;
  }

  private void tell(int day, double more) {
    double[] prices = new double[24];
    for (int hour = 0; hour < 24; hour++) {
      prices[hour] = price(hour) + more;
    }
    Instant start = START.plus(DAY.multipliedBy(day));
    book.take(
        new PublishedPrices(
            start, Duration.ofHours(1), Optional.of(prices), Optional.empty(), Optional.empty()));
  }

  private Plan plan(Duration after) {
    Instant at = START.plus(after);
    GridLimits limits =
        GridLimits.inForce(
            site, plant.state.orElseThrow(), OptionalDouble.empty(), OptionalDouble.empty());
    planCycle.update(plant.state.orElseThrow(), limits, ActiveCommands.NONE, PlanRequest.Peak.NONE);
    planCycle.tick(new Moment(after.toNanos(), at));
    return planCycle.plan().orElseThrow();
  }

  private static double importAt(Plan plan, int slot) {
    return plan.schedule().importPerKwh()[slot];
  }

  /** {@code spikewatt tariff} prints the prices that the plan uses. */
  private void assertPricedAs(Plan plan) {
    List<PricedSlot> priced = planCycle.priced(plan.start(0), 96);
    for (int slot = 0; slot < 96; slot++) {
      assertEquals(importAt(plan, slot), priced.get(slot).importPerKwh(), 1e-9, "slot " + slot);
      assertEquals(plan.schedule().exportPerKwh()[slot], priced.get(slot).export().perKwh(), 1e-9);
    }
  }

  @Test
  void theFirstDaysPricesAreUsedAndBeyondThemTheTariffUntilThereIsADayToForecastFrom() {
    tell(0, 0);
    Plan plan = plan(Duration.ofHours(12));
    assertEquals(0.22, importAt(plan, 0));
    assertEquals(0.42, importAt(plan, 4 * 5));
    assertEquals(0.22, importAt(plan, 4 * 11));
    // The day's prices were known at noon already: after them the same hours of the day before.
    assertEquals(0.08, importAt(plan, 4 * 12), 0.08);
  }

  @Test
  void aFewHoursOfPricesSayNothingOfTheOthers() {
    book.take(
        new PublishedPrices(
            START,
            Duration.ofHours(1),
            Optional.of(new double[] {-0.02, -0.02}),
            Optional.empty(),
            Optional.empty()));
    Plan plan = plan(Duration.ofHours(1));
    assertPricedAs(plan);
    assertEquals(-0.02, importAt(plan, 3));
    assertEquals(0.2, importAt(plan, 4), "the tariff");
  }

  /** A fee of the hours from 14:00 to 16:00 UTC in a year. */
  private void withFeesOf(int year) {
    Tariff usual = DemoSite.usual().site().tariff();
    Tariff.Band afternoon = new Tariff.Band(LocalTime.of(16, 0), LocalTime.of(18, 0), 0.15);
    site =
        DemoSite.withTariff(
            DemoSite.usual().site(),
            new Tariff(
                usual.imports(),
                usual.exports(),
                0,
                Tariff.Co2.NONE,
                "EUR",
                Optional.empty(),
                Optional.of(
                    new NetworkFees(
                        Optional.empty(),
                        List.of(new NetworkFees.FeeYear(year, 0.09, List.of(afternoon)))))));
    restart();
  }

  private Map<String, Phrase> alarms() {
    PlantState state = plant.state.orElseThrow();
    reporter.cycle(
        new CycleReport(
            plant.snapshot(),
            state,
            plant.mode,
            GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty()),
            plant.last,
            List.of(),
            GridReading.NONE,
            OutputWrites.NONE));
    return reporter.problems();
  }

  @Test
  void aPlanPaysTheNetworkFeeOfTheHour() {
    withFeesOf(2026);
    Plan plan = plan(Duration.ofHours(12));
    assertPricedAs(plan);
    assertEquals(0.35, importAt(plan, 7), 1e-12);
    assertEquals(0.35 + 0.06, importAt(plan, 8), 1e-12);
    assertEquals(0.35, importAt(plan, 16), 1e-12);
    assertFalse(alarms().containsKey("network-fees-expired"));
  }

  @Test
  void inAYearWithoutFeesThePlanPaysTheStandardFeeAndSaysSo() {
    withFeesOf(2025);
    Plan plan = plan(Duration.ofHours(12));
    assertEquals(0.35, importAt(plan, 8), 1e-12);
    assertEquals(
        "no network fees are known for 2026: the standard fee counts in every hour",
        Objects.requireNonNull(alarms().get("network-fees-expired")).english());
  }

  private static SiteSource source(String id) {
    SourceDescription description = SourceLoader.shipped(id);
    return new SiteSource(
        id,
        description,
        Optional.empty(),
        Optional.empty(),
        new SiteSource.SourceFiles(Optional.empty(), Optional.empty()),
        Map.of(),
        Optional.empty(),
        description.unit());
  }

  @Test
  void aSourceThatNeverGaveAPriceIsMissedFromTheSecondSlotOn() {
    site = DemoSite.withSources(site, List.of(source("awattar")));
    restart();
    plan(Duration.ofHours(12));
    assertFalse(alarms().containsKey("prices-missing"));
    plan(Duration.ofHours(12).plus(QuarterHour.LENGTH));
    assertTrue(
        Objects.requireNonNull(alarms().get("prices-missing"))
            .english()
            .startsWith("no source has given a price"));
    tell(0, 0);
    plan(Duration.ofHours(12).plus(QuarterHour.LENGTH).plusSeconds(10));
    assertFalse(alarms().containsKey("prices-missing"));
  }

  @Test
  void aSourceOfEmissionsOwesNoPrice() {
    site = DemoSite.withSources(site, List.of(source("energy-charts-co2")));
    restart();
    plan(Duration.ofHours(12));
    plan(Duration.ofHours(12).plus(QuarterHour.LENGTH));
    assertFalse(alarms().containsKey("prices-missing"));
  }

  @Test
  void aPlanKnowsSinceWhenItIsMadeWithoutPrices() {
    tell(0, 0);
    plan(Duration.ofHours(12));
    assertEquals(Optional.empty(), planCycle.foreseen().withoutPricesSince());
    plan(Duration.ofHours(26));
    assertEquals(Optional.of(START.plus(DAY)), planCycle.foreseen().withoutPricesSince());
  }

  @Test
  void newPricesMakeANewPlanAtOnce() {
    tell(0, 0);
    Plan before = plan(Duration.ofHours(12));
    tell(0, 0.1);
    Plan after = plan(Duration.ofHours(12).plusSeconds(5));
    assertTrue(after.madeAt().isAfter(before.madeAt()));
    assertEquals(0.32, importAt(after, 0), 1e-12);
    assertEquals(after, plan(Duration.ofHours(12).plusSeconds(10)), "and only once");
  }

  @Test
  void pricesThatNobodyToldYetAreForecastFromTheLastDays() {
    for (int day = 0; day < 10; day++) {
      tell(day, 0);
      plan(DAY.multipliedBy(day).plusHours(13));
    }
    Plan plan = plan(DAY.multipliedBy(9).plusHours(18));
    // Told up to midnight, six hours on; then a night, a day and an evening.
    assertEquals(0.42, importAt(plan, 0));
    assertPricedAs(plan);
    List<PricedSlot> priced = planCycle.priced(plan.start(0), 96);
    assertEquals(PriceOrigin.COMMAND, priced.get(23).energy().origin());
    assertEquals(PriceOrigin.LEARNT, priced.get(24).energy().origin());
    assertTrue(priced.get(24).isUnpublished());
    for (int hour = 0; hour < 24; hour++) {
      assertEquals(price(hour), importAt(plan, 4 * (6 + hour) + 1), 0.03, "hour " + hour);
    }
  }

  @Test
  void aPlanOfThreeDaysRepeatsTheForecastsLastDay() {
    site = DemoSite.usual().withHorizon(72).site();
    restart();
    for (int day = 0; day < 10; day++) {
      tell(day, 0);
      plan(DAY.multipliedBy(day).plusHours(13));
    }
    Plan plan = plan(DAY.multipliedBy(9).plusHours(18));
    PlanSchedule later = plan.later().orElseThrow();
    assertEquals(36, later.importPerKwh().length);
    for (int k = 0; k < 36; k++) {
      assertEquals(price((18 + 36 + k) % 24), later.importPerKwh()[k], 0.03, "hour " + k);
      assertEquals(1000, later.loadW()[k], 1, "hour " + k);
    }
  }

  @Test
  void aRestartPlansWithWhatWasTold() {
    tell(0, 0);
    tell(1, 0);
    Plan before = plan(Duration.ofHours(12));
    restart();
    Plan after = plan(Duration.ofHours(12));
    for (int slot = 0; slot < 96; slot++) {
      assertEquals(importAt(before, slot), importAt(after, slot));
    }
  }

  @Test
  void emissionsThatWereToldCountInPlansAfterARestartToo() {
    Site free = site;
    site = DemoSite.withCo2(free, new Tariff.Co2(0.5, Optional.empty()));
    restart();
    double[] prices = new double[24];
    double[] co2 = new double[24];
    for (int hour = 0; hour < 24; hour++) {
      prices[hour] = price(hour);
      co2[hour] = hour < 12 ? 0.05 : 0.45;
    }
    book.take(
        new PublishedPrices(
            START, Duration.ofHours(1), Optional.of(prices), Optional.empty(), Optional.of(co2)));
    Plan before = plan(Duration.ofHours(12));
    assertPricedAs(before);
    assertEquals(0.22 + 0.5 * 0.45, importAt(before, 0), 1e-12);
    double nextDay = importAt(before, 4 * 18);
    restart();
    Plan after = plan(Duration.ofHours(12));
    assertEquals(0.22 + 0.5 * 0.45, importAt(after, 0), 1e-12);
    assertEquals(nextDay, importAt(after, 4 * 18));
    assertEquals(before.co2Kg(), after.co2Kg());
    site = free;
    restart();
    Plan uncounted = plan(Duration.ofHours(12));
    assertEquals(0.5 * 0.05, nextDay - importAt(uncounted, 4 * 18), 1e-12, "as on the day before");
  }

  @Test
  void twoWeeksAfterTheLastPriceTheTariffHolds() {
    tell(0, 1);
    tell(1, 1);
    Plan within = plan(DAY.multipliedBy(10));
    assertTrue(importAt(within, 0) > 0.9, "forecast: " + importAt(within, 0));
    Plan after = plan(DAY.multipliedBy(17));
    assertEquals(0.2, importAt(after, 0), "the demo site's night tariff");
  }
}
