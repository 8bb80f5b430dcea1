package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.store.FleetDatabase.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Records in a SQLite file: for one machine, and for a gateway's own store. */
public final class SqliteRecords implements StreamStore {

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS record (
        gateway TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
        revision INTEGER NOT NULL, value REAL NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (gateway, kind, at)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS stream_position (
        stream TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
      """;

  private final FleetDatabase database;

  private SqliteRecords(FleetDatabase database) {
    this.database = database;
  }

  /**
   * @param folder holds {@code records.db}
   */
  public static SqliteRecords open(Path folder) throws IOException {
    return new SqliteRecords(FleetDatabase.open(folder.resolve("records.db"), SCHEMA));
  }

  @Override
  public StoredBatch store(String gateway, List<QuarterRecord> rows) {
    return database.outcome(
        transaction -> write(transaction, List.of(new SiteRows(gateway, rows))));
  }

  @Override
  public StoredBatch storeFrom(StreamPosition reached, List<SiteRows> batches) {
    return database.outcome(
        transaction -> {
          transaction.update(
              "INSERT OR REPLACE INTO stream_position VALUES (?, ?)",
              reached.stream(),
              reached.next());
          return write(transaction, batches);
        });
  }

  @Override
  public OptionalLong nextOffset(String stream) {
    return database
        .query("SELECT next FROM stream_position WHERE stream = ?", row -> row.getLong(1), stream)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** Writes new and corrected rows. */
  private static StoredBatch write(Transaction transaction, List<SiteRows> batches)
      throws SQLException {
    int added = 0;
    int corrected = 0;
    int unchanged = 0;
    try (PreparedStatement known =
            transaction
                .connection()
                .prepareStatement(
                    "SELECT revision FROM record WHERE gateway = ? AND kind = ? AND at = ?");
        PreparedStatement write =
            transaction
                .connection()
                .prepareStatement("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)")) {
      for (SiteRows batch : batches) {
        for (QuarterRecord row : batch.rows()) {
          known.setString(1, batch.gateway());
          known.setString(2, row.kind());
          known.setLong(3, row.at().toEpochMilli());
          int before = -1;
          try (ResultSet found = known.executeQuery()) {
            if (found.next()) {
              before = found.getInt(1);
            }
          }
          if (row.revision() <= before) {
            unchanged++;
            continue;
          }
          if (before < 0) {
            added++;
          } else {
            corrected++;
          }
          write.setString(1, batch.gateway());
          write.setString(2, row.kind());
          write.setLong(3, row.at().toEpochMilli());
          write.setInt(4, row.revision());
          write.setDouble(5, row.value());
          write.setString(6, row.text());
          write.executeUpdate();
        }
      }
    }
    return new StoredBatch(added, corrected, unchanged);
  }

  @Override
  public List<QuarterRecord> read(String gateway, String kind, Instant from, Instant to) {
    return database.query(
        "SELECT at, revision, value, text FROM record"
            + " WHERE gateway = ? AND kind = ? AND at >= ? AND at < ? ORDER BY at",
        row ->
            new QuarterRecord(
                Instant.ofEpochMilli(row.getLong(1)),
                kind,
                row.getInt(2),
                row.getDouble(3),
                row.getString(4)),
        gateway,
        kind,
        from.toEpochMilli(),
        to.toEpochMilli());
  }

  @Override
  public void close() {
    database.close();
  }
}
