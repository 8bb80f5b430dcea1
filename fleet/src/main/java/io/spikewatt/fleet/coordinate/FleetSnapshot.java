package io.spikewatt.fleet.coordinate;

import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a coordinator knows at a moment beside its state on disk. Any thread may read it.
 *
 * @param listeningSince since when it hears what gateways send; empty = the broker is away
 * @param contacts by name of the gateway
 * @param rounds that are open
 */
public record FleetSnapshot(
    Optional<Instant> listeningSince,
    Map<String, GatewayContact> contacts,
    List<OpenRound> rounds) {

  public FleetSnapshot {
    contacts = Map.copyOf(contacts);
    rounds = List.copyOf(rounds);
  }

  /**
   * A round under way.
   *
   * @param phases of its groups
   * @param awaited gateways that have not sent this phase's message
   */
  public record OpenRound(long round, List<String> phases, int awaited) {
    public OpenRound {
      phases = List.copyOf(phases);
    }
  }
}
