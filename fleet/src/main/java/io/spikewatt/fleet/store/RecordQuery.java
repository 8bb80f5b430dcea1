package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.FleetTopics;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * SQL for programs that read the records of many sites at once, as a data warehouse does. Columns:
 * gateway, kind, at (milliseconds since 1970), revision, value, text.
 *
 * @param table of the records
 * @param millis expression of a row's time
 * @param time expression of a time; {@code %d} is its milliseconds
 */
public record RecordQuery(String table, String millis, String time) {

  private static final RecordQuery SQLITE = new RecordQuery("record", "at", "%d");

  private static final RecordQuery POSTGRES =
      new RecordQuery(
          "site_record",
          "CAST(extract(epoch FROM at) * 1000 AS bigint)",
          "to_timestamp(%d / 1000.0)");

  /**
   * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/DATABASE}
   * @throws IllegalArgumentException for another one
   */
  public static RecordQuery of(String url) {
    if (url.startsWith("jdbc:sqlite:")) {
      return SQLITE;
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return POSTGRES;
    }
    throw new IllegalArgumentException(
        "records: jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE expected, found " + url);
  }

  /**
   * Each gateway that has a row, and the time of its newest.
   *
   * @param to rows from then on do not count: a gateway's clock may be ahead
   */
  public String gateways(Instant to) {
    return "SELECT gateway, max(%s) AS at FROM %s WHERE at < %s GROUP BY gateway"
        .formatted(millis, table, time.formatted(to.toEpochMilli()));
  }

  /**
   * Rows of a span of time.
   *
   * @param from first time
   * @param to time before which they end
   */
  public String rows(Instant from, Instant to) {
    return "SELECT gateway, kind, %s AS at, revision, value, text FROM %s WHERE at >= %s AND at < %s"
        .formatted(
            millis, table, time.formatted(from.toEpochMilli()), time.formatted(to.toEpochMilli()));
  }

  /**
   * Condition that selects gateways.
   *
   * @throws IllegalArgumentException if one has a name that no gateway may have
   */
  public static String among(Collection<String> gateways) {
    for (String gateway : gateways) {
      if (!FleetTopics.valid(gateway)) {
        throw new IllegalArgumentException("no gateway may be called " + gateway);
      }
    }
    return gateways.stream().collect(Collectors.joining("', '", "gateway IN ('", "')"));
  }
}
