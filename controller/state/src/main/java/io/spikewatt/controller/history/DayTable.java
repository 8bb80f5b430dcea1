package io.spikewatt.controller.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Totals of ended days in the history's file, with a row for each local day. A row is a sum of
 * quarter hours: a change of one of them deletes it in the same transaction, and it is made again.
 */
final class DayTable {

  /** Upper bound of the length of a local day. */
  private static final Duration LONGEST = Duration.ofDays(2);

  private DayTable() {}

  /** Days of a zone that begin from {@code from} to before {@code to}, by their start. */
  static NavigableMap<Instant, DayTotals> read(
      Connection connection, ZoneId zone, Instant from, Instant to) throws SQLException {
    NavigableMap<Instant, DayTotals> days = new TreeMap<>();
    SqlStatements.each(
        connection,
        "SELECT start, stop, totals FROM day WHERE start >= ? AND start < ? AND zone = ?"
            + " AND typeof(totals) = 'text'",
        row -> {
          Instant start = Instant.ofEpochSecond(row.getLong(1));
          Optional<DayTotals> day =
              DayTotals.unpack(start, Instant.ofEpochSecond(row.getLong(2)), row.getString(3));
          day.ifPresent(sound -> days.put(start, sound));
        },
        from.getEpochSecond(),
        to.getEpochSecond(),
        zone.getId());
    return days;
  }

  /** Starts of a zone's days on record, in their order. */
  static List<Instant> starts(Connection connection, ZoneId zone) throws SQLException {
    return SqlStatements.list(
        connection,
        "SELECT start FROM day WHERE zone = ? AND typeof(totals) = 'text' ORDER BY start",
        row -> Instant.ofEpochSecond(row.getLong(1)),
        zone.getId());
  }

  /** Replaces all days that overlap with these, also those of other zones. */
  static void write(Connection connection, ZoneId zone, List<DayTotals> days) throws SQLException {
    for (DayTotals day : days) {
      SqlStatements.change(
          connection,
          "DELETE FROM day WHERE start > ? AND start < ? AND stop > ?",
          day.start().minus(LONGEST).getEpochSecond(),
          day.end().getEpochSecond(),
          day.start().getEpochSecond());
      SqlStatements.change(
          connection,
          "INSERT INTO day VALUES (?, ?, ?, ?)",
          day.start().getEpochSecond(),
          day.end().getEpochSecond(),
          zone.getId(),
          day.pack());
    }
  }

  /** Deletes the days of slots that were written. */
  static void forget(Connection connection, List<SlotMean> written) throws SQLException {
    List<Long> starts =
        written.stream().map(mean -> mean.start().getEpochSecond()).distinct().toList();
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM day WHERE start ="
                + " (SELECT max(start) FROM day WHERE start <= ?) AND stop > ?")) {
      for (long start : starts) {
        delete.setLong(1, start);
        delete.setLong(2, start);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }
}
