package io.spikewatt.controller.history;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Phrase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Predictions of the weather as they were made, a row for each quantity, source and time of issue.
 * After two days, only the first of each six hours stays.
 */
final class WeatherTable {

  /** Times of issue that are kept: four a day of one source for four years. */
  static final int ISSUES = 6_000;

  private static final Duration WHOLE = Duration.ofDays(2);
  private static final Duration THINNED = Duration.ofHours(6);

  /** Older ones were thinned before, so that a write does not read the table of years. */
  private static final Duration UNTHINNED = Duration.ofDays(7);

  private static final int LONGEST_SLOT_S = 3_600;

  private WeatherTable() {}

  /** Adds predictions of one time of issue; one that is there stays as it was made. */
  static void write(Connection connection, List<WeatherIssue> issues) throws SQLException {
    for (WeatherIssue issue : issues) {
      SqlStatements.change(
          connection,
          "INSERT OR IGNORE INTO weather VALUES (?, ?, ?, ?, ?, ?)",
          issue.issued().getEpochSecond(),
          issue.source(),
          Phrase.word(issue.quantity()),
          issue.start().getEpochSecond(),
          issue.slot().toSeconds(),
          packed(issue.means()));
    }
    if (!issues.isEmpty()) {
      thin(connection, issues.getFirst().issued());
    }
  }

  private static void thin(Connection connection, Instant issued) throws SQLException {
    SqlStatements.change(
        connection,
        "DELETE FROM weather WHERE issued >= ? AND issued < ? AND EXISTS (SELECT 1 FROM weather AS earlier"
            + " WHERE earlier.issued >= weather.issued / ? * ? AND earlier.issued < weather.issued"
            + " AND earlier.source = weather.source AND earlier.quantity = weather.quantity)",
        issued.minus(WHOLE).minus(UNTHINNED).getEpochSecond(),
        issued.minus(WHOLE).getEpochSecond(),
        THINNED.toSeconds(),
        THINNED.toSeconds());
    SqlStatements.change(
        connection,
        "DELETE FROM weather WHERE issued <="
            + " (SELECT DISTINCT issued FROM weather ORDER BY issued DESC LIMIT 1 OFFSET ?)",
        ISSUES);
  }

  private static byte[] packed(float[] means) {
    ByteBuffer bytes = ByteBuffer.allocate(means.length * Float.BYTES);
    for (float mean : means) {
      bytes.putFloat(mean);
    }
    return bytes.array();
  }

  /** Predictions issued from {@code from} to before {@code to}; damaged rows are left out. */
  static List<WeatherIssue> read(Connection connection, Instant from, Instant to)
      throws SQLException {
    return SqlStatements.list(
            connection,
            "SELECT issued, source, quantity, start, slot_s, means FROM weather WHERE issued >= ?"
                + " AND issued < ? AND typeof(means) = 'blob' ORDER BY issued",
            WeatherTable::issue,
            from.getEpochSecond(),
            to.getEpochSecond())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<WeatherIssue> issue(ResultSet row) throws SQLException {
    String source = row.getString(2);
    String word = row.getString(3);
    long slotS = row.getLong(5);
    byte[] bytes = row.getBytes(6);
    Optional<WeatherQuantity> quantity =
        Arrays.stream(WeatherQuantity.values())
            .filter(one -> Phrase.word(one).equals(word))
            .findFirst();
    if (source == null || quantity.isEmpty() || slotS <= 0 || slotS > LONGEST_SLOT_S) {
      return Optional.empty();
    }
    float[] means = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(means);
    return Optional.of(
        new WeatherIssue(
            source,
            Instant.ofEpochSecond(row.getLong(1)),
            quantity.get(),
            Instant.ofEpochSecond(row.getLong(4)),
            Duration.ofSeconds(slotS),
            means));
  }
}
