package io.spikewatt.fleet.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.fleet.store.PostgresRecords;
import io.spikewatt.fleet.testing.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same in a database that has TimescaleDB. */
final class TimescaleRecordsTest extends PostgresRecordsTest {

  private static final String ONE_HYPERTABLE =
      "SELECT 1 / count(*) FROM timescaledb_information.hypertables"
          + " WHERE hypertable_name = 'site_record'";

  @BeforeEach
  void addExtension() throws SQLException {
    Assumptions.assumeTrue(PostgresServer.hasTimescale(), "SKIPPED: no TimescaleDB");
    server().execute(url(), "CREATE EXTENSION timescaledb");
  }

  @Test
  void the_table_is_a_hypertable() throws Exception {
    try (PostgresRecords store = open()) {
      store.store("home1", List.of(load(0, 0, 500)));
      // Fails with a division by zero where there is none.
      server().execute(url(), ONE_HYPERTABLE);
    }
  }

  @Test
  void a_plain_table_becomes_a_hypertable_with_its_rows() throws Exception {
    server().execute(url(), "DROP EXTENSION timescaledb");
    try (PostgresRecords store = open()) {
      store.store("home1", List.of(load(0, 0, 500), load(1, 2, 510)));
    }
    server().execute(url(), "CREATE EXTENSION timescaledb");
    try (PostgresRecords store = open()) {
      assertEquals(List.of(load(0, 0, 500), load(1, 2, 510)), loads(store, "home1"));
      server().execute(url(), ONE_HYPERTABLE);
    }
  }
}
