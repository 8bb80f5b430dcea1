package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotTableTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final List<String> SERIES = List.of("grid_w", "import_per_kwh", "load_w", "pv_w");

  @TempDir private Path directory;

  /** Means by series and time, as a reader must find them. */
  private final NavigableMap<String, NavigableMap<Instant, Double>> expected = new TreeMap<>();

  private static Instant at(int slot) {
    return START.plus(SLOT.multipliedBy(slot));
  }

  private void expect(SlotMean mean) {
    NavigableMap<Instant, Double> of =
        expected.computeIfAbsent(mean.series(), _ -> new TreeMap<>());
    if (mean.isWhole()) {
      of.put(mean.start(), mean.value());
    } else {
      of.putIfAbsent(mean.start(), mean.value());
    }
  }

  private void check(HistoryStore store, String where) throws Exception {
    assertEquals(List.copyOf(expected.keySet()), store.series(), where);
    for (String series : expected.keySet()) {
      NavigableMap<Instant, Double> of = expected.get(series);
      HistoryStore.Span span = new HistoryStore.Span(of.firstKey(), of.lastKey());
      assertEquals(Optional.of(span), store.span(series), where);
      double highest = of.values().stream().mapToDouble(v -> v).max().orElseThrow();
      assertEquals(OptionalDouble.of(highest), store.highest(series), where);
      TimeSeries read = store.read(series, START, at(5_000), SLOT);
      assertEquals(of.firstKey(), read.start(), where);
      for (int i = 0; i < read.values().length; i++) {
        double known = of.getOrDefault(read.start().plus(SLOT.multipliedBy(i)), Double.NaN);
        assertEquals(known, read.values()[i], where + ", " + series + " slot " + i);
      }
    }
  }

  /** Late, early, partial and repeated means, prices that lie ahead, ends and starts. */
  @Test
  void a_reader_finds_every_mean_once_wherever_it_lies() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    HistoryStore store = HistoryStore.open(directory);
    for (int slot = 0; slot < 300; slot++) {
      List<SlotMean> means = new ArrayList<>();
      for (String series : SERIES) {
        int when = random.nextInt(10) == 0 ? random.nextInt(slot + 1) : slot;
        int ahead = series.equals("import_per_kwh") ? random.nextInt(144) : 0;
        double coverage = random.nextInt(4) == 0 ? 0.6 : 1;
        means.add(new SlotMean(series, at(when + ahead), random.nextInt(1000), coverage));
      }
      if (random.nextInt(50) == 0) {
        store.append(means);
      } else {
        store.append(means, List.of(), List.of());
      }
      means.forEach(this::expect);
      if (random.nextInt(60) == 0) {
        store.close();
        store = HistoryStore.open(directory);
      }
      if (slot % 7 == 0) {
        check(store, "after slot " + slot);
        try (HistoryStore reader = HistoryStore.reading(directory)) {
          check(reader, "a reader after slot " + slot);
        }
      }
    }
    store.close();
    assertEquals(0, rows("recent_slot"), "after an orderly end all are by series");
    check(HistoryStore.reading(directory), "at the end");
  }

  @Test
  void a_quarter_hour_of_many_series_changes_few_pages() throws Exception {
    List<SlotMean> month = new ArrayList<>();
    for (int slot = 0; slot < 30 * 96; slot++) {
      month.addAll(of(slot));
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(month);
      Path log = directory.resolve("history.db-wal");
      long before = Files.size(log);
      for (int slot = 0; slot < 96; slot++) {
        store.append(of(30 * 96 + slot), List.of(), List.of());
      }
      long pages = (Files.size(log) - before) / 4096;
      assertTrue(pages < 96 * 4 + 200, "pages written in a day: " + pages);
      assertEquals(96L * 25, rows("recent_slot"));
      store.append(of(31 * 96), List.of(), List.of());
      assertEquals(0, rows("recent_slot"), "a day later they have moved");
    }
  }

  /** Means of 25 series. */
  private static List<SlotMean> of(int slot) {
    return IntStream.range(0, 25)
        .mapToObj(i -> new SlotMean("device%d_power_w".formatted(i), at(slot), slot + i))
        .toList();
  }

  @Test
  void a_file_of_a_release_before_is_read_and_not_changed() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(new SlotMean("load_w", START, 500)));
    }
    change("DROP TABLE recent_slot");
    try (HistoryStore reader = HistoryStore.reading(directory)) {
      assertEquals(List.of("load_w"), reader.series());
      assertEquals(500, reader.read("load_w", START, at(1), SLOT).values()[0]);
    }
    try (Connection file = connect();
        Statement statement = file.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'recent_slot'")) {
      assertTrue(!found.next(), "a reader makes no table");
    }
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
  }

  private long rows(String table) throws Exception {
    try (Connection file = connect();
        Statement statement = file.createStatement();
        ResultSet found = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return found.getLong(1);
    }
  }

  private void change(String sql) throws Exception {
    try (Connection file = connect();
        Statement statement = file.createStatement()) {
      statement.execute(sql);
    }
  }
}
