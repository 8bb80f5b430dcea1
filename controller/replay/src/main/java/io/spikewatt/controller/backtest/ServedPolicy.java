package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.dispatch.SlotSimulation;
import io.spikewatt.controller.forecast.Hindcaster;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The daemon as it would have served: its forecaster on the record before each slot, its planner,
 * and its storage policy by the newest plan on the slot's measurements.
 */
final class ServedPolicy implements Policy {

  private final SiteHistory history;
  private final Hindcaster forecaster;
  private final Planner planner;
  private final SlotSimulation steering;
  private final Settlement settlement;
  private final Consumer<String> progress;
  private final MonthPeaks peaks;
  private Optional<Plan> plan = Optional.empty();
  private int unplanned;

  ServedPolicy(
      SiteHistory history, PlanModel model, Hindcaster forecaster, Consumer<String> progress) {
    this.history = history;
    this.forecaster = forecaster;
    this.planner = new Planner(model);
    this.steering = new SlotSimulation(model.storage());
    this.settlement = new Settlement(history.scenario());
    this.progress = progress;
    this.peaks = history.peaks();
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plant) {
    Site site = history.site();
    BacktestScenario.Battery battery = history.scenario().battery();
    Instant start = history.starts()[t];
    Moment now = new Moment(1_000_000L * start.toEpochMilli(), start);
    double storedPct =
        battery.capacityKwh() > 0 ? 100 * plant.storedKwh() / battery.capacityKwh() : 0;
    Optional<SiteForecasts> ahead = forecast(start);
    boolean made = false;
    double soFarKw = peaks.peakKw(peaks.month(t));
    if (ahead.isPresent()) {
      PlanRequest request =
          new PlanRequest(
                  now,
                  new PlanRequest.Ahead(ahead.get().load(), ahead.get().production()),
                  OptionalDouble.of(Math.clamp(storedPct, 0, 100)),
                  List.of(),
                  new PlanRequest.Limits(site.grid().importLimitW(), site.grid().exportLimitW()),
                  new PlanRequest.Peak(1000 * soFarKw, OptionalDouble.empty()),
                  history.prices().at(start),
                  PlanRequest.FlexibleLoads.NONE)
              .limitedBy(history.prices().limits(site, start));
      if (planner.plan(request) instanceof PlanResult.Made good) {
        plan = Optional.of(good.plan());
        made = true;
      }
    }
    unplanned += made ? 0 : 1;
    BacktestScenario.Series s = history.scenario().series();
    steering.run(
        plan,
        now,
        s.loadKw()[t] - s.pvKw()[t],
        plant.storedKwh(),
        Math.min(site.grid().importLimitW() / 1000, Math.max(soFarKw, levelKw(now))),
        history.scenario().exportMaxKw(t));
    DevicePowers steered =
        DevicePowers.battery(history.scenario(), 0)
            .with(steering.chargeKw(), steering.dischargeKw());
    EnergyFlows flows = settlement.settle(t, plant.limit(t, steered));
    peaks.update(t, flows.supply().importKw() + flows.supply().unservedKw());
    return flows;
  }

  /** Mean import that the plan keeps in the slot; infinite without one. */
  private double levelKw(Moment now) {
    return plan.filter(made -> made.valid(now))
        .map(made -> made.schedule().importLevelW()[made.slotAt(now.instant())] / 1000)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private Optional<SiteForecasts> forecast(Instant start) {
    if (forecaster.due(start)) {
      progress.accept(start + ": learning from what was known by then");
      forecaster.learn(start).forEach(progress);
    }
    return forecaster.forecast(start);
  }

  /** Slots at whose start planning failed. */
  int unplanned() {
    return unplanned;
  }
}
