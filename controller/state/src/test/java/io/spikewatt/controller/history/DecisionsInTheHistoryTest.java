package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsInTheHistoryTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final LoggedDecision FIRST = decision(0, "{}", 0);
  private static final LoggedDecision SECOND = decision(60, "{\"mode\":\"auto\"}", 0);

  @TempDir Path directory;

  private static LoggedDecision decision(long second, String document, int unlogged) {
    return new LoggedDecision(START.plusSeconds(second), document, unlogged);
  }

  @Test
  void decisionsAreReadBeforeAndAfterTheyAreWrittenAndAfterARestart() {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer history = new HistoryBuffer(store);
      assertEquals(Optional.empty(), history.firstDecision());
      history.take(FIRST);
      assertEquals(Optional.of(START), history.firstDecision());
      assertEquals(Optional.empty(), history.flush());
      history.take(SECOND);
      assertEquals(
          List.of(FIRST, SECOND), history.decisions(START, START.plus(QuarterHour.LENGTH)));
      assertEquals(Optional.empty(), history.flush());
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer history = new HistoryBuffer(store);
      assertEquals(List.of(SECOND), history.decisions(SECOND.at(), START.plusSeconds(61)));
      assertEquals(List.of(FIRST), history.decisions(START, SECOND.at()));
      assertEquals(Optional.of(START), history.firstDecision());
    }
  }

  @Test
  void oneOfTheSameTimeReplacesTheOneBefore() {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer history = new HistoryBuffer(store);
      history.take(FIRST);
      history.flush();
      LoggedDecision counted = decision(0, "{}", 3);
      history.take(counted);
      history.flush();
      assertEquals(List.of(counted), history.decisions(START, START.plusSeconds(1)));
    }
  }

  @Test
  void whatCannotBeWrittenIsWrittenLater() throws Exception {
    Path state = Files.writeString(directory.resolve("state"), "a file");
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer history = new HistoryBuffer(store);
      history.take(FIRST);
      assertTrue(history.flush().isPresent());
      history.take(SECOND);
      Files.delete(state);
      assertEquals(Optional.empty(), history.flush());
    }
    try (HistoryStore store = HistoryStore.open(state)) {
      assertEquals(List.of(FIRST, SECOND), store.decisions(START, START.plusSeconds(61)));
    }
  }

  @Test
  void whileNothingCanBeWrittenTheNewestOfTwoDaysWait() throws Exception {
    Path state = Files.writeString(directory.resolve("state"), "a file");
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer history = new HistoryBuffer(store);
      int dropped = 5;
      int most = 2 * QuarterHour.PER_DAY * 8;
      for (int i = 0; i < most + dropped; i++) {
        history.take(decision(i, "{}", 0));
      }
      assertTrue(history.flush().orElseThrow().endsWith(", 5 older values were dropped"));
      Files.delete(state);
      history.flush();
      assertEquals(most, history.decisions(START, START.plusSeconds(most + dropped)).size());
      assertEquals(Optional.of(START.plusSeconds(dropped)), history.firstDecision());
    }
  }

  @Test
  void anOlderHistoryGetsTheLog() throws Exception {
    try (Connection old =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
        Statement statement = old.createStatement()) {
      statement.execute(
          "CREATE TABLE slot (series TEXT NOT NULL, start INTEGER NOT NULL, value REAL NOT NULL,"
              + " PRIMARY KEY (series, start)) WITHOUT ROWID");
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer history = new HistoryBuffer(store);
      assertEquals(Optional.empty(), history.firstDecision());
      history.take(FIRST);
      assertEquals(Optional.empty(), history.flush());
      assertEquals(Optional.of(START), history.firstDecision());
    }
  }
}
