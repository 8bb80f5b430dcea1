package io.spikewatt.controller.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements with their parameters on the history's file; each is closed at its end. */
final class SqlStatements {
  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes one row after the other. */
  @FunctionalInterface
  interface Rows {
    void take(ResultSet row) throws SQLException;
  }

  private SqlStatements() {}

  static void each(Connection connection, String sql, Rows rows, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      fill(select, parameters);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.take(found);
        }
      }
    }
  }

  static <T> List<T> list(Connection connection, String sql, Row<T> row, Object... parameters)
      throws SQLException {
    List<T> list = new ArrayList<>();
    each(connection, sql, found -> list.add(row.read(found)), parameters);
    return list;
  }

  /** An aggregate of all rows; empty if there are none. */
  static <T> Optional<T> aggregate(
      Connection connection, String sql, Row<T> row, Object... parameters) throws SQLException {
    List<T> list = new ArrayList<>();
    Rows known =
        found -> list.addAll(found.getObject(1) == null ? List.of() : List.of(row.read(found)));
    each(connection, sql, known, parameters);
    return list.stream().findFirst();
  }

  /** Number of rows that a statement changes. */
  static int change(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement change = connection.prepareStatement(sql)) {
      fill(change, parameters);
      return change.executeUpdate();
    }
  }

  private static void fill(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
