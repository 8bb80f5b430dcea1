package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.QuarterHour;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export is read back by other code: SQLite itself, and a splitter of lines. */
final class HistoryExportTest {

  private static final Instant START = Instant.parse("2026-10-20T22:00:00Z");
  private static final int SLOTS = 40 * QuarterHour.PER_DAY + 17;

  @TempDir private Path directory;
  private HistoryStore store;
  private final Map<String, Double> sums = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  @BeforeEach
  void record() throws Exception {
    store = HistoryStore.open(directory);
    SplittableRandom random = new SplittableRandom(11);
    List<SlotMean> means = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      Instant at = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      for (String series : List.of("load_w", "grid_w", "import_per_kwh", "o'dd, \"name\"")) {
        if (random.nextDouble() < 0.9) {
          double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-9, 9));
          means.add(new SlotMean(series, at, value));
          sums.merge(series, value, Double::sum);
          counts.merge(series, 1, Integer::sum);
        }
      }
    }
    store.append(means);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private HistoryExport export() {
    return new HistoryExport(store);
  }

  private HistoryStore.Span all() {
    return export().known(Instant.EPOCH, START.plus(Duration.ofDays(400))).orElseThrow();
  }

  @Test
  void aTableHasEverySlotAndEqualSums() throws Exception {
    StringWriter text = new StringWriter();
    export().csv(all(), text);
    List<String> lines = text.toString().lines().toList();
    assertEquals("time_utc,grid_w,import_per_kwh,load_w,\"o'dd, \"\"name\"\"\"", lines.getFirst());
    List<String> names = List.of("grid_w", "import_per_kwh", "load_w", "o'dd, \"name\"");
    Map<String, Double> found = new TreeMap<>();
    Instant at = all().first();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      assertEquals(5, cells.length, line);
      assertEquals(at.toString(), cells[0]);
      at = at.plus(QuarterHour.LENGTH);
      for (int i = 1; i < cells.length; i++) {
        if (!cells[i].isEmpty()) {
          found.merge(names.get(i - 1), Double.parseDouble(cells[i]), Double::sum);
        }
      }
    }
    assertEquals(sums, found);
    assertEquals(SLOTS, lines.size() - 1);
  }

  private Map<String, List<Double>> database(String statements) throws SQLException {
    Map<String, List<Double>> found = new TreeMap<>();
    try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = memory.createStatement()) {
      for (String sql : statements.split(";\n")) {
        statement.execute(sql);
      }
      try (ResultSet rows = statement.executeQuery("SELECT * FROM slot ORDER BY start")) {
        while (rows.next()) {
          found
              .computeIfAbsent(rows.getString("series"), name -> new ArrayList<>())
              .add(rows.getDouble("value"));
        }
      }
    }
    return found;
  }

  @Test
  void statementsMakeATableWithTheSameRows() throws Exception {
    StringWriter text = new StringWriter();
    export().sql(all(), text);
    Map<String, Double> found = new TreeMap<>();
    database(text.toString())
        .forEach(
            (series, values) -> {
              assertEquals(counts.get(series), values.size(), series);
              values.forEach(value -> found.merge(series, value, Double::sum));
            });
    assertEquals(sums, found);
  }

  @Test
  void onlyTheRequestedSlotsAreWritten() throws Exception {
    Instant from = START.plus(Duration.ofDays(3));
    HistoryStore.Span span = export().known(from, from.plus(Duration.ofHours(25))).orElseThrow();
    assertEquals(from, span.first());
    StringWriter text = new StringWriter();
    export().csv(span, text);
    List<String> lines = text.toString().lines().toList();
    assertEquals(1 + 100, lines.size());
    assertTrue(lines.getLast().startsWith("2026-10-24T22:45:00Z,"), lines.getLast());
    assertTrue(export().known(Instant.EPOCH, START).isEmpty());
  }
}
