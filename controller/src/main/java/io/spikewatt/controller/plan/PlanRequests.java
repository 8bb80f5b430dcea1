package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.controller.asset.PlanCapability.PricedLoad;
import io.spikewatt.controller.asset.PlanCapability.StationaryStorage;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Makes a plan's request from the state of the plant. */
public final class PlanRequests {

  private PlanRequests() {}

  /**
   * The request. A car counts only if everything about it is known, the batteries' state of charge
   * only if all of them report it.
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
    List<PlanRequest.EvRequest> requests = new ArrayList<>();
    for (EvState ev : state.evs()) {
      boolean known =
          ev.presence() == Presence.PLUGGED_IN
              && ev.socPct().isKnown()
              && ev.targetPct().isKnown()
              && ev.departureInS().isKnown()
              && ev.capacityWh().isKnown();
      if (known) {
        long leavesInMs = (long) (1000 * ev.departureInS().ifKnown().orElseThrow());
        requests.add(
            new PlanRequest.EvRequest(
                ev.id(),
                ev.socPct().ifKnown().orElseThrow(),
                ev.targetPct().ifKnown().orElseThrow(),
                ev.capacityWh().ifKnown().orElseThrow(),
                now.instant().plusMillis(leavesInMs)));
      }
    }
    return new PlanRequest(
        now,
        new PlanRequest.Ahead(load, production),
        socPct(site, state),
        requests,
        new PlanRequest.Limits(limits.importW(), limits.exportW()),
        peak,
        prices,
        new PlanRequest.FlexibleLoads(jobs(site, state), List.of()));
  }

  private static List<PlanRequest.JobRequest> jobs(Site site, PlantState state) {
    List<PlanRequest.JobRequest> jobs = new ArrayList<>();
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.plan().orElse(null) instanceof PricedLoad role) {
        state.computes().stream()
            .filter(compute -> compute.id().equals(device.id()))
            .flatMap(compute -> compute.job().stream())
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

  /** Mean weighted by capacity. */
  private static OptionalDouble socPct(Site site, PlantState state) {
    double capacity = 0;
    double stored = 0;
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.plan().orElse(null) instanceof StationaryStorage battery) {
        for (BatteryState unit : state.batteries()) {
          if (unit.id().equals(device.id())) {
            if (!unit.socPct().isKnown()) {
              return OptionalDouble.empty();
            }
            capacity += battery.capacityWh();
            stored += battery.capacityWh() * unit.socPct().ifKnown().orElseThrow();
          }
        }
      }
    }
    return capacity > 0 ? OptionalDouble.of(stored / capacity) : OptionalDouble.empty();
  }
}
