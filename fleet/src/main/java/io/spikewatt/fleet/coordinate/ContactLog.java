package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.store.ContactRegister;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When each gateway was heard, and what it last said of itself. What must outlive a restart is in
 * the register. Confined to one thread.
 */
final class ContactLog {

  private final ContactRegister register;
  private final Map<String, GatewayContact> contacts = new TreeMap<>();
  private Optional<Moment> listeningSince = Optional.empty();

  ContactLog(ContactRegister register) {
    this.register = register;
    register.all().forEach((name, known) -> contacts.put(name, known.connected(Optional.empty())));
  }

  /** The coordinator has connected to its broker: who else is connected is not known any more. */
  void connected(Moment now) {
    contacts.replaceAll((_, contact) -> contact.connected(Optional.empty()));
    listeningSince = Optional.of(now);
  }

  /** The broker is away. */
  void disconnected() {
    listeningSince = Optional.empty();
  }

  /** A message of any kind. */
  void heard(String gateway, Moment now) {
    contacts.put(gateway, contact(gateway, now).heard(now.instant()));
  }

  void arrived(String gateway, Moment now) {
    GatewayContact before = contact(gateway, now);
    keep(gateway, before.connected(before.connectedSince().or(() -> Optional.of(now.instant()))));
  }

  /** The broker says that its connection has ended. */
  void left(String gateway, Moment now) {
    keep(gateway, contact(gateway, now).connected(Optional.empty()));
  }

  void stored(String gateway, List<QuarterRecord> rows, Moment now) {
    GatewayContact before = contact(gateway, now);
    Optional<Instant> newest = rows.stream().map(row -> row.at()).max(Comparator.naturalOrder());
    Optional<Instant> latest =
        newest.filter(at -> before.recordsTo().filter(at::isBefore).isEmpty());
    if (latest.isPresent()) {
      keep(
          gateway,
          new GatewayContact(before.heardAt(), before.connectedSince(), latest, before.reported()));
    }
  }

  void reported(String gateway, GatewayCondition condition, Moment now) {
    GatewayContact before = contact(gateway, now);
    keep(
        gateway,
        new GatewayContact(
            before.heardAt(),
            before.connectedSince(),
            before.recordsTo(),
            Optional.of(new ReportedCondition(condition, now.instant()))));
  }

  private GatewayContact contact(String gateway, Moment now) {
    return contacts.getOrDefault(gateway, GatewayContact.first(now.instant()));
  }

  private void keep(String gateway, GatewayContact contact) {
    contacts.put(gateway, contact);
    register.keep(gateway, contact);
  }

  Map<String, GatewayContact> all() {
    return Map.copyOf(contacts);
  }

  /** Since when the coordinator hears what gateways send; empty = the broker is away. */
  Optional<Instant> listeningSince() {
    return listeningSince.map(Moment::instant);
  }
}
