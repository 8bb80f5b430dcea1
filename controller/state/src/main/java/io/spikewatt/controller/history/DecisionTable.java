package io.spikewatt.controller.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The log of decisions in the history's file: one row for each decision, and one packed row a day
 * for older ones.
 */
final class DecisionTable {

  private DecisionTable() {}

  /** Writes decisions; each replaces one of the same time. */
  static void write(Connection connection, List<LoggedDecision> decisions) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO decision VALUES (?, ?, ?)")) {
      for (LoggedDecision decision : decisions) {
        insert.setLong(1, decision.at().toEpochMilli());
        insert.setBytes(2, PackedDocument.pack(decision.document()));
        insert.setInt(3, decision.unlogged());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Decisions from {@code from} to before {@code to}, in their order. */
  static List<LoggedDecision> read(Connection connection, Instant from, Instant to)
      throws SQLException {
    List<LoggedDecision> decisions = new ArrayList<>();
    SqlStatements.each(
        connection,
        "SELECT start, changes FROM decision_day WHERE start < ? AND stop > ?"
            + " AND typeof(changes) = 'blob' ORDER BY start",
        row ->
            PackedDocument.unpack(row.getBytes(2)).stream()
                .flatMap(String::lines)
                .flatMap(line -> decision(line).stream())
                .filter(found -> !found.at().isBefore(from) && found.at().isBefore(to))
                .forEach(decisions::add),
        to.toEpochMilli(),
        from.toEpochMilli());
    SqlStatements.each(
        connection,
        "SELECT at, document, unlogged FROM decision WHERE at >= ? AND at < ?"
            + " AND typeof(document) = 'blob' ORDER BY at",
        row -> {
          Instant at = Instant.ofEpochMilli(row.getLong(1));
          int unlogged = row.getInt(3);
          PackedDocument.unpack(row.getBytes(2))
              .map(document -> new LoggedDecision(at, document, unlogged))
              .ifPresent(decisions::add);
        },
        from.toEpochMilli(),
        to.toEpochMilli());
    return decisions;
  }

  /** One line of a day; empty if it is damaged. */
  private static Optional<LoggedDecision> decision(String line) {
    String[] words = line.split(" ", 3);
    try {
      return words.length == 3
          ? Optional.of(
              new LoggedDecision(
                  Instant.ofEpochMilli(Long.parseLong(words[0])),
                  words[2],
                  Integer.parseInt(words[1])))
          : Optional.empty();
    } catch (NumberFormatException damaged) {
      return Optional.empty();
    }
  }

  /** Replaces the decisions of a day by fewer ones. */
  static void thin(Connection connection, Instant from, Instant to, List<LoggedDecision> kept)
      throws SQLException {
    SqlStatements.change(
        connection,
        "DELETE FROM decision WHERE at >= ? AND at < ?",
        from.toEpochMilli(),
        to.toEpochMilli());
    String lines =
        kept.stream()
            .map(it -> it.at().toEpochMilli() + " " + it.unlogged() + " " + it.document())
            .collect(Collectors.joining("\n"));
    SqlStatements.change(
        connection,
        "INSERT OR REPLACE INTO decision_day VALUES (?, ?, ?)",
        from.toEpochMilli(),
        to.toEpochMilli(),
        PackedDocument.pack(lines));
  }

  /** End of the thinned-out decisions; empty = there are none. */
  static Optional<Instant> thinnedTo(Connection connection) throws SQLException {
    return SqlStatements.aggregate(
        connection,
        "SELECT stop FROM decision_day ORDER BY start DESC LIMIT 1",
        row -> Instant.ofEpochMilli(row.getLong(1)));
  }

  /** The first decision from a time on that is not thinned out; empty without one. */
  static Optional<Instant> firstWhole(Connection connection, Instant from) throws SQLException {
    return at(connection, "SELECT min(at) FROM decision WHERE at >= ?", from);
  }

  /** The last decision before a time that is not thinned out; empty without one. */
  static Optional<Instant> lastWhole(Connection connection, Instant before) throws SQLException {
    return at(connection, "SELECT max(at) FROM decision WHERE at < ?", before);
  }

  private static Optional<Instant> at(Connection connection, String sql, Instant bound)
      throws SQLException {
    return SqlStatements.aggregate(
        connection, sql, row -> Instant.ofEpochMilli(row.getLong(1)), bound.toEpochMilli());
  }

  /** Begin of the log; empty without a decision. */
  static Optional<Instant> first(Connection connection) throws SQLException {
    return Stream.of("SELECT min(at) FROM decision", "SELECT min(start) FROM decision_day")
        .map(
            sql ->
                HistoryUnreadable.orThrow(
                    () ->
                        SqlStatements.aggregate(
                            connection, sql, row -> Instant.ofEpochMilli(row.getLong(1)))))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }
}
