package io.spikewatt.fleet.store;

import java.time.Instant;
import java.util.List;

/** Gateways that have enrolled. */
public final class GatewayRegister {

  /**
   * A gateway as it presented itself last.
   *
   * @param name common name of its certificate
   * @param features name of the inputs of the model that it trains
   * @param climate coarse group of its place, for example {@code Europe}
   * @param software version that it runs
   * @param seenAt when it was heard last
   */
  public record EnrolledGateway(
      String name, String features, String climate, String software, Instant seenAt) {}

  private final FleetDatabase database;

  GatewayRegister(FleetDatabase database) {
    this.database = database;
  }

  /** Enrols a gateway, or notes that it was heard again. */
  public void enrol(EnrolledGateway gateway) {
    String seen = gateway.seenAt().toString();
    database.update(
        "INSERT INTO gateway VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            + " features = excluded.features, climate = excluded.climate,"
            + " software = excluded.software, seen_at = excluded.seen_at",
        gateway.name(),
        gateway.features(),
        gateway.climate(),
        gateway.software(),
        seen,
        seen);
  }

  /** All of them, by name. */
  public List<EnrolledGateway> all() {
    return database.query(
        "SELECT name, features, climate, software, seen_at FROM gateway ORDER BY name",
        row ->
            new EnrolledGateway(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.parse(row.getString(5))));
  }
}
