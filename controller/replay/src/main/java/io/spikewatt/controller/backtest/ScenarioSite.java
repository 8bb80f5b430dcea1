package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlannerSettings.Penalties;
import io.spikewatt.controller.plan.PlannerSettings.Resolution;
import io.spikewatt.controller.plan.PlannerSettings.Shifting;
import io.spikewatt.controller.plan.SlotGrid;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario as the daemon's planner sees a site. */
final class ScenarioSite {

  private static final double HORIZON_HOURS = 36;

  /** Cars come and go within a day; a longer horizon brings no gain. */
  private static final double HORIZON_WITH_CARS_HOURS = 24;

  /** As fine as hours need. */
  private static final GridResolution LEVELS = new GridResolution(1, 41, 41, 9, 61, 7, 13, 0.8);

  /** Finer, because with a true future the discretisation is the only loss. */
  private static final GridResolution FINE = new GridResolution(1, 121, 121, 15, 61, 7, 13, 0.8);

  private ScenarioSite() {}

  /** Slots of a plan: the scenario's steps. */
  static SlotGrid slots(BacktestScenario scenario) {
    double hours = scenario.evs().isEmpty() ? HORIZON_HOURS : HORIZON_WITH_CARS_HOURS;
    int most = Math.max(2, (int) Math.round(hours / scenario.stepHours()));
    return new SlotGrid(Duration.ofMillis(Math.round(scenario.stepHours() * 3_600_000)), most, 0);
  }

  /** The scenario's penalties for missed goals. Limits of the grid connection are hard. */
  static Penalties penalties(BacktestScenario scenario) {
    BacktestScenario.Penalties p = scenario.penalties();
    return new Penalties(0, p.evShort(), p.jobMissed(), 0, 0);
  }

  /**
   * Resolution of the planner's states.
   *
   * @param fine whether the future is known, so that discretisation is the only loss
   * @param ages of an outage; 0 = outages are announced
   */
  static Resolution resolution(boolean fine, int classes, int ages) {
    GridResolution grid = fine ? FINE : LEVELS;
    return new Resolution(classes, grid, grid, 2, ages, new Shifting(24, 1, 1, true));
  }

  static PlanModel model(BacktestScenario scenario) {
    Map<String, ChargingPoint> chargers = new LinkedHashMap<>();
    scenario.evs().forEach(ev -> chargers.put(ev.name(), charger(ev.storage())));
    Tariff.Co2 co2 = new Tariff.Co2(scenario.penalties().co2Price(), Optional.empty());
    return new PlanModel(
        ZoneOffset.UTC,
        new Tariff(List.of(Tariff.Band.always(0)), 0, 0, co2, "EUR"),
        Site.Objective.COST,
        storage(scenario.battery()),
        0,
        chargers,
        new PlanModel.Flexible(0, 0, 0),
        slots(scenario).slot());
  }

  private static PlanModel.StorageModel storage(BacktestScenario.Battery b) {
    return new PlanModel.StorageModel(
        b.capacityKwh(),
        b.chargeMaxKw(),
        b.dischargeMaxKw(),
        100 * b.socMin(),
        100 * b.socMax(),
        efficiency(b),
        2 * b.throughputCost());
  }

  private static ChargingPoint charger(BacktestScenario.Battery b) {
    return new ChargingPoint(
        0,
        1000 * b.chargeMaxKw(),
        efficiency(b),
        1000 * b.dischargeMaxKw(),
        100 * b.socMin(),
        2 * b.throughputCost(),
        0);
  }

  /** One for both directions, as in the daemon; keeps the product of both. */
  private static double efficiency(BacktestScenario.Battery b) {
    return b.etaCharge() == b.etaDischarge()
        ? b.etaCharge()
        : Math.sqrt(b.etaCharge() * b.etaDischarge());
  }
}
