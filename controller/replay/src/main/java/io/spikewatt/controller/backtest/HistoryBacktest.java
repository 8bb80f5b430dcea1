package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.forecast.Hindcaster;
import io.spikewatt.controller.history.DayCosts;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Steps rules, the daemon's own classes and the true future through the gateway's record. */
public final class HistoryBacktest {

  private HistoryBacktest() {}

  /**
   * The site as all three see it. The outage reserve is not usable for anyone, and has no price.
   */
  public static PlanModel model(Site site) {
    PlanModel model = PlanModel.of(site);
    PlanModel.StorageModel s = model.storage();
    double lowest = Math.clamp(model.reserve().socPct(), s.minSocPct(), s.maxSocPct());
    return new PlanModel(
        model.zone(),
        model.tariff(),
        model.objective(),
        new PlanModel.StorageModel(
            s.capacityKwh(),
            s.chargeKw(),
            s.dischargeKw(),
            lowest,
            s.maxSocPct(),
            s.efficiency(),
            s.wearPerKwh(),
            s.gridUse()),
        0,
        model.chargers(),
        model.flexible(),
        model.validFor());
  }

  /**
   * Runs it.
   *
   * @param forecaster on the store that {@code history} was read from
   * @param progress receives progress messages
   */
  public static HistoryResult run(
      SiteHistory history, PlanModel model, Hindcaster forecaster, Consumer<String> progress) {
    BacktestScenario scenario = history.scenario();
    progress.accept("rules");
    TariffBill rules = course(history, new RulePolicy(scenario));
    progress.accept("the true future");
    TariffBill optimum = hindsight(history);
    progress.accept("the product");
    ServedPolicy served = new ServedPolicy(history, model, forecaster, progress);
    TariffBill product = course(history, served);
    Instant[] starts = history.starts();
    return new HistoryResult(
        starts[0],
        starts[history.slots() - 1].plus(QuarterHour.LENGTH),
        new HistoryResult.SlotCounts(history.slots(), history.unknown(), served.unplanned()),
        rules.course(),
        product.course(),
        optimum.course(),
        measured(history));
  }

  /**
   * The product alone.
   *
   * @param forecaster on the store that {@code history} was read from
   * @param progress receives progress messages
   * @param each receives every slot after it happened
   */
  public static HistoryResult.Trajectory product(
      SiteHistory history, Hindcaster forecaster, Consumer<String> progress, Backtest.Sink each) {
    TariffBill bill = new TariffBill(history);
    Policy served = new ServedPolicy(history, model(history.site()), forecaster, progress);
    Backtest.course(
        history.scenario(),
        history.slots(),
        served,
        (step, flows, storedKwh, evKwh) -> {
          bill.take(step, flows, storedKwh, evKwh);
          each.take(step, flows, storedKwh, evKwh);
        });
    return bill.course();
  }

  /** Its cost beside plain rules; quick, because it needs no forecast and no plan. */
  public static CostComparison compare(SiteHistory history) {
    boolean battery = history.scenario().battery().capacityKwh() > 0;
    Instant[] starts = history.starts();
    SiteHistory bare = history.withoutBattery();
    return new CostComparison(
        starts[0],
        starts[history.slots() - 1].plus(QuarterHour.LENGTH),
        history.slots(),
        history.unknown(),
        measured(history),
        course(history, new RulePolicy(history.scenario())).course(),
        battery
            ? Optional.of(course(bare, new RulePolicy(bare.scenario())).course())
            : Optional.empty());
  }

  /**
   * The parts of these costs by local day; empty if too little is known of the time.
   *
   * @param from time before the load's record does not count as unknown
   * @throws HistoryUnreadable if the store cannot be read
   */
  public static Map<LocalDate, DayCosts> daily(
      Site site, HistoryStore store, Instant from, Instant to) {
    Instant recorded =
        HistoryUnreadable.orThrow(() -> store.span(SiteSeries.LOAD_W))
            .map(HistoryStore.Span::first)
            .orElse(Instant.MAX);
    if (!recorded.isBefore(to)) {
      return Map.of();
    }
    Instant start = recorded.isAfter(from) ? recorded : from;
    return switch (SiteHistoryReader.read(site, store, start, to)) {
      case HistoryRead.Refused _ -> Map.of();
      case HistoryRead.Loaded loaded -> daily(loaded.history());
    };
  }

  /** The parts of these costs by local day. */
  public static SortedMap<LocalDate, DayCosts> daily(SiteHistory history) {
    return DailyCosts.of(history);
  }

  private static TariffBill hindsight(SiteHistory history) {
    BacktestScenario scenario = history.scenario();
    TariffBill free = course(history, PlannerPolicy.hindsight(scenario));
    if (!(history.site().tariff().demandPerKw() > 0)) {
      return free;
    }
    double[] levels = KnownPeaks.search(free, kw -> keeping(history, kw));
    TariffBill kept = keeping(history, levels);
    return kept.course().cost() < free.course().cost() ? kept : free;
  }

  private static TariffBill keeping(SiteHistory history, double[] levelKw) {
    return course(
        history, PlannerPolicy.hindsight(history.scenario()).keeping(history.peaks(), levelKw));
  }

  private static TariffBill course(SiteHistory history, Policy policy) {
    TariffBill bill = new TariffBill(history);
    Backtest.course(history.scenario(), history.slots(), policy, bill);
    return bill;
  }

  private static Optional<HistoryResult.Trajectory> measured(SiteHistory history) {
    TariffBill bill = new TariffBill(history);
    boolean battery = history.scenario().battery().capacityKwh() > 0;
    for (int t = 0; t < history.slots(); t++) {
      double grid = history.metered().gridKw()[t];
      bill.take(
          t,
          Math.max(0, grid),
          Math.max(0, -grid),
          battery ? Math.abs(history.metered().batteryKw()[t]) : 0);
    }
    HistoryResult.Trajectory trajectory = bill.metered(history.metered().gainedKwh());
    return Double.isFinite(trajectory.cost()) ? Optional.of(trajectory) : Optional.empty();
  }
}
