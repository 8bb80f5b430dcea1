package io.spikewatt.controller.evaluate;

import io.spikewatt.controller.evaluate.SeriesRead.Refused;
import io.spikewatt.hal.store.IoReason;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV, plain or gzip: a header, {@code time_utc} first (start of the row, RFC 3339), a
 * regular step of 5 to 60 minutes, numbers with a point, an empty cell for a missing value. Reads
 * all or reports what is wrong and where: skips no row, guesses no cell.
 */
public final class SeriesFile {
  private static final String TIME = "time_utc";
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int SHOWN = 40;

  private final Path file;
  private final boolean minutes;
  private long line;
  private List<String> names = List.of();
  private double[][] columns = new double[0][];
  private int rows;
  private @Nullable Instant start;
  private Duration step = Duration.ZERO;

  private SeriesFile(Path file, boolean minutes) {
    this.file = file;
    this.minutes = minutes;
  }

  public static SeriesRead read(Path file) {
    return new SeriesFile(file, false).read();
  }

  /** Reads a file whose step is one minute. */
  public static SeriesRead readMinutes(Path file) {
    return new SeriesFile(file, true).read();
  }

  private SeriesRead read() {
    try (BufferedReader in = open(file)) {
      Refused refused = header(in.readLine());
      for (String row = in.readLine(); row != null && refused == null; row = in.readLine()) {
        refused = row(row, in);
      }
      return refused != null ? refused : finish();
    } catch (IOException e) {
      // Truncated gzip, text that is not UTF-8, a missing file.
      return new Refused(file.toString(), line, 0, "a readable CSV or CSV.gz file", IoReason.of(e));
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
      in.reset();
      return new BufferedReader(
          new InputStreamReader(
              packed ? new GZIPInputStream(in, 1 << 16) : in,
              StandardCharsets.UTF_8
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT)));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private @Nullable Refused header(@Nullable String text) {
    line = 1;
    if (text == null) {
      return refuse(0, "a header with " + TIME + " first", "an empty file");
    }
    String[] cells = cells(text.startsWith("\uFEFF") ? text.substring(1) : text);
    if (!cells[0].equals(TIME)) {
      return refuse(1, TIME, quoted(cells[0]));
    }
    if (cells.length < 2) {
      return refuse(0, "a column beside " + TIME, "none");
    }
    names = List.of(cells).subList(1, cells.length);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty() || new HashSet<>(names.subList(0, i)).contains(names.get(i))) {
        return refuse(i + 2, "a name that no other column has", quoted(names.get(i)));
      }
    }
    columns = new double[names.size()][1 << 12];
    return null;
  }

  private @Nullable Refused row(String text, BufferedReader in) throws IOException {
    line++;
    if (text.isEmpty() && in.readLine() == null) {
      return null;
    }
    String[] cells = cells(text);
    if (cells.length != names.size() + 1) {
      return refuse(0, (names.size() + 1) + " cells", String.valueOf(cells.length));
    }
    Refused refused = time(cells[0]);
    if (rows == columns[0].length) {
      Arrays.setAll(columns, i -> Arrays.copyOf(columns[i], 2 * rows));
    }
    for (int i = 0; i < columns.length && refused == null; i++) {
      refused = number(i, cells[i + 1]);
    }
    rows++;
    return refused;
  }

  private @Nullable Refused time(String cell) {
    Instant at;
    try {
      at = Instant.parse(cell);
    } catch (DateTimeParseException e) {
      return refuse(1, "a time like 2026-01-31T13:45:00Z", quoted(cell));
    }
    if (start == null) {
      start = at;
      return null;
    }
    if (rows == 1) {
      step = Duration.between(start, at);
      if (minutes) {
        boolean whole = start.getEpochSecond() % 60 == 0 && start.getNano() == 0;
        boolean minute = step.equals(Duration.ofMinutes(1)) && whole;
        return minute ? null : refuse(1, "a step of one whole minute", step.toString());
      }
      boolean fits =
          step.compareTo(Duration.ofMinutes(5)) >= 0
              && step.compareTo(Duration.ofHours(1)) <= 0
              && Duration.ofHours(1).toMillis() % step.toMillis() == 0;
      return fits
          ? null
          : refuse(1, "a step of 5 to 60 minutes that divides an hour", step.toString());
    }
    Instant due = start.plus(step.multipliedBy(rows));
    return at.equals(due) ? null : refuse(1, due + " (every row " + step + ")", quoted(cell));
  }

  private @Nullable Refused number(int column, String cell) {
    double value = Double.NaN;
    if (!cell.isEmpty()) {
      try {
        value = Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        return refuse(column + 2, "a number or an empty cell", quoted(cell));
      }
      // parseDouble also accepts NaN, Infinity, 1e999 and Java's own suffixes.
      if (!Double.isFinite(value) || Character.isLetter(cell.charAt(cell.length() - 1))) {
        return refuse(column + 2, "a finite number or an empty cell", quoted(cell));
      }
    }
    columns[column][rows] = value;
    return null;
  }

  private SeriesRead finish() {
    if (start == null || rows < 2) {
      return new Refused(file.toString(), line, 0, "at least two rows", String.valueOf(rows));
    }
    return new SeriesRead.Loaded(
        new SeriesTable(
            start,
            step,
            new ArrayList<>(names),
            Arrays.stream(columns).map(values -> Arrays.copyOf(values, rows)).toList()));
  }

  private static String[] cells(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toArray(String[]::new);
  }

  private Refused refuse(int column, String expected, String found) {
    return new Refused(file.toString(), line, column, expected, found);
  }

  private static String quoted(String cell) {
    return '"' + (cell.length() > SHOWN ? cell.substring(0, SHOWN) + "…" : cell) + '"';
  }
}
