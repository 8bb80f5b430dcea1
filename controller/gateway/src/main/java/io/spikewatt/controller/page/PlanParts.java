package io.spikewatt.controller.page;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All planned powers of a site, which sum to 0 in each slot. */
final class PlanParts {

  /**
   * One source or consumer.
   *
   * @param id of the device; the kind where the plan has one for all
   * @param kind term of the balance, or {@code load}
   * @param powerW mean power by slot, W into the site's bus
   */
  record Part(String id, String kind, double[] powerW) {}

  private PlanParts() {}

  /**
   * The parts of a plan, the grid's first. In each slot they sum to 0.
   *
   * @param forecasts of sun and wind, which the plan holds together; empty = all is the sun's
   */
  static List<Part> of(Plan plan, Optional<SiteForecasts> forecasts) {
    PlanSchedule schedule = plan.schedule();
    List<Part> parts = new ArrayList<>();
    parts.add(part(BalanceTerm.GRID, schedule.gridW()));
    double[] used = new double[plan.slots()];
    Arrays.setAll(used, k -> schedule.pvW()[k] - schedule.curtailedW()[k]);
    double[] windShare = windShare(plan, forecasts);
    parts.add(part(BalanceTerm.PV, product(used, windShare, true)));
    parts.add(part(BalanceTerm.WIND, product(used, windShare, false)));
    Map<String, Part> assets = new LinkedHashMap<>();
    for (AssetSeries asset : schedule.assets()) {
      // A charger's expected next car follows as another asset.
      assets.merge(asset.id(), asset(asset), PlanParts::sum);
    }
    parts.addAll(assets.values());
    double[] load = new double[plan.slots()];
    Arrays.setAll(load, k -> -schedule.loadW()[k]);
    parts.add(new Part(SitePoints.LOAD.words(), SitePoints.LOAD.words(), load));
    parts.removeIf(part -> Arrays.stream(part.powerW).allMatch(w -> w == 0));
    return parts;
  }

  private static Part part(BalanceTerm term, double[] powerW) {
    return new Part(term.word(), term.word(), powerW);
  }

  private static Part asset(AssetSeries asset) {
    BalanceTerm term =
        switch (asset.group()) {
          case AssetSeries.BATTERY -> BalanceTerm.BATTERY;
          case AssetSeries.EV -> BalanceTerm.EV;
          case AssetSeries.COMPUTE -> BalanceTerm.COMPUTE;
          case AssetSeries.HEAT_PUMP -> BalanceTerm.HEAT_PUMP;
          default -> throw new IllegalArgumentException("no such group: " + asset.group());
        };
    return new Part(asset.id(), term.word(), asset.powerW());
  }

  private static Part sum(Part one, Part other) {
    double[] sum = one.powerW.clone();
    Arrays.setAll(sum, k -> sum[k] + other.powerW[k]);
    return new Part(one.id, one.kind, sum);
  }

  private static double[] product(double[] used, double[] share, boolean rest) {
    double[] product = new double[used.length];
    Arrays.setAll(product, k -> used[k] * (rest ? 1 - share[k] : share[k]));
    return product;
  }

  /** Wind's share of the expected production, by slot, 0..1. */
  private static double[] windShare(Plan plan, Optional<SiteForecasts> forecasts) {
    double[] share = new double[plan.slots()];
    forecasts
        .filter(ahead -> ahead.wind().isPresent())
        .ifPresent(
            ahead ->
                Arrays.setAll(
                    share,
                    k -> {
                      double wind = mean(ahead.wind().get(), plan.start(k));
                      double all = wind + mean(ahead.pv(), plan.start(k));
                      return all > 0 ? wind / all : 0;
                    }));
    return share;
  }

  private static double mean(Forecast forecast, Instant at) {
    long slot =
        Math.floorDiv(
            Duration.between(forecast.origin(), at).toSeconds(), forecast.slot().toSeconds());
    return Math.max(0, forecast.mean()[(int) Math.clamp(slot, 0, forecast.slots() - 1L)]);
  }
}
