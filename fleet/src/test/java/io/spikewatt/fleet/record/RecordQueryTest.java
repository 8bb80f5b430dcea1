package io.spikewatt.fleet.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.store.PostgresRecords;
import io.spikewatt.fleet.store.RecordQuery;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data warehouse reads of both stores. */
final class RecordQueryTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder = Path.of("");

  private static QuarterRecord load(long millis, double value) {
    return new QuarterRecord(NOON.plusMillis(millis), "load-w", 1, value, "text");
  }

  private static void fill(RecordStore store) {
    store.store("home1", List.of(load(0, 500), load(900_000, 510), load(1_800_123, 520)));
    store.store("home.2", List.of(load(0, 7)));
    store.store("home-3", List.of(load(0, 8)));
  }

  private static void check(String url, Properties settings) throws SQLException {
    RecordQuery query = RecordQuery.of(url);
    try (Connection connection = DriverManager.getConnection(url, settings)) {
      Instant to = NOON.plusMillis(1_800_123);
      String inside =
          "SELECT gateway, at, revision, value, text FROM (%s) AS rows WHERE %s ORDER BY gateway, at"
              .formatted(query.rows(NOON, to), RecordQuery.among(List.of("home1", "home.2")));
      long noon = NOON.toEpochMilli();
      assertEquals(
          List.of(
              "home.2 " + noon + " 1 7 text",
              "home1 " + noon + " 1 500 text",
              "home1 " + (noon + 900_000) + " 1 510 text"),
          lines(connection, inside));
      assertEquals(
          List.of("home-3 " + noon, "home.2 " + noon, "home1 " + (noon + 1_800_123)),
          lines(connection, query.gateways(to.plusMillis(1)) + " ORDER BY gateway"));
      assertEquals(
          "home1 " + (noon + 900_000),
          lines(connection, query.gateways(to) + " ORDER BY gateway").getLast());
    }
  }

  private static List<String> lines(Connection connection, String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        String line = row.getString(1) + " " + row.getLong(2);
        if (row.getMetaData().getColumnCount() > 2) {
          line += " %d %.0f %s".formatted(row.getInt(3), row.getDouble(4), row.getString(5));
        }
        lines.add(line);
      }
    }
    return lines;
  }

  @Test
  void rows_of_a_sqlite_file_are_found_by_time_and_gateway() throws Exception {
    try (RecordStore store = SqliteRecords.open(folder)) {
      fill(store);
      check("jdbc:sqlite:" + folder.resolve("records.db"), new Properties());
    }
  }

  @Test
  void rows_of_a_postgresql_database_are_found_by_time_and_gateway() throws Exception {
    Assumptions.assumeTrue(PostgresServer.installed(), "SKIPPED: no PostgreSQL 17");
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.newDatabase();
      try (RecordStore store = PostgresRecords.open(url, Optional.of(server.passwordFile()))) {
        fill(store);
      }
      Properties settings = new Properties();
      settings.setProperty("password", Files.readAllLines(server.passwordFile()).getFirst());
      check(url, settings);
    }
  }

  @Test
  void a_name_that_no_gateway_may_have_never_becomes_sql() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RecordQuery.among(List.of("home1", "x') OR ('' = '")));
    assertThrows(IllegalArgumentException.class, () -> RecordQuery.of("jdbc:mysql://host/db"));
  }
}
