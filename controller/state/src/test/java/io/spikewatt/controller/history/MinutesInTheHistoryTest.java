package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minutes in a real file. */
final class MinutesInTheHistoryTest {

  private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int DAY = 1_440;

  /** What the minutes may add to the writes of a day. */
  private static final long DAYS_BUDGET = 1_500_000;

  @TempDir private Path directory;

  @Test
  void minutesAreReadBackInWholeWattsAndMissingOnesAreUnknown() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    double[] watts = new double[150];
    for (int i = 0; i < watts.length; i++) {
      watts[i] = i % 7 == 3 ? Double.NaN : Math.rint(random.nextDouble(-2e6, 5e6));
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      take(buffer, SiteSeries.LOAD_W, START, 150, i -> watts[i]);
      assertArrayEquals(watts, known(buffer, 150), "none written yet");
      assertEquals(Optional.empty(), buffer.flush());
      assertEquals(2, count("minute"), "the running hour waits");
      assertArrayEquals(watts, known(buffer, 150));
      assertEquals(Optional.empty(), buffer.flushAll());
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertArrayEquals(watts, known(new HistoryBuffer(store), 150));
    }
  }

  @Test
  void aPowerCutLosesTheRunningHourAndARestartCompletesIt() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer killed = new HistoryBuffer(store);
      take(killed, SiteSeries.LOAD_W, START, 80, i -> i);
      killed.flush();
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer ended = new HistoryBuffer(store);
      double[] left = known(ended, 80);
      assertEquals(59, left[59]);
      assertTrue(Arrays.stream(left, 60, 80).allMatch(Double::isNaN));
      take(ended, SiteSeries.LOAD_W, START.plus(Duration.ofMinutes(85)), 5, i -> 100 + i);
      ended.flushAll();
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer again = new HistoryBuffer(store);
      take(again, SiteSeries.LOAD_W, START.plus(Duration.ofMinutes(95)), 30, i -> 200 + i);
      again.flush();
      double[] all = known(again, 125);
      assertEquals(59, all[59]);
      assertTrue(Arrays.stream(all, 60, 85).allMatch(Double::isNaN));
      assertEquals(104, all[89]);
      assertTrue(Arrays.stream(all, 90, 95).allMatch(Double::isNaN));
      assertEquals(224, all[119]);
    }
  }

  @Test
  void fourWeeksAreKept() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      for (int hour = 0; hour < 30 * 24; hour++) {
        Instant at = START.plus(Duration.ofHours(hour));
        take(buffer, SiteSeries.LOAD_W, at, 60, i -> 500);
        take(buffer, SiteSeries.PV_W, at, 60, i -> 100);
        buffer.flush();
      }
      assertEquals(2L * MinuteTable.HOURS, count("minute"));
    }
  }

  @Test
  void aDamagedHourIsLeftOutAndCounted() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      take(buffer, SiteSeries.LOAD_W, START, 240, i -> i);
      buffer.flushAll();
    }
    Instant second = START.plus(MinuteBlock.LENGTH);
    execute(
        "UPDATE minute SET block = zeroblob(70) WHERE hour = " + second.getEpochSecond(),
        "UPDATE minute SET block = 'text' WHERE hour = "
            + second.plus(MinuteBlock.LENGTH).getEpochSecond());
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      RecordedMinutes read =
          buffer.minutes(SiteSeries.LOAD_W, START, START.plus(Duration.ofHours(4)));
      assertEquals(2, read.damaged());
      double[] watts = read.minutes().values();
      assertEquals(59, watts[59]);
      assertTrue(Arrays.stream(watts, 60, 180).allMatch(Double::isNaN));
      assertEquals(180, watts[180]);
    }
  }

  @Test
  void noChangeOfABlocksBytesIsTakenForMinutes() {
    MinuteBlock block = MinuteBlock.unknown(SiteSeries.LOAD_W, START);
    for (int i = 5; i < 50; i++) {
      block.watts()[i] = 300 + 17 * i;
    }
    byte[] packed = block.pack();
    assertArrayEquals(
        block.watts(), MinuteBlock.unpack(block.series(), START, packed).orElseThrow().watts());
    for (int i = 0; i < packed.length; i++) {
      byte[] changed = packed.clone();
      changed[i] ^= 4;
      assertTrue(MinuteBlock.unpack(block.series(), START, changed).isEmpty(), "byte " + i);
      byte[] cut = Arrays.copyOf(packed, i);
      assertTrue(MinuteBlock.unpack(block.series(), START, cut).isEmpty(), i + " bytes");
    }
    assertTrue(MinuteBlock.unpack(SiteSeries.PV_W, START, packed).isEmpty(), "another series'");
  }

  @Test
  void aDayOfThreeSeriesWritesLittle() throws Exception {
    long means = writtenInADay(directory.resolve("means"), false);
    long both = writtenInADay(directory.resolve("both"), true);
    assertTrue(both - means < DAYS_BUDGET, (both - means) + " bytes of minutes in a day");
  }

  private static long writtenInADay(Path where, boolean minutes) throws IOException, SQLException {
    SplittableRandom random = new SplittableRandom(1);
    try (HistoryStore store = HistoryStore.open(where)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      long before = 0;
      for (int minute = 0; minute < 2 * DAY; minute++) {
        before = minute == DAY ? written() : before;
        Instant at = START.plus(MINUTE.multipliedBy(minute));
        for (String series : List.of(SiteSeries.LOAD_W, SiteSeries.PV_W, SiteSeries.WIND_W)) {
          if (minutes) {
            take(buffer, series, at, 1, i -> random.nextDouble(6_000));
          }
          if (minute % 15 == 14) {
            buffer.take(List.of(new SlotMean(series, QuarterHour.startOf(at), 1_000)));
          }
        }
        if (minute % 15 == 14) {
          assertEquals(Optional.empty(), buffer.flush());
        }
      }
      return written() - before;
    }
  }

  /** Bytes that this process has given to the system to write. */
  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("wchar:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static void take(
      HistoryBuffer buffer, String series, Instant from, int count, IntToDoubleFunction watts) {
    List<SlotMean> means = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double value = watts.applyAsDouble(i);
      if (!Double.isNaN(value)) {
        means.add(new SlotMean(series, from.plus(MINUTE.multipliedBy(i)), value));
      }
    }
    buffer.takeMinutes(means);
  }

  private static double[] known(HistoryBuffer buffer, int minutes) {
    RecordedMinutes read =
        buffer.minutes(SiteSeries.LOAD_W, START, START.plus(MINUTE.multipliedBy(minutes)));
    assertEquals(0, read.damaged());
    assertEquals(START, read.minutes().start());
    return read.minutes().values();
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
  }

  private long count(String table) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  private void execute(String... all) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : all) {
        statement.execute(sql);
      }
    }
  }
}
