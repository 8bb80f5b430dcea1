package io.spikewatt.controller.command;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.estimate.PlantState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces the charger's values by the driver's commands: departure, and the energy that the car
 * needs, counted from the command's arrival. Confined to one thread.
 */
public final class ActiveTrips {

  /** Target charge, percent, for commands that named an energy. */
  private final Map<EvTrip, Double> targetsPct = new HashMap<>();

  /** The state with the trips in force in it. */
  public PlantState apply(PlantState state, CommandEffects effects) {
    List<EvTrip> trips = effects.evTrips();
    targetsPct.keySet().retainAll(trips);
    if (trips.isEmpty()) {
      return state;
    }
    List<EvState> evs = state.evs();
    for (EvTrip trip : trips) {
      evs =
          evs.stream()
              .map(ev -> ev.id().equals(trip.device()) ? withTrip(ev, trip, state) : ev)
              .toList();
    }
    return state.withAssets(evs);
  }

  private EvState withTrip(EvState ev, EvTrip trip, PlantState state) {
    Estimate departureInS = ev.departureInS();
    if (trip.departure().isPresent()) {
      Duration left = Duration.between(state.at().instant(), trip.departure().get());
      departureInS = known(Math.max(0, left.toMillis() / 1000.0), state);
    }
    return new EvState(
        ev.id(),
        ev.powerW(),
        ev.presence(),
        ev.socPct(),
        target(ev, trip, state),
        departureInS,
        ev.capacityWh());
  }

  private Estimate target(EvState ev, EvTrip trip, PlantState state) {
    if (trip.energyWh().isEmpty()
        || !(ev.socPct() instanceof Estimate.Known soc)
        || !(ev.capacityWh() instanceof Estimate.Known capacity)) {
      return ev.targetPct();
    }
    double sharePct = 100 * trip.energyWh().getAsDouble() / capacity.value();
    return known(
        targetsPct.computeIfAbsent(trip, _ -> Math.min(100, soc.value() + sharePct)), state);
  }

  private static Estimate known(double value, PlantState state) {
    return new Estimate.Known(value, Estimate.How.MEASURED, state.at());
  }
}
