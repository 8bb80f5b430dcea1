package io.spikewatt.fleet.page;

import io.spikewatt.fleet.coordinate.FleetSnapshot;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import java.time.Duration;
import java.time.Instant;

/**
 * A site of the fleet at a moment.
 *
 * @param gateway as it presented itself last
 * @param contact the last one
 * @param level how much it needs a person
 */
public record SiteRow(EnrolledGateway gateway, GatewayContact contact, AttentionLevel level) {

  /** A gateway that enrolled with an older coordinator has no contact yet. */
  static SiteRow of(
      EnrolledGateway gateway, FleetSnapshot snapshot, Duration silentAfter, Instant now) {
    GatewayContact contact =
        snapshot.contacts().getOrDefault(gateway.name(), GatewayContact.first(gateway.seenAt()));
    return new SiteRow(
        gateway, contact, AttentionLevel.of(contact, snapshot.listeningSince(), silentAfter, now));
  }
}
