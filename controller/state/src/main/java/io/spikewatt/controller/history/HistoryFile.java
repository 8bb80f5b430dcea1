package io.spikewatt.controller.history;

import io.spikewatt.hal.store.PrivateFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.tinylog.Logger;

/** The history's SQLite file: opened, retried, or set aside. Not thread-safe. */
final class HistoryFile {

  /**
   * In the file's {@code user_version}; files before it have 0. New tables and series leave it, so
   * that the release before reads the file; a change that it would misread raises it.
   */
  static final int FORMAT = 1;

  private static final String SCHEMA =
      SlotTable.SCHEMA
          + """
      CREATE TABLE IF NOT EXISTS command (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS command_at ON command (at);
      CREATE TABLE IF NOT EXISTS in_force (
        key TEXT PRIMARY KEY, name TEXT NOT NULL, payload TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS decision (
        at INTEGER PRIMARY KEY, document BLOB NOT NULL, unlogged INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS backlog (
        number INTEGER PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS minute (
        hour INTEGER NOT NULL, series TEXT NOT NULL, block BLOB NOT NULL,
        PRIMARY KEY (hour, series)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS day (
        start INTEGER PRIMARY KEY, stop INTEGER NOT NULL, zone TEXT NOT NULL, totals TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS decision_day (
        start INTEGER PRIMARY KEY, stop INTEGER NOT NULL, changes BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS weather (
        issued INTEGER NOT NULL, source TEXT NOT NULL, quantity TEXT NOT NULL,
        start INTEGER NOT NULL, slot_s INTEGER NOT NULL, means BLOB NOT NULL,
        PRIMARY KEY (issued, source, quantity)) WITHOUT ROWID;
      """;

  /** 512 KiB. */
  private static final String SMALL_CACHE = "PRAGMA cache_size = -512";

  /** The lowest byte of SQLite's extended codes is the primary code. */
  private static final int PRIMARY_CODE = 0xFF;

  private final Path file;

  /** Empty while the file cannot be opened, and once the store is closed. */
  private Optional<Connection> opened;

  private boolean closed;

  private HistoryFile(Path file, Optional<Connection> opened) {
    this.file = file;
    this.opened = opened;
  }

  /** As {@link HistoryStore#open}. */
  static HistoryFile open(Path directory) {
    Path file = directory.resolve("history.db");
    try {
      return new HistoryFile(file, Optional.of(connect(file)));
    } catch (SQLException failed) {
      if (broken(failed)) {
        setAside(file, failed);
      } else {
        Logger.error("{} cannot be opened for now: {}", file, failed.getMessage());
      }
      return new HistoryFile(file, Optional.empty());
    }
  }

  /** Whether the file is no sound database, rather than temporarily inaccessible. */
  private static boolean broken(SQLException failed) {
    int code = failed.getErrorCode() & PRIMARY_CODE;
    return code == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_CORRUPT.code;
  }

  /** The first one stays for good, because it holds most; of later ones, only the last. */
  private static void setAside(Path file, SQLException why) {
    Path first = beside(file, ".broken");
    Path aside = Files.exists(first) ? beside(file, ".broken-again") : first;
    Logger.error("{} is no sound database ({}), set aside as {}", file, why.getMessage(), aside);
    try {
      for (String part : List.of("", "-wal", "-shm")) {
        Path kept = beside(file, part);
        if (Files.exists(kept)) {
          Files.move(kept, beside(aside, part), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      Logger.error("{} is no sound database and cannot be set aside: {}", file, e.getMessage());
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** The open file; opened now if that failed before. */
  Connection connection() throws SQLException {
    if (closed) {
      throw new SQLException(file + " is closed");
    }
    if (opened.isEmpty()) {
      opened = Optional.of(connect(file));
    }
    return opened.get();
  }

  /** Whether a connection is open now. */
  boolean isOpen() {
    return opened.isPresent() && !closed;
  }

  /** As {@link HistoryStore#reading}. */
  static HistoryFile reading(Path directory) throws IOException {
    Path file = directory.resolve("history.db");
    requireRegular(directory);
    if (!Files.isReadable(file)) {
      throw new FileNotFoundException(file + " is not there, or may not be read");
    }
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setReadOnly(true);
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        format(statement, file);
        statement.execute(SMALL_CACHE);
        statement.executeQuery("SELECT 1 FROM slot LIMIT 1").close();
        if (!SlotTable.hasRecent(statement)) {
          statement.execute(SlotTable.NONE_RECENT);
        }
        return new HistoryFile(file, Optional.of(connection));
      } catch (SQLException broken) {
        connection.close();
        throw broken;
      }
    } catch (SQLException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Another connection to the same file, for reading only. */
  HistoryFile reader() throws IOException {
    return reading(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /**
   * Refuses anything but a regular file: opening a pipe would wait for its writer.
   *
   * @throws IOException names the kind of the file; not if there is none
   */
  static void requireRegular(Path directory) throws IOException {
    for (String part : List.of("", "-wal", "-shm")) {
      Path file = beside(directory.resolve("history.db"), part);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        String found = Files.isDirectory(file) ? "a directory" : "a pipe, a socket or a device";
        throw new IOException(
            "%s: expected a regular file, found %s: move it away, and start again"
                .formatted(file, found));
      }
    }
  }

  /** SQLite would make it readable for all; its other files take their modes from this one. */
  private static void makePrivate(Path file) {
    if (!Files.exists(file)) {
      try {
        PrivateFiles.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))
            .close();
      } catch (IOException e) {
        Logger.debug("SQLite says what is wrong: {}", e);
      }
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      PrivateFiles.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new SQLException(directory + " is no directory", e);
    } catch (IOException e) {
      throw new SQLException(directory + " cannot be made: " + e.getMessage(), e);
    }
    try {
      requireRegular(directory);
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), e);
    }
    makePrivate(file);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      int format = format(statement, file);
      statement.execute("PRAGMA journal_mode = WAL");
      // An answered command must outlive a power cut; NORMAL syncs at checkpoints only.
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(SMALL_CACHE);
      for (String sql : SCHEMA.split(";\n")) {
        statement.execute(sql);
      }
      if (format < FORMAT) {
        statement.execute("PRAGMA user_version = " + FORMAT);
      }
      try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
        if (!check.next() || !"ok".equals(check.getString(1))) {
          throw new SQLException("quick_check failed", null, SQLiteErrorCode.SQLITE_CORRUPT.code);
        }
      }
      return connection;
    } catch (SQLException broken) {
      connection.close();
      throw broken;
    }
  }

  /** Format of an open file; throws if a newer release wrote it, which leaves it unchanged. */
  private static int format(Statement statement, Path file) throws SQLException {
    try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
      int format = version.next() ? version.getInt(1) : 0;
      if (format > FORMAT) {
        throw new SQLException(
            "%s: expected format %d or older, found %d: a newer release wrote it, install that one"
                .formatted(file, FORMAT, format));
      }
      return format;
    }
  }

  /**
   * Copies the content of an open file, as of one moment, while others write.
   *
   * @param target does not exist, or is empty
   */
  void copy(Path target) throws SQLException {
    try (PreparedStatement copy = connection().prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    }
  }

  void close() {
    closed = true;
    try {
      if (opened.isPresent()) {
        opened.get().close();
      }
    } catch (SQLException e) {
      Logger.warn("closing the history: {}", e.getMessage());
    }
  }
}
