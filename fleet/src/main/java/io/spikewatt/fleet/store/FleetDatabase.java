package io.spikewatt.fleet.store;

import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite file of the fleet. Every change is one transaction that is on the disk when it returns,
 * so that a process that is killed leaves each step done or not begun. Safe for use by many
 * threads.
 */
public final class FleetDatabase implements AutoCloseable {

  /** Changes rows inside a transaction. */
  @FunctionalInterface
  interface Change {
    void apply(Transaction transaction) throws SQLException;
  }

  /** Changes rows inside a transaction, and says what came of it. */
  @FunctionalInterface
  interface Outcome<T> {
    T apply(Transaction transaction) throws SQLException;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Statements of one transaction. */
  record Transaction(Connection connection) {

    <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, parameters);
        List<T> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            rows.add(reader.read(found));
          }
        }
        return rows;
      }
    }

    /**
     * Runs one statement.
     *
     * @param parameters null = NULL
     * @return number of rows that it changed
     */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, parameters);
        return statement.executeUpdate();
      }
    }

    private static void set(PreparedStatement statement, @Nullable Object... parameters)
        throws SQLException {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
    }
  }

  private final Path file;
  private final Connection connection;

  private FleetDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a file, and makes it and its tables where they are missing.
   *
   * @param schema statements that may be repeated, each ended by a semicolon and a line's end
   */
  static FleetDatabase open(Path file, String schema) throws IOException {
    PrivateFiles.createDirectories(
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a folder"));
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA busy_timeout = 5000");
        for (String sql : schema.split(";\n")) {
          statement.execute(sql);
        }
      }
      connection.setAutoCommit(false);
      return new FleetDatabase(file, connection);
    } catch (SQLException e) {
      throw new IOException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Applies a change as a whole or not at all. */
  void change(Change change) {
    boolean _ =
        outcome(
            open -> {
              change.apply(open);
              return true;
            });
  }

  /** As {@link #change}, with a value. */
  synchronized <T> T outcome(Outcome<T> change) {
    try {
      T value = change.apply(new Transaction(connection));
      connection.commit();
      return value;
    } catch (SQLException e) {
      rollBack(e);
      throw failed(e);
    } catch (RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  /**
   * Applies one statement.
   *
   * @param parameters null = NULL
   * @return number of rows that it changed
   */
  int update(String sql, @Nullable Object... parameters) {
    return outcome(open -> open.update(sql, parameters));
  }

  private void rollBack(Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
    return outcome(open -> open.rows(sql, reader, parameters));
  }

  /** The first row of a query; empty = it has none. */
  <T> Optional<T> first(String sql, RowReader<T> reader, Object... parameters) {
    return query(sql, reader, parameters).stream().findFirst();
  }

  private UncheckedIOException failed(SQLException e) {
    return new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
