package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.PlanCapability.PricedLoad;
import io.spikewatt.controller.asset.PlanCapability.StationaryStorage;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes a plan's request from the state of the plant. */
public final class PlanRequests {

  private PlanRequests() {}

  /**
   * The request. A charging session counts only if everything about it is known, the storages'
   * state of charge only if all of them report it.
   */
  public static PlanRequest of(
      Site site,
      PlantState state,
      Forecast load,
      Forecast production,
      GridLimits limits,
      PlanRequest.Peak peak,
      Prices prices,
      Moment now) {
    return new PlanRequest(
        now,
        new PlanRequest.Ahead(load, production),
        socPct(site, state),
        state.assets().all().stream()
            .flatMap(asset -> asset.charging(now.instant()).stream())
            .toList(),
        new PlanRequest.Limits(limits.importW(), limits.exportW()),
        peak,
        prices,
        new PlanRequest.FlexibleLoads(jobs(site, state), List.of(), curves(state)));
  }

  private static List<PlanRequest.JobRequest> jobs(Site site, PlantState state) {
    List<PlanRequest.JobRequest> jobs = new ArrayList<>();
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.plan().orElse(null) instanceof PricedLoad role) {
        state.assets().find(device.id()).stream()
            .flatMap(asset -> asset.job().stream())
            .map(
                job ->
                    new PlanRequest.JobRequest(
                        device.id(),
                        job.leftWh(),
                        Math.max(0, Math.min(job.maxW(), role.maxW()) - role.minW()),
                        job.by()))
            .forEach(jobs::add);
      }
    }
    return jobs;
  }

  private static Map<String, WorkCurve> curves(PlantState state) {
    Map<String, WorkCurve> curves = new HashMap<>();
    for (AssetState asset : state.assets().all()) {
      asset.workCurve().ifPresent(curve -> curves.put(asset.id(), curve));
    }
    return curves;
  }

  /**
   * State of charge of all batteries together, weighted by capacity; empty unless all report it.
   */
  public static OptionalDouble socPct(Site site, PlantState state) {
    double capacity = 0;
    double stored = 0;
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.plan().orElse(null) instanceof StationaryStorage storage) {
        Optional<AssetState> unit = state.assets().find(device.id());
        if (unit.isPresent() && !unit.get().socPct().isKnown()) {
          return OptionalDouble.empty();
        }
        if (unit.isPresent()) {
          capacity += storage.capacityWh();
          stored += storage.capacityWh() * unit.get().socPct().ifKnown().orElseThrow();
        }
      }
    }
    return capacity > 0 ? OptionalDouble.of(stored / capacity) : OptionalDouble.empty();
  }
}
