package io.spikewatt.fleet.store;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.GatewayCondition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Times of the last contacts with gateways, and their reported conditions. */
public final class ContactRegister {

  /**
   * A report as it arrived.
   *
   * @param arrivedAt by the coordinator's clock
   */
  public record ReportedCondition(GatewayCondition condition, Instant arrivedAt) {}

  /**
   * The last contact with a gateway.
   *
   * @param heardAt when its last message arrived, or its connection ended
   * @param connectedSince when it said hello on this connection; empty = it is not connected, as
   *     far as the coordinator knows
   * @param recordsTo time of its newest record; empty = none has arrived
   * @param reported its newest condition; empty = it has shared none
   */
  public record GatewayContact(
      Instant heardAt,
      Optional<Instant> connectedSince,
      Optional<Instant> recordsTo,
      Optional<ReportedCondition> reported) {

    /** Contact of a gateway that was heard and has reported nothing. */
    public static GatewayContact first(Instant heardAt) {
      return new GatewayContact(heardAt, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same gateway heard again. */
    public GatewayContact heard(Instant now) {
      return new GatewayContact(now, connectedSince, recordsTo, reported);
    }

    /** The same gateway on another connection, or on none. */
    public GatewayContact connected(Optional<Instant> since) {
      return new GatewayContact(heardAt, since, recordsTo, reported);
    }
  }

  private final FleetDatabase database;

  ContactRegister(FleetDatabase database) {
    this.database = database;
  }

  public void keep(String gateway, GatewayContact contact) {
    database.update(
        "INSERT OR REPLACE INTO gateway_contact VALUES (?, ?, ?, ?, ?, ?)",
        gateway,
        contact.heardAt.toString(),
        text(contact.connectedSince),
        text(contact.recordsTo),
        bytes(contact.reported),
        text(contact.reported.map(ReportedCondition::arrivedAt)));
  }

  private static byte @Nullable [] bytes(Optional<ReportedCondition> reported) {
    return reported.isPresent() ? reported.get().condition().encoded() : null;
  }

  private static @Nullable String text(Optional<Instant> at) {
    return at.isPresent() ? at.get().toString() : null;
  }

  /** All of them, by the gateway's name. */
  public Map<String, GatewayContact> all() {
    return database
        .query(
            "SELECT name, heard_at, connected_since, records_to, condition, condition_at"
                + " FROM gateway_contact",
            row -> Map.entry(row.getString(1), contact(row)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static GatewayContact contact(ResultSet row) throws SQLException {
    return new GatewayContact(
        Instant.parse(row.getString(2)), instant(row, 3), instant(row, 4), reported(row));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).map(Instant::parse);
  }

  private static Optional<ReportedCondition> reported(ResultSet row) throws SQLException {
    byte[] body = row.getBytes(5);
    Optional<Instant> at = instant(row, 6);
    if (body == null || at.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ReportedCondition(GatewayCondition.decoded(body), at.get()));
    } catch (MalformedMessage _) {
      // Of another version of the coordinator: the next report is not far.
      return Optional.empty();
    }
  }
}
