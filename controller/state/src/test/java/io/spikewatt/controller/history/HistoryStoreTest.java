package io.spikewatt.controller.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStoreTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);

  @TempDir Path directory;

  private static int format(Path file, String change) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(change);
      try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
        return version.getInt(1);
      }
    }
  }

  @Test
  void workThatMeetsABugIsUndoneAndLeavesNoTransactionOpen() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              store.transact(
                  connection -> {
                    try (Statement insert = connection.createStatement()) {
                      insert.execute("INSERT INTO slot VALUES ('load_w', 0, 7)");
                    }
                    throw new IllegalStateException("made for this test");
                  }));
      assertEquals(Optional.empty(), store.span("load_w"));
      assertTrue(store.read(Connection::getAutoCommit));
    }
  }

  @Test
  void aPipeInThePlaceOfTheFileEndsTheStartWithAMessageAndHangsNothing() throws Exception {
    Path pipe = directory.resolve("history.db");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    IOException refused =
        assertThrows(IOException.class, () -> HistoryStore.requireRegular(directory));
    String message = String.valueOf(refused.getMessage());
    assertTrue(
        message.endsWith(
            "history.db: expected a regular file, found a pipe, a socket"
                + " or a device: move it away, and start again"),
        message);
    Duration limit = Duration.ofSeconds(20);
    assertTimeoutPreemptively(
        limit, () -> assertThrows(IOException.class, () -> HistoryStore.reading(directory)));
    assertTimeoutPreemptively(
        limit,
        () -> {
          try (HistoryStore store = HistoryStore.open(directory)) {
            assertTrue(store.problem().orElseThrow().contains("expected a regular file"));
          }
        });
    assertTrue(Files.exists(pipe), "left as it is");
  }

  @Test
  void aFileOfAReleaseBeforeFormatsIsReadAndMarked() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(new SlotMean("load_w", START, 1)));
    }
    Path file = directory.resolve("history.db");
    assertEquals(0, format(file, "PRAGMA user_version = 0"));
    try (HistoryStore store = HistoryStore.reading(directory)) {
      assertEquals(1, store.highest("load_w").orElseThrow());
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertEquals(1, store.highest("load_w").orElseThrow());
    }
    assertEquals(HistoryFile.FORMAT, format(file, "SELECT 1"));
  }

  /** As the next release may have it: what it adds stays in place. */
  @Test
  void newTablesOfTheSameFormatAreLeftAlone() throws Exception {
    HistoryStore.open(directory).close();
    Path file = directory.resolve("history.db");
    format(file, "CREATE TABLE later (what TEXT)");
    format(file, "INSERT INTO later VALUES ('kept')");
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(new SlotMean("load_w", START, 1)));
      assertTrue(store.problem().isEmpty());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet left = statement.executeQuery("SELECT what FROM later")) {
      assertEquals("kept", left.getString(1));
    }
  }

  @Test
  void aFileOfANewerFormatIsRefusedAndNotChanged() throws Exception {
    HistoryStore.open(directory).close();
    Path file = directory.resolve("history.db");
    assertEquals(2, format(file, "PRAGMA user_version = 2"));
    byte[] before = Files.readAllBytes(file);
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertEquals(
          file
              + ": expected format 1 or older, found 2: a newer release wrote it, install that one",
          store.problem().orElseThrow());
      assertThrows(
          SQLException.class, () -> store.append(List.of(new SlotMean("load_w", START, 1))));
    }
    IOException refused =
        assertThrows(IOException.class, () -> HistoryStore.reading(directory).close());
    assertTrue(String.valueOf(refused.getMessage()).contains("found 2"), refused::toString);
    assertArrayEquals(before, Files.readAllBytes(file));
    assertFalse(Files.exists(directory.resolve("history.db.broken")));
  }

  @Test
  void othersOnTheMachineCannotReadIt() throws Exception {
    Path fresh = directory.resolve("fresh");
    try (HistoryStore made = HistoryStore.open(fresh)) {
      assertTrue(made.problem().isEmpty());
      for (String name : List.of("history.db", "history.db-wal")) {
        assertEquals(
            "rw-r-----",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.resolve(name))));
      }
    }
  }

  @Test
  void gaps_come_back_as_nan_and_the_series_starts_with_its_first_known_slot() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(mean(1, 100), mean(2, 200), mean(4, 400)));
      TimeSeries series = store.read("load_w", START, START.plus(Duration.ofHours(2)), SLOT);
      assertEquals(START.plus(SLOT), series.start());
      assertArrayEquals(
          new double[] {100, 200, Double.NaN, 400, Double.NaN, Double.NaN, Double.NaN},
          series.values());
    }
  }

  @Test
  void a_row_of_an_impossible_time_or_value_does_not_count() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(
          List.of(
              mean(0, 7),
              mean(1, -1e308),
              mean(2, Double.POSITIVE_INFINITY),
              new SlotMean("load_w", Instant.MAX, 8),
              new SlotMean("load_w", Instant.MIN, 9)));
      HistoryStore.Span span = store.span("load_w").orElseThrow();
      assertEquals(new HistoryStore.Span(START, START), span);
      assertArrayEquals(new double[] {7}, store.latest("load_w", SLOT, SLOT).values());
      assertEquals(7, store.highest("load_w").orElseThrow());
    }
  }

  @Test
  void a_row_that_begins_within_a_slot_counts_as_its_slot() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(new SlotMean("load_w", START.plusSeconds(1), 8)));
      TimeSeries series = store.latest("load_w", SLOT, SLOT);
      assertEquals(START, series.start());
      assertArrayEquals(new double[] {8}, series.values());
    }
  }

  @Test
  void an_unknown_series_is_empty() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      TimeSeries series = store.read("pv_w", START, START.plus(SLOT), SLOT);
      assertEquals(0, series.values().length);
      assertEquals(START.plus(SLOT), series.end());
    }
  }

  @Test
  void what_was_written_is_there_after_a_restart() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(mean(0, 7)));
      assertTrue(store.noteCommand("a", Optional.empty(), START, Duration.ofDays(7)));
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertEquals(7, store.read("load_w", START, START.plus(SLOT), SLOT).values()[0]);
      assertFalse(store.noteCommand("a", Optional.empty(), START, Duration.ofDays(7)));
      assertTrue(store.noteCommand("b", Optional.empty(), START, Duration.ofDays(7)));
    }
  }

  @Test
  void a_file_in_the_directorys_place_stops_nothing() throws Exception {
    Path state = Files.writeString(directory.resolve("state"), "a file");
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer keeper = new HistoryBuffer(store);
      assertEquals(state + " is no directory", keeper.problem().orElseThrow());
      keeper.take(List.of(mean(0, 7)));
      assertTrue(keeper.flush().isPresent());
      Files.delete(state);
      assertEquals(Optional.empty(), keeper.flush());
      assertEquals(Optional.empty(), keeper.problem());
    }
  }

  @Test
  void a_clock_that_jumps_ahead_and_back_forgets_no_command() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertTrue(store.noteCommand("a", Optional.empty(), START, Duration.ofDays(8)));
      assertTrue(
          store.noteCommand(
              "b", Optional.empty(), START.plus(Duration.ofDays(30_000)), Duration.ofDays(8)));
      assertFalse(store.noteCommand("a", Optional.empty(), START, Duration.ofDays(8)));
    }
  }

  @Test
  void old_ids_are_forgotten_once_there_are_a_thousand_newer_ones() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      assertTrue(store.noteCommand("old", Optional.empty(), START, Duration.ofDays(8)));
      Instant later = START.plus(Duration.ofDays(9));
      for (int i = 0; i < 1_001; i++) {
        assertFalse(
            store.noteCommand("old", Optional.empty(), later.plusSeconds(i), Duration.ofDays(9)),
            "" + i);
        assertTrue(
            store.noteCommand(
                "new" + i, Optional.empty(), later.plusSeconds(i), Duration.ofDays(8)));
      }
      assertTrue(
          store.noteCommand("old", Optional.empty(), later.plusSeconds(2_000), Duration.ofDays(8)));
    }
  }

  @Test
  void a_command_id_that_cannot_be_kept_says_so_and_not_that_it_was_repeated() throws Exception {
    HistoryBuffer keeper;
    try (HistoryStore store = HistoryStore.open(directory)) {
      keeper = new HistoryBuffer(store);
      assertEquals(Optional.empty(), keeper.noteCommand("a", Optional.empty(), false, START));
      assertTrue(
          keeper
              .noteCommand("a", Optional.empty(), false, START)
              .orElseThrow()
              .startsWith("repeated"));
    }
    String why = keeper.noteCommand("b", Optional.empty(), false, START).orElseThrow();
    assertTrue(why.startsWith("its id cannot be kept: "), why);
  }

  @Test
  void a_broken_file_is_set_aside_and_a_new_one_made() throws Exception {
    byte[] garbage = "this is no database, it only looks like a file".repeat(100).getBytes(UTF_8);
    Files.write(directory.resolve("history.db"), garbage);
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(mean(0, 1)));
    }
    assertArrayEquals(garbage, Files.readAllBytes(directory.resolve("history.db.broken")));

    byte[] again = new String(garbage, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8);
    Files.write(directory.resolve("history.db"), again);
    HistoryStore.open(directory).close();
    assertArrayEquals(again, Files.readAllBytes(directory.resolve("history.db.broken-again")));
    assertArrayEquals(garbage, Files.readAllBytes(directory.resolve("history.db.broken")));
  }

  /**
   * As on a full disk: a restart then used to set a sound history aside, the second one for good.
   */
  @Test
  void a_sound_file_that_cannot_be_opened_for_now_stays_and_is_taken_up_again() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(mean(0, 7)));
    }
    // SQLite can neither make nor open its log here.
    Path inTheWay = Files.createDirectory(directory.resolve("history.db-wal"));
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer keeper = new HistoryBuffer(store);
      keeper.take(List.of(mean(1, 8)));
      assertTrue(keeper.flush().isPresent(), "cannot be written");
      assertTrue(
          keeper.noteCommand("a", Optional.empty(), false, START).isPresent(), "cannot be kept");
      Files.delete(inTheWay);
      assertEquals(Optional.empty(), keeper.flush());
      assertArrayEquals(
          new double[] {7, 8},
          store.read("load_w", START, START.plus(SLOT.multipliedBy(2)), SLOT).values());
    }
    assertFalse(Files.exists(directory.resolve("history.db.broken")));
  }

  private static SlotMean mean(int slot, double value) {
    return new SlotMean("load_w", START.plus(SLOT.multipliedBy(slot)), value);
  }
}
