package io.spikewatt.controller.history;

import io.spikewatt.inference.forecast.TimeSeries;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The minutes of the last four weeks in the history's file, a row an hour and series. The oldest
 * hours are deleted at any state of the clock.
 */
final class MinuteTable {

  static final Duration MINUTE = Duration.ofMinutes(1);

  /** Hours that are kept of each series: four weeks. */
  static final int HOURS = 28 * 24;

  private MinuteTable() {}

  /** Adds hours to those that are there, and drops the oldest. */
  static void write(Connection connection, List<MinuteBlock> blocks) throws SQLException {
    if (blocks.isEmpty()) {
      return;
    }
    for (MinuteBlock block : blocks) {
      MinuteBlock whole = find(connection, block).map(block::completedBy).orElse(block);
      SqlStatements.change(
          connection,
          "INSERT OR REPLACE INTO minute VALUES (?, ?, ?)",
          block.hour().getEpochSecond(),
          block.series(),
          whole.pack());
    }
    SqlStatements.change(
        connection,
        "DELETE FROM minute WHERE hour <="
            + " (SELECT DISTINCT hour FROM minute ORDER BY hour DESC LIMIT 1 OFFSET ?)",
        HOURS);
  }

  private static Optional<MinuteBlock> find(Connection connection, MinuteBlock like)
      throws SQLException {
    return SqlStatements.list(
            connection,
            "SELECT block FROM minute WHERE hour = ? AND series = ? AND typeof(block) = 'blob'",
            row -> MinuteBlock.unpack(like.series(), like.hour(), row.getBytes(1)),
            like.hour().getEpochSecond(),
            like.series())
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Minutes of a series.
   *
   * @param from at an hour's start
   * @param to at a minute's start
   */
  static RecordedMinutes read(Connection connection, String series, Instant from, Instant to)
      throws SQLException {
    double[] watts = new double[Math.toIntExact(Duration.between(from, to).dividedBy(MINUTE))];
    Arrays.fill(watts, Double.NaN);
    // Each block is copied at once: months of them would not fit into memory with the learner.
    List<Boolean> sound =
        SqlStatements.list(
            connection,
            "SELECT hour, block, typeof(block) FROM minute"
                + " WHERE hour >= ? AND hour < ? AND series = ?",
            row -> {
              Instant hour = Instant.ofEpochSecond(row.getLong(1));
              Optional<MinuteBlock> block =
                  "blob".equals(row.getString(3))
                      ? MinuteBlock.unpack(series, hour, row.getBytes(2))
                      : Optional.empty();
              block.ifPresent(good -> copy(good, from, watts));
              return block.isPresent();
            },
            from.getEpochSecond(),
            to.getEpochSecond(),
            series);
    int damaged = Collections.frequency(sound, false);
    return new RecordedMinutes(new TimeSeries(from, MINUTE, watts), damaged);
  }

  /** Enters the known minutes of a block that lie in a span. */
  static void copy(MinuteBlock block, Instant from, double[] watts) {
    // The index of a damaged file may lead to rows of other times.
    long first = Duration.between(from, block.hour()).dividedBy(MINUTE);
    for (int i = 0; i < MinuteBlock.MINUTES; i++) {
      long at = first + i;
      if (at >= 0 && at < watts.length && !Double.isNaN(block.watts()[i])) {
        watts[(int) at] = block.watts()[i];
      }
    }
  }
}
