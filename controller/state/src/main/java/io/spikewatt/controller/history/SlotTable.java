package io.spikewatt.controller.history;

import io.spikewatt.hal.time.Timestamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The means of quarter hours in the history's file. Those of the last day lie together in {@code
 * recent_slot}, by time, so that a quarter hour changes one page rather than one of each series.
 * Once a day, and at an orderly end, they move to {@code slot}, which is by series. A mean is in
 * one of the two.
 */
final class SlotTable {

  static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS slot (
        series TEXT NOT NULL, start INTEGER NOT NULL, value REAL NOT NULL,
        PRIMARY KEY (series, start)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS recent_slot (
        start INTEGER NOT NULL, series TEXT NOT NULL, value REAL NOT NULL,
        PRIMARY KEY (start, series)) WITHOUT ROWID;
      """;

  /** What releases before did not have, for reading their files. */
  static final String NONE_RECENT =
      """
      CREATE TEMP TABLE recent_slot (
        start INTEGER NOT NULL, series TEXT NOT NULL, value REAL NOT NULL)""";

  private static final Duration RECENT = Duration.ofDays(1);

  /** No mean of a slot is larger: powers in W, percentages, prices. */
  private static final double LARGEST = 1e12;

  /** A damaged row does not count: the file may be a sound database all the same. */
  private static final String SOUND =
      " AND typeof(start) = 'integer' AND start >= 0 AND start < "
          + Timestamp.END.getEpochSecond()
          + " AND typeof(value) = 'real' AND abs(value) <= "
          + LARGEST;

  private static final String IN_SPAN = " WHERE series = ?1 AND start >= ?2 AND start < ?3" + SOUND;

  private static final String READ =
      "SELECT start, value FROM slot"
          + IN_SPAN
          + " UNION ALL SELECT start, value FROM recent_slot"
          + IN_SPAN
          + " ORDER BY start";

  /** A step in the index for each series; DISTINCT would read years of slots. */
  private static final String EACH_SERIES =
      """
      WITH RECURSIVE each(series) AS (
        SELECT min(series) FROM slot
        UNION ALL
        SELECT (SELECT min(series) FROM slot WHERE series > each.series) FROM each
        WHERE each.series IS NOT NULL)
      SELECT series FROM each WHERE series IS NOT NULL
      UNION SELECT series FROM recent_slot ORDER BY series""";

  private static final String OLDER = "SELECT start FROM slot WHERE series = ?1" + SOUND;

  /** Two steps in the index, and the day beside. */
  private static final String SPAN =
      """
      SELECT min(first), max(last) FROM (
        SELECT (%1$s ORDER BY start LIMIT 1) AS first, (%1$s ORDER BY start DESC LIMIT 1) AS last
        UNION ALL
        SELECT min(start), max(start) FROM recent_slot WHERE series = ?1%2$s)"""
          .formatted(OLDER, SOUND);

  private static final String HIGHEST =
      """
      SELECT max(value) FROM (
        SELECT value FROM slot WHERE series = ?1%1$s
        UNION ALL SELECT value FROM recent_slot WHERE series = ?1%1$s)"""
          .formatted(SOUND);

  private SlotTable() {}

  /** Whether a file has them; those of releases before do not. */
  static boolean hasRecent(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'recent_slot'")) {
      return found.next();
    }
  }

  /** Whole means replace those on record, those of a part do not. */
  static void write(Connection connection, List<SlotMean> means) throws SQLException {
    try (PreparedStatement forget =
            connection.prepareStatement("DELETE FROM slot WHERE series = ? AND start = ?");
        PreparedStatement replace =
            connection.prepareStatement("INSERT OR REPLACE INTO recent_slot VALUES (?, ?, ?)");
        PreparedStatement complete =
            connection.prepareStatement(
                "INSERT OR IGNORE INTO recent_slot SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
                    + " (SELECT 1 FROM slot WHERE series = ?2 AND start = ?1)")) {
      for (SlotMean mean : means) {
        if (mean.isWhole()) {
          forget.setString(1, mean.series());
          forget.setLong(2, mean.start().getEpochSecond());
          forget.addBatch();
        }
        PreparedStatement insert = mean.isWhole() ? replace : complete;
        insert.setLong(1, mean.start().getEpochSecond());
        insert.setString(2, mean.series());
        insert.setDouble(3, mean.value());
        insert.addBatch();
      }
      forget.executeBatch();
      replace.executeBatch();
      complete.executeBatch();
    }
  }

  /**
   * Moves the recent means to their series once a day.
   *
   * @param written last; the earliest of them is of the present, since prices lie ahead
   */
  static void settleDaily(Connection connection, List<SlotMean> written) throws SQLException {
    Optional<Instant> present =
        written.stream().map(SlotMean::start).min(Comparator.naturalOrder());
    Optional<Instant> oldest =
        SqlStatements.aggregate(
            connection,
            "SELECT min(start) FROM recent_slot",
            row -> Instant.ofEpochSecond(row.getLong(1)));
    boolean due =
        present.isPresent()
            && oldest.filter(first -> !first.isAfter(present.get().minus(RECENT))).isPresent();
    if (due) {
      settle(connection);
    }
  }

  /** Moves the recent means to their series. */
  static void settle(Connection connection) throws SQLException {
    SqlStatements.change(
        connection,
        "INSERT OR REPLACE INTO slot SELECT series, start, value FROM recent_slot"
            + " ORDER BY series, start");
    SqlStatements.change(connection, "DELETE FROM recent_slot");
  }

  /**
   * Means of a series from {@code from} to before {@code to}, by their start; a damaged file may
   * have them in another order, or others among them.
   */
  static void each(
      Connection connection, String series, long from, long to, SqlStatements.Rows rows)
      throws SQLException {
    SqlStatements.each(connection, READ, rows, series, from, to);
  }

  /** Names of all series, in their order. */
  static List<String> series(Connection connection) throws SQLException {
    return SqlStatements.list(connection, EACH_SERIES, row -> row.getString(1));
  }

  /** Starts of a series' first and last mean; empty without any. */
  static Optional<HistoryStore.Span> span(Connection connection, String series)
      throws SQLException {
    return SqlStatements.aggregate(
        connection,
        SPAN,
        row ->
            new HistoryStore.Span(
                Instant.ofEpochSecond(row.getLong(1)), Instant.ofEpochSecond(row.getLong(2))),
        series);
  }

  /** Highest mean of a series; empty without any. */
  static OptionalDouble highest(Connection connection, String series) throws SQLException {
    return SqlStatements.aggregate(connection, HIGHEST, row -> row.getDouble(1), series).stream()
        .mapToDouble(value -> value)
        .findFirst();
  }
}
