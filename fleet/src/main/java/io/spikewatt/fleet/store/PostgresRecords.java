package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.store.FleetDatabase.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Records of a fleet in PostgreSQL: a hypertable where the database has the extension TimescaleDB,
 * a plain table otherwise. A call that finds its connection broken connects anew once. Safe for use
 * by many threads and by many processes.
 */
public final class PostgresRecords implements StreamStore {

  private static final String PREFIX = "jdbc:postgresql:";

  /** Two processes that start at once must not both make the table. */
  private static final String ONE_STARTS = "SELECT pg_advisory_xact_lock(7346101)";

  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS site_record (
        gateway text NOT NULL, kind text NOT NULL, at timestamptz NOT NULL,
        revision integer NOT NULL, value double precision NOT NULL, text text NOT NULL,
        PRIMARY KEY (gateway, kind, at))
      """;

  private static final String POSITIONS =
      """
      CREATE TABLE IF NOT EXISTS stream_position (
        stream text PRIMARY KEY, next bigint NOT NULL)
      """;

  private static final String REACHED =
      "INSERT INTO stream_position (stream, next) VALUES (?, ?)"
          + " ON CONFLICT (stream) DO UPDATE SET next = excluded.next";

  private static final String HYPERTABLE =
      """
      SELECT create_hypertable('site_record', by_range('at', INTERVAL '7 days'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true)
      """;

  private static final String INSERT =
      "INSERT INTO site_record (revision, value, text, gateway, kind, at)"
          + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (gateway, kind, at) DO NOTHING";

  private static final String CORRECT =
      "UPDATE site_record AS kept SET revision = sent.revision, value = sent.value, text ="
          + " sent.text FROM (SELECT ?::integer AS revision, ?::double precision AS value, ?::text"
          + " AS text) AS sent WHERE kept.gateway = ? AND kept.kind = ? AND kept.at = ? AND"
          + " kept.revision < sent.revision";

  private static final String SELECT =
      "SELECT at, revision, value, text FROM site_record"
          + " WHERE gateway = ? AND kind = ? AND at >= ? AND at < ? ORDER BY at";

  private final String url;
  private final Optional<Path> passwordFile;
  private @Nullable Connection open;

  /** Whether the table is known to be there. */
  private boolean prepared;

  private PostgresRecords(String url, Optional<Path> passwordFile) {
    this.url = url;
    this.passwordFile = passwordFile;
  }

  /**
   * Connects, and makes the table where it is missing.
   *
   * @param url {@code jdbc:postgresql://host/database?user=name}, with further parameters of the
   *     driver, but no password
   * @param passwordFile its first line is the password; read at each connect
   * @throws IllegalArgumentException for another URL, or one that holds a password
   * @throws IOException if the database cannot be reached or refuses
   */
  public static PostgresRecords open(String url, Optional<Path> passwordFile) throws IOException {
    return opened(url, passwordFile, false);
  }

  /**
   * As {@link #open}, for records that were in use before a restart: a database that cannot be
   * reached now is connected by a later call.
   */
  public static PostgresRecords reopen(String url, Optional<Path> passwordFile) throws IOException {
    return opened(url, passwordFile, true);
  }

  private static PostgresRecords opened(String url, Optional<Path> passwordFile, boolean mayBeAway)
      throws IOException {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException("records: " + PREFIX + "//host/database expected");
    }
    if (url.contains("password=") || url.replaceFirst("\\?.*", "").contains("@")) {
      throw new IllegalArgumentException(
          "records: a password in a file expected, found one in the URL");
    }
    PostgresRecords records = new PostgresRecords(url, passwordFile);
    try {
      boolean _ = records.within(_ -> true);
    } catch (UncheckedIOException e) {
      if (!mayBeAway || !away(e)) {
        throw e.getCause();
      }
      Logger.warn("{}; later calls try again", e.getMessage());
    }
    return records;
  }

  /** Makes the table where it is missing. */
  private void prepare(Connection connection) throws SQLException {
    boolean hypertable = makeTable(connection);
    connection.commit();
    prepared = true;
    Logger.info(
        "records are in {}, in a {}",
        place(),
        hypertable ? "hypertable" : "plain table: the database lacks the extension TimescaleDB");
  }

  /** Returns whether the table is a hypertable. */
  private static boolean makeTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(ONE_STARTS);
      statement.execute(TABLE);
      statement.execute(POSITIONS);
      try (ResultSet found =
          statement.executeQuery("SELECT FROM pg_extension WHERE extname = 'timescaledb'")) {
        if (!found.next()) {
          return false;
        }
      }
      statement.execute(HYPERTABLE);
      return true;
    }
  }

  @Override
  public StoredBatch store(String gateway, List<QuarterRecord> rows) {
    return within(transaction -> write(transaction, List.of(new SiteRows(gateway, rows))));
  }

  @Override
  public StoredBatch storeFrom(StreamPosition reached, List<SiteRows> batches) {
    return within(
        transaction -> {
          StoredBatch written = write(transaction, batches);
          transaction.update(REACHED, reached.stream(), reached.next());
          return written;
        });
  }

  @Override
  public OptionalLong nextOffset(String stream) {
    return within(
            transaction ->
                transaction.rows(
                    "SELECT next FROM stream_position WHERE stream = ?",
                    row -> row.getLong(1),
                    stream))
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** One row and whose it is. */
  private record SiteRow(String gateway, QuarterRecord row) {}

  /**
   * Inserts missing rows, then corrects the others. Each statement locks the row that it judges, so
   * a batch that another process stores meanwhile cannot lower a revision. Rows are sorted, so that
   * two such batches wait for each other in one order.
   */
  private static StoredBatch write(Transaction transaction, List<SiteRows> batches)
      throws SQLException {
    List<SiteRow> sorted =
        batches.stream()
            .flatMap(batch -> batch.rows().stream().map(row -> new SiteRow(batch.gateway(), row)))
            .sorted(
                Comparator.comparing(SiteRow::gateway)
                    .thenComparing(row -> row.row().kind())
                    .thenComparing(row -> row.row().at()))
            .toList();
    List<SiteRow> known = new ArrayList<>();
    int[] inserted = changed(transaction, INSERT, sorted);
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] == 0) {
        known.add(sorted.get(i));
      }
    }
    int corrected = 0;
    for (int count : changed(transaction, CORRECT, known)) {
      corrected += count;
    }
    return new StoredBatch(sorted.size() - known.size(), corrected, known.size() - corrected);
  }

  /** Runs a statement for each row; returns how many rows of the table each changed. */
  private static int[] changed(Transaction transaction, String sql, List<SiteRow> rows)
      throws SQLException {
    try (PreparedStatement statement = transaction.connection().prepareStatement(sql)) {
      for (SiteRow site : rows) {
        QuarterRecord row = site.row();
        statement.setInt(1, row.revision());
        statement.setDouble(2, row.value());
        statement.setString(3, storable(row.text()));
        statement.setString(4, site.gateway());
        statement.setString(5, storable(row.kind()));
        statement.setObject(6, time(row.at()));
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  @Override
  public List<QuarterRecord> read(String gateway, String kind, Instant from, Instant to) {
    return within(
        transaction ->
            transaction.rows(
                SELECT,
                row ->
                    new QuarterRecord(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        kind,
                        row.getInt(2),
                        row.getDouble(3),
                        row.getString(4)),
                gateway,
                storable(kind),
                time(from),
                time(to)));
  }

  /** Milliseconds, as a message has them. */
  private static OffsetDateTime time(Instant at) {
    return Instant.ofEpochMilli(at.toEpochMilli()).atOffset(ZoneOffset.UTC);
  }

  /** PostgreSQL refuses the character 0, which would keep a gateway sending for ever. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /** Repeats the work where the connection of an earlier call turns out to be lost. */
  private synchronized <T> T within(FleetDatabase.Outcome<T> work) {
    boolean kept = open != null;
    try {
      return once(work);
    } catch (SQLException e) {
      if (!kept || !connectionLost(e)) {
        throw failed(e);
      }
    }
    try {
      return once(work);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Leaves no connection behind where the work fails. */
  private <T> T once(FleetDatabase.Outcome<T> work) throws SQLException {
    Connection connection = open != null ? open : connect();
    open = null;
    boolean done = false;
    try {
      if (!prepared) {
        prepare(connection);
      }
      T result = work.apply(new Transaction(connection));
      connection.commit();
      done = true;
      open = connection;
      return result;
    } finally {
      if (!done) {
        closeQuietly(connection);
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("connectTimeout", "5");
    settings.setProperty("socketTimeout", "60");
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("ApplicationName", "spikewatt-fleet");
    if (passwordFile.isPresent()) {
      try {
        List<String> lines = Files.readAllLines(passwordFile.get());
        settings.setProperty("password", lines.isEmpty() ? "" : lines.getFirst());
      } catch (IOException e) {
        throw new SQLException("no password: " + e, e);
      }
    }
    Connection connection = DriverManager.getConnection(url, settings);
    try (Statement statement = connection.createStatement()) {
      // A row that is answered has to outlive a power cut, whatever the database's usual setting.
      statement.execute("SET synchronous_commit = on");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private static boolean away(UncheckedIOException failed) {
    IOException cause = failed.getCause();
    return cause != null
        && cause.getCause() instanceof SQLException reason
        && connectionLost(reason);
  }

  /** Classes of SQLSTATE: connection exception, and a server that is shut down or starts. */
  private static boolean connectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.debug(e, "closing a connection to the records");
    }
  }

  private UncheckedIOException failed(SQLException e) {
    String text = place() + ": " + e.getMessage();
    return new UncheckedIOException(text, new IOException(text, e));
  }

  private String place() {
    return url.replaceFirst("\\?.*", "");
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      closeQuietly(open);
      open = null;
    }
  }
}
