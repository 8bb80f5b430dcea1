package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.asset.AssetStates;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request of energy for a car: given anew, and restored. */
class TripAgainTest {

  @TempDir Path directory;

  @Test
  void the_same_energy_requested_anew_is_a_new_request() {
    ActiveTrips trips = new ActiveTrips(KeptValues.inMemory());
    assertEquals(40, target(trips.apply(state(20, at(0)), wish("mon", 10_000))));
    assertEquals(40, target(trips.apply(state(40, at(14_400)), wish("mon", 10_000))));
    assertEquals(50, target(trips.apply(state(30, at(86_400)), wish("tue", 10_000))));
    assertEquals(60, target(trips.apply(state(40, at(86_460)), wish("wed", 10_000))));
  }

  @Test
  void a_restored_request_goes_on_from_its_first_charge() {
    assertEquals(
        40, target(ActiveTrips.in(directory).apply(state(20, at(0)), wish("mon", 10_000))));
    assertEquals(
        40, target(ActiveTrips.in(directory).apply(state(35, at(7_200)), wish("mon", 10_000))));
  }

  private static Moment at(long s) {
    return new Moment(s * 1_000_000_000L, Instant.parse("2026-06-01T18:00:00Z").plusSeconds(s));
  }

  private static Estimate known(double value, Moment at) {
    return new Estimate.Known(value, Estimate.How.MEASURED, at);
  }

  private static PlantState state(double soc, Moment m) {
    EvState ev =
        new EvState(
            "ev1",
            known(0, m),
            EvState.Presence.PLUGGED_IN,
            known(soc, m),
            known(100, m),
            known(3600, m),
            known(50_000, m),
            ChargingMode.PLANNED);
    return new PlantState(
        m,
        known(0, m),
        known(0, m),
        AssetStates.of(List.of(ev)),
        PlantState.GridConnection.UP,
        List.of(),
        new SiteBus(SiteBus.Life.LIVE, known(50, m), SiteBus.Tie.CLOSED, false),
        List.of());
  }

  private static double target(PlantState state) {
    return state.evs().getFirst().targetPct().ifKnown().orElseThrow();
  }

  private static CommandEffects wish(String id, double wh) {
    EvTrip trip = new EvTrip("ev1", EvTrip.Part.ENERGY, Optional.empty(), OptionalDouble.of(wh));
    return CommandEffects.of(
        new ActiveCommands(List.of(new ActiveCommand(trip, id, "", Optional.empty()))));
  }
}
