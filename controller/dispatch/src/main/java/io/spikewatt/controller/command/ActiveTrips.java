package io.spikewatt.controller.command;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.command.CommandEffects.RequestedTrip;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/**
 * Replaces the charger's values by the driver's commands: charging mode, departure, and the energy
 * that the car needs, counted from the charge at the command's arrival. A restart or reload goes on
 * from that charge. Confined to one thread.
 */
public final class ActiveTrips {

  /** Targets beyond this number stay only for commands in force. */
  private static final int MOST_KEPT = 50;

  /** Target charge by the command's id, percent, for commands that named an energy. */
  private final KeptValues targetsPct;

  public ActiveTrips(KeptValues targetsPct) {
    this.targetsPct = targetsPct;
  }

  /** The requests in the state directory. */
  public static ActiveTrips in(Path directory) {
    return new ActiveTrips(
        KeptValues.in(
            directory.resolve("ev-targets.properties"),
            "target charge of requests for cars, percent, by the command's id",
            Logger::warn));
  }

  /** The state with the trips and charging modes in force in it. */
  public PlantState apply(PlantState state, CommandEffects effects) {
    List<RequestedTrip> trips = effects.cars().trips();
    Map<String, ChargingMode> modes = effects.cars().modes();
    if (trips.isEmpty() && modes.isEmpty()) {
      return state;
    }
    List<EvState> evs =
        state.evs().stream()
            .map(ev -> ev.in(modes.getOrDefault(ev.id(), ChargingMode.PLANNED)))
            .toList();
    for (RequestedTrip requested : trips) {
      evs =
          evs.stream()
              .map(
                  ev ->
                      ev.id().equals(requested.trip().device())
                          ? withTrip(ev, requested, state, trips)
                          : ev)
              .toList();
    }
    return state.withAssets(evs);
  }

  private EvState withTrip(
      EvState ev, RequestedTrip requested, PlantState state, List<RequestedTrip> inForce) {
    EvTrip trip = requested.trip();
    Estimate departureInS = ev.departureInS();
    if (trip.departure().isPresent()) {
      Duration left = Duration.between(state.at().instant(), trip.departure().get());
      departureInS = known(Math.max(0, left.toMillis() / 1000.0), state);
    }
    return ev.with(target(ev, requested, state, inForce), departureInS);
  }

  private Estimate target(
      EvState ev, RequestedTrip requested, PlantState state, List<RequestedTrip> inForce) {
    OptionalDouble energyWh = requested.trip().energyWh();
    if (energyWh.isEmpty()
        || !(ev.socPct() instanceof Estimate.Known soc)
        || !(ev.capacityWh() instanceof Estimate.Known capacity)) {
      return ev.targetPct();
    }
    OptionalDouble kept = targetsPct.number(requested.id(), 0, 100);
    if (kept.isPresent()) {
      return known(kept.getAsDouble(), state);
    }
    double sharePct = 100 * energyWh.getAsDouble() / capacity.value();
    double targetPct = Math.min(100, soc.value() + sharePct);
    keep(requested.id(), targetPct, inForce);
    return known(targetPct, state);
  }

  private void keep(String id, double targetPct, List<RequestedTrip> inForce) {
    Map<String, String> all = targetsPct.all();
    if (all.size() >= MOST_KEPT) {
      Set<String> ids = inForce.stream().map(RequestedTrip::id).collect(Collectors.toSet());
      all.keySet().retainAll(ids);
    }
    all.put(id, Double.toString(targetPct));
    boolean _ = targetsPct.replace(all);
  }

  private static Estimate known(double value, PlantState state) {
    return new Estimate.Known(value, Estimate.How.MEASURED, state.at());
  }
}
