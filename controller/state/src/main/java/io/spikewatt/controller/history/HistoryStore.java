package io.spikewatt.controller.history;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/**
 * Slot means, minutes, decisions, the ids of executed commands and messages that wait for the
 * broker in one SQLite file. One transaction a slot keeps the wear of a flash card to a few pages
 * every 15 minutes. Safe for use by many threads.
 */
public final class HistoryStore implements AutoCloseable {

  /** Starts of a first and a last slot. */
  public record Span(Instant first, Instant last) {

    /** Span that covers both. */
    Span union(Span other) {
      return new Span(
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /** Ids of this number of commands stay, however old they seem. */
  private static final int NEWEST_COMMANDS = 1000;

  private final HistoryFile file;
  private final KeptValues runningSlot;
  private final boolean writes;

  /** Counts the writes of slots. */
  private long revision;

  private HistoryStore(HistoryFile file, KeptValues runningSlot, boolean writes) {
    this.file = file;
    this.runningSlot = runningSlot;
    this.writes = writes;
  }

  private static HistoryStore readOnly(HistoryFile file) {
    return new HistoryStore(file, KeptValues.inMemory(), false);
  }

  /**
   * Opens or creates the store. A file that is no sound database is set aside under another name,
   * so that control can start; nothing of it is deleted. A file that cannot be opened for now, as
   * on a full or read-only disk, is left unchanged and retried on every use.
   */
  public static HistoryStore open(Path directory) {
    return new HistoryStore(
        HistoryFile.open(directory),
        KeptValues.in(
            directory.resolve("running-slot.properties"),
            "the quarter hour that ran at the last orderly end: sum and seconds of each series",
            Logger::warn),
        true);
  }

  /**
   * Refuses a directory whose store is no regular file, which no retry would mend.
   *
   * @throws IOException names the kind of the file
   */
  public static void requireRegular(Path directory) throws IOException {
    HistoryFile.requireRegular(directory);
  }

  /** Why nothing can be read or written for now; empty = it is open. */
  public synchronized Optional<String> problem() {
    try {
      file.connection();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Opens an existing store for reading only, while the daemon writes it.
   *
   * @throws IOException if there is none, or it cannot be read; creates, moves and repairs nothing
   */
  public static HistoryStore reading(Path directory) throws IOException {
    return readOnly(HistoryFile.reading(directory));
  }

  /**
   * Copies the whole store as of one moment, while the daemon writes it.
   *
   * @param target does not exist, or is empty
   * @throws IOException if the store cannot be read, or the copy not be written
   */
  public synchronized void copy(Path target) throws IOException {
    try {
      file.copy(target);
    } catch (SQLException e) {
      throw new IOException("the history cannot be copied: " + e.getMessage(), e);
    }
  }

  /**
   * Writes all of {@code means} in one transaction, to their series at once; whole ones replace
   * existing slots, those of a part do not.
   */
  public synchronized void append(List<SlotMean> means) throws SQLException {
    boolean _ =
        transact(
            connection -> {
              write(connection, means);
              SlotTable.settle(connection);
              return true;
            });
    revision++;
  }

  /**
   * Writes all of them in one transaction; whole means replace existing slots, decisions those of
   * their time, and hours are completed.
   */
  synchronized void append(
      List<SlotMean> means, List<LoggedDecision> decisions, List<MinuteBlock> minutes)
      throws SQLException {
    boolean _ =
        transact(
            connection -> {
              write(connection, means);
              SlotTable.settleDaily(connection, means);
              DecisionTable.write(connection, decisions);
              MinuteTable.write(connection, minutes);
              return true;
            });
    revision++;
  }

  /** Work on the open file. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Does all of it or nothing. */
  synchronized <T> T transact(Work<T> work) throws SQLException {
    Connection connection = file.connection();
    connection.setAutoCommit(false);
    T result;
    try {
      result = work.on(connection);
      connection.commit();
    } catch (SQLException | RuntimeException failed) {
      undo(connection, failed);
      throw failed;
    }
    connection.setAutoCommit(true);
    return result;
  }

  synchronized <T> T read(Work<T> work) throws SQLException {
    return work.on(file.connection());
  }

  /**
   * Another connection to the same file, so that long reads delay no other call. To be closed.
   *
   * @throws IOException if it cannot be read
   */
  public HistoryStore reader() throws IOException {
    return readOnly(file.reader());
  }

  /** Changes with each write of slots. */
  public synchronized long revision() {
    return revision;
  }

  /**
   * Ended days on record that begin from {@code from} to before {@code to}, by their start.
   *
   * @param zone whose days they are
   */
  public NavigableMap<Instant, DayTotals> days(ZoneId zone, Instant from, Instant to)
      throws SQLException {
    return read(connection -> DayTable.read(connection, zone, from, to));
  }

  /** Starts of the ended days on record, in their order. */
  public List<Instant> dayStarts(ZoneId zone) throws SQLException {
    return read(connection -> DayTable.starts(connection, zone));
  }

  /**
   * Writes ended days, unless slots were written after the sum.
   *
   * @param since {@link #revision} before the slots were read
   * @return whether they were written
   */
  public synchronized boolean putDays(ZoneId zone, List<DayTotals> days, long since)
      throws SQLException {
    if (since != revision) {
      return false;
    }
    return transact(
        connection -> {
          DayTable.write(connection, zone, days);
          return true;
        });
  }

  /** End of the thinned-out decisions; empty = there are none. */
  public Optional<Instant> thinnedTo() throws SQLException {
    return read(DecisionTable::thinnedTo);
  }

  /** When the first decision from a time on is that is not thinned out; empty without one. */
  public Optional<Instant> firstWholeDecision(Instant from) throws SQLException {
    return read(connection -> DecisionTable.firstWhole(connection, from));
  }

  /** When the last decision before a time is that is not thinned out; empty without one. */
  public Optional<Instant> lastWholeDecision(Instant before) throws SQLException {
    return read(connection -> DecisionTable.lastWhole(connection, before));
  }

  /** Replaces the decisions of a day, from {@code from} to before {@code to}, by fewer ones. */
  public void thin(Instant from, Instant to, List<LoggedDecision> kept) throws SQLException {
    boolean _ =
        transact(
            connection -> {
              DecisionTable.thin(connection, from, to, kept);
              return true;
            });
  }

  /**
   * Adds predictions of the weather of one time of issue, as they were made. A store that cannot be
   * written loses them, which the log says.
   */
  public void keepWeather(List<WeatherIssue> issues) {
    try {
      boolean _ =
          transact(
              connection -> {
                WeatherTable.write(connection, issues);
                return true;
              });
    } catch (SQLException e) {
      Logger.warn("predicted weather is not in the history: {}", e.getMessage());
    }
  }

  /** Predictions of the weather issued from {@code from} to before {@code to}, by that time. */
  public List<WeatherIssue> weather(Instant from, Instant to) throws SQLException {
    return read(connection -> WeatherTable.read(connection, from, to));
  }

  /** Messages that wait for the broker. */
  public MessageBacklog backlog() {
    return new MessageBacklog(this, MessageBacklog.MAX_MESSAGES, MessageBacklog.MAX_BYTES);
  }

  /**
   * Minutes of a series.
   *
   * @param from at an hour's start
   * @param to at a minute's start
   */
  RecordedMinutes minutes(String series, Instant from, Instant to) throws SQLException {
    return read(connection -> MinuteTable.read(connection, series, from, to));
  }

  private static void write(Connection connection, List<SlotMean> means) throws SQLException {
    SlotTable.write(connection, means);
    DayTable.forget(connection, means);
  }

  /** Decisions from {@code from} to before {@code to}, in their order. */
  public List<LoggedDecision> decisions(Instant from, Instant to) throws SQLException {
    return read(connection -> DecisionTable.read(connection, from, to));
  }

  /** When the decision log begins; empty without a decision. */
  public Optional<Instant> firstDecision() throws SQLException {
    return read(DecisionTable::first);
  }

  /**
   * A full disk has already rolled the transaction back; an error about a missing one means nothing
   * then.
   */
  private static void undo(Connection connection, Exception failed) {
    try {
      connection.rollback();
    } catch (SQLException none) {
      failed.addSuppressed(none);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException none) {
      failed.addSuppressed(none);
    }
  }

  /**
   * The series from its first known slot, but not before {@code from}, up to {@code to}; unknown
   * slots are NaN. Empty without any known value.
   */
  public synchronized TimeSeries read(String series, Instant from, Instant to, Duration step)
      throws SQLException {
    long seconds = step.toSeconds();
    long first = slot(from.getEpochSecond(), seconds);
    long end = slot(to.getEpochSecond(), seconds);
    SlotsRead read = new SlotsRead(first, end, seconds);
    SlotTable.each(file.connection(), series, from.getEpochSecond(), end, read);
    return new TimeSeries(Instant.ofEpochSecond(read.start), step, read.values);
  }

  /** Values from the first known slot on. */
  private static final class SlotsRead implements SqlStatements.Rows {
    private final long first;
    private final long end;
    private final long seconds;
    private long start;
    private double[] values = {};

    private SlotsRead(long first, long end, long seconds) {
      this.first = first;
      this.end = end;
      this.seconds = seconds;
      this.start = end;
    }

    @Override
    public void take(ResultSet row) throws SQLException {
      long at = slot(row.getLong(1), seconds);
      // The index of a damaged file may lead to rows of other times, in any order.
      boolean asked = at >= first && at < end;
      if (asked && values.length == 0) {
        start = at;
        values = new double[(int) ((end - start) / seconds)];
        Arrays.fill(values, Double.NaN);
      }
      if (asked && at >= start) {
        values[(int) ((at - start) / seconds)] = row.getDouble(2);
      }
    }
  }

  /** Values of a series from a slot's start on, one a slot; NaN = unknown. */
  public double[] column(String series, Instant from, int slots, Duration slot)
      throws SQLException {
    TimeSeries known = read(series, from, from.plus(slot.multipliedBy(slots)), slot);
    double[] column = new double[slots];
    Arrays.fill(column, Double.NaN);
    int at = (int) Duration.between(from, known.start()).dividedBy(slot);
    System.arraycopy(known.values(), 0, column, at, known.values().length);
    return column;
  }

  /** Start of the slot that holds a time, which need not be one in a damaged file. */
  private static long slot(long epochSecond, long seconds) {
    return Math.floorDiv(epochSecond, seconds) * seconds;
  }

  /**
   * The end of a series: its values since {@code memory} before its last slot. Empty without any
   * known value.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public TimeSeries latest(String series, Duration memory, Duration step) {
    return HistoryUnreadable.orThrow(
        () -> {
          Instant last = span(series).map(Span::last).orElse(Instant.EPOCH);
          return read(series, last.minus(memory), last.plus(step), step);
        });
  }

  /** Names of all series with known values. */
  public synchronized List<String> series() throws SQLException {
    return SlotTable.series(file.connection());
  }

  /**
   * From the start of a series' first slot to the start of its last.
   *
   * @return empty without any known value
   */
  public synchronized Optional<Span> span(String series) throws SQLException {
    return SlotTable.span(file.connection(), series);
  }

  /**
   * Highest value of a series; empty without any known value.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public synchronized OptionalDouble highest(String series) {
    return HistoryUnreadable.orThrow(() -> SlotTable.highest(file.connection(), series));
  }

  /**
   * Stores the id of an accepted command, with the command if it holds for a time, and deletes ids
   * older than {@code keep}. The newest ids always stay: the clock may jump ahead and back, and an
   * old command must not be taken again then.
   *
   * @return false if that id is known
   */
  public synchronized boolean noteCommand(
      String id, Optional<KeptCommand> lasting, Instant now, Duration keep) throws SQLException {
    return transact(
        connection -> {
          SqlStatements.change(
              connection,
              "DELETE FROM command WHERE at < ?"
                  + " AND at < (SELECT at FROM command ORDER BY at DESC LIMIT 1 OFFSET ?)",
              now.minus(keep).getEpochSecond(),
              NEWEST_COMMANDS);
          boolean isNew =
              SqlStatements.change(
                      connection,
                      "INSERT OR IGNORE INTO command VALUES (?, ?)",
                      id,
                      now.getEpochSecond())
                  == 1;
          if (isNew && lasting.isPresent()) {
            insert(connection, lasting.get());
          }
          return isNew;
        });
  }

  /** Releases before had another key for the same name. */
  private static void insert(Connection connection, KeptCommand command) throws SQLException {
    String name = command.name();
    SqlStatements.change(connection, "DELETE FROM in_force WHERE name = ?", name);
    SqlStatements.change(
        connection,
        "INSERT OR REPLACE INTO in_force VALUES (?, ?, ?)",
        name,
        name,
        command.payload());
    SqlStatements.change(
        connection,
        "DELETE FROM in_force WHERE rowid <= (SELECT max(rowid) FROM in_force) - ?",
        NEWEST_COMMANDS);
  }

  /** Forgets the last command of a name. */
  public synchronized void endCommand(String name) throws SQLException {
    SqlStatements.change(file.connection(), "DELETE FROM in_force WHERE name = ?", name);
  }

  /** The last command of each name, expired ones among them, in the order in which they came. */
  public synchronized List<KeptCommand> keptCommands() throws SQLException {
    List<KeptCommand> kept = new ArrayList<>();
    SqlStatements.each(
        file.connection(),
        "SELECT name, payload FROM in_force ORDER BY rowid",
        row -> {
          String name = row.getString(1);
          String payload = row.getString(2);
          // None is null, unless the file is damaged.
          if (name != null && payload != null) {
            kept.add(new KeptCommand(name, payload));
          }
        });
    return kept;
  }

  /** Sums of the slot that was running at the last orderly end. */
  KeptValues runningSlot() {
    return runningSlot;
  }

  /** Before the file is closed, the means of the last day move to their series. */
  @Override
  public synchronized void close() {
    if (writes && file.isOpen()) {
      try {
        boolean _ =
            transact(
                connection -> {
                  SlotTable.settle(connection);
                  return true;
                });
      } catch (SQLException e) {
        Logger.debug("the means of the last day stay where they are: {}", e);
      }
    }
    file.close();
  }
}
