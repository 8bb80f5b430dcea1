package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.Wish;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanRequest.EvWish;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts together what a plan starts from. One thread. */
final class PlanRequests {

  private final Site site;

  /** Where the car has to get to, fixed when a command that named an energy was first seen. */
  private final Map<Wish.EvTrip, Double> targets = new HashMap<>();

  PlanRequests(Site site) {
    this.site = site;
  }

  PlanRequest make(
      SiteForecasts ahead, PlantState state, GridLimits limits, Wishes wishes, Moment now) {
    return new PlanRequest(
        now,
        ahead.load(),
        ahead.pv(),
        batterySocPct(state),
        evs(state, wishes),
        limits.importW(),
        limits.exportW());
  }

  /** Mean weighted by capacity; empty as soon as one battery's is not known. */
  private OptionalDouble batterySocPct(PlantState state) {
    double energyWh = 0;
    double capacityWh = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        OptionalDouble soc = socPct(state.batteries(), device.id());
        if (soc.isEmpty()) {
          return OptionalDouble.empty();
        }
        energyWh += battery.capacityWh() * soc.getAsDouble();
        capacityWh += battery.capacityWh();
      }
    }
    return capacityWh > 0 ? OptionalDouble.of(energyWh / capacityWh) : OptionalDouble.empty();
  }

  private static OptionalDouble socPct(List<BatteryState> batteries, String id) {
    for (BatteryState battery : batteries) {
      if (battery.id().equals(id)) {
        return battery.socPct().ifKnown();
      }
    }
    return OptionalDouble.empty();
  }

  /** Cars of which enough is known; a command's word counts more than the charger's. */
  private List<EvWish> evs(PlantState state, Wishes wishes) {
    targets.keySet().retainAll(wishes.every(Wish.EvTrip.class));
    List<EvWish> evs = new ArrayList<>();
    for (EvState ev : state.evs()) {
      if (ev.presence() == PlantState.Presence.PLUGGED_IN
          && ev.socPct().ifKnown().isPresent()
          && ev.capacityWh().ifKnown().isPresent()) {
        wish(ev, wishes, state.at().instant()).ifPresent(evs::add);
      }
    }
    return evs;
  }

  private Optional<EvWish> wish(EvState ev, Wishes wishes, Instant now) {
    double socPct = ev.socPct().ifKnown().getAsDouble();
    double capacityWh = ev.capacityWh().ifKnown().getAsDouble();
    Optional<Wish.EvTrip> trip =
        wishes.every(Wish.EvTrip.class).stream()
            .filter(wish -> wish.device().equals(ev.id()))
            .findFirst();
    OptionalDouble targetPct = ev.targetPct().ifKnown();
    if (trip.isPresent() && trip.get().energyWh().isPresent()) {
      double sharePct = 100 * trip.get().energyWh().getAsDouble() / capacityWh;
      targetPct =
          OptionalDouble.of(
              targets.computeIfAbsent(trip.get(), _ -> Math.min(100, socPct + sharePct)));
    }
    Optional<Instant> departure = trip.flatMap(Wish.EvTrip::departure);
    if (departure.isEmpty() && ev.departureInS().ifKnown().isPresent()) {
      long millis = (long) (ev.departureInS().ifKnown().getAsDouble() * 1000);
      departure = Optional.of(now.plus(Duration.ofMillis(millis)));
    }
    return targetPct.isEmpty() || departure.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EvWish(ev.id(), socPct, targetPct.getAsDouble(), capacityWh, departure.get()));
  }
}
