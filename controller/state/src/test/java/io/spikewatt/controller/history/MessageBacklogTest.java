package io.spikewatt.controller.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageBacklogTest {

  @TempDir private Path directory;

  @Test
  void messagesAreKeptInTheirOrderOverARestart() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = store.backlog();
      List<Long> first = backlog.change(List.of(), drafts("a", "b", "c")).numbers();
      MessageBacklog.Change change = backlog.change(List.of(first.get(1), 99L), drafts("d"));
      assertEquals(0, change.dropped());
      assertEquals(List.of("a", "c", "d"), texts(backlog, 10));
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = store.backlog();
      assertEquals(3, backlog.size());
      backlog.change(List.of(), drafts("e"));
      assertEquals(List.of("a", "c"), texts(backlog, 2));
      assertEquals(List.of("a", "c", "d", "e"), texts(backlog, 10));
    }
  }

  @Test
  void theOldestGoBeyondTheNumberAndAreCounted() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = new MessageBacklog(store, 3, 1_000);
      assertEquals(0, backlog.change(List.of(), drafts("a", "b")).dropped());
      assertEquals(2, backlog.change(List.of(), drafts("c", "d", "e")).dropped());
      assertEquals(List.of("c", "d", "e"), texts(backlog, 10));
    }
  }

  @Test
  void theOldestGoBeyondTheBytes() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = new MessageBacklog(store, 100, 250);
      backlog.change(List.of(), drafts("a".repeat(90), "b".repeat(90)));
      assertEquals(1, backlog.change(List.of(), drafts("c".repeat(90))).dropped());
      assertEquals(2, backlog.size());
      assertTrue(texts(backlog, 1).getFirst().startsWith("b"));
    }
  }

  @Test
  void theFileDoesNotGrowWithWhatWasDropped() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = new MessageBacklog(store, 500, 1 << 20);
      List<MessageBacklog.Draft> hundred =
          IntStream.range(0, 100).mapToObj(i -> draft("x".repeat(300) + i)).toList();
      for (int i = 0; i < 10; i++) {
        backlog.change(List.of(), hundred);
      }
      long early = Files.size(directory.resolve("history.db"));
      for (int i = 0; i < 100; i++) {
        backlog.change(List.of(), hundred);
      }
      long late = Files.size(directory.resolve("history.db"));
      assertTrue(late < early + 400_000, early + " bytes, then " + late);
    }
  }

  @Test
  void damagedRowsAreRemovedAndTheOthersRead() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.backlog().change(List.of(), drafts("a", "b"));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO backlog VALUES (-3, 't', x'414243')");
      statement.execute("INSERT INTO backlog VALUES (9223372036854775807, 't', x'414243')");
      statement.execute("INSERT INTO backlog VALUES (7, 't', 12)");
      statement.execute("INSERT INTO backlog VALUES (8, x'41', x'414243')");
      statement.execute("INSERT INTO backlog VALUES (9, 't', x'')");
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      MessageBacklog backlog = store.backlog();
      assertEquals(2, backlog.size());
      assertEquals(List.of(3L), backlog.change(List.of(), drafts("c")).numbers());
      assertEquals(List.of("a", "b", "c"), texts(backlog, 10));
    }
  }

  @Test
  void aClosedStoreSaysSoAndNothingIsCountedAsKept() throws Exception {
    HistoryStore store = HistoryStore.open(directory);
    MessageBacklog backlog = store.backlog();
    backlog.change(List.of(), drafts("a"));
    store.close();
    assertThrows(IOException.class, () -> backlog.change(List.of(), drafts("b")));
    assertThrows(IOException.class, () -> backlog.oldest(1));
    assertEquals(1, backlog.size());
  }

  private static List<MessageBacklog.Draft> drafts(String... texts) {
    return List.of(texts).stream().map(MessageBacklogTest::draft).toList();
  }

  private static MessageBacklog.Draft draft(String text) {
    return new MessageBacklog.Draft("t", ("{\"" + text + "\"}").getBytes(UTF_8));
  }

  private static List<String> texts(MessageBacklog backlog, int most) throws IOException {
    return backlog.oldest(most).stream()
        .map(kept -> new String(kept.payload(), UTF_8).replaceAll("[{}\"]", ""))
        .toList();
  }
}
