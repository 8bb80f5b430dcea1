package io.spikewatt.fleet.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.record.RecordStore.StoredBatch;
import io.spikewatt.fleet.store.PostgresRecords;
import io.spikewatt.fleet.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract, and what only a server can do: be away, and be written by several at once. */
class PostgresRecordsTest extends RecordStoreTest {

  private static Optional<PostgresServer> started = Optional.empty();

  private String url = "";

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(PostgresServer.installed(), "SKIPPED: no PostgreSQL 17");
    started = Optional.of(PostgresServer.start());
  }

  @AfterAll
  static void stop() throws IOException {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  static PostgresServer server() {
    return started.orElseThrow();
  }

  @BeforeEach
  void makeDatabase() throws Exception {
    url = server().newDatabase();
  }

  final String url() {
    return url;
  }

  @Override
  PostgresRecords open() throws IOException {
    return PostgresRecords.open(url, Optional.of(server().passwordFile()));
  }

  @Test
  void a_server_that_was_away_keeps_what_was_stored_and_is_found_again() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(load(0, 0, 500)));
      server().crash();
      try {
        UncheckedIOException away =
            assertThrows(
                UncheckedIOException.class, () -> store.store("home1", List.of(load(1, 0, 510))));
        assertTrue(String.valueOf(away.getMessage()).contains("jdbc:postgresql://127.0.0.1"));
      } finally {
        server().startAgain();
      }
      assertEquals(
          new StoredBatch(1, 0, 1),
          store.store("home1", List.of(load(0, 0, 500), load(1, 0, 510))));
    }
  }

  @Test
  void a_call_that_finds_a_broken_connection_connects_anew() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(load(0, 0, 500)));
      server().crash();
      server().startAgain();
      assertEquals(new StoredBatch(0, 1, 0), store.store("home1", List.of(load(0, 1, 501))));
    }
  }

  @Test
  void records_that_were_used_before_open_while_the_server_is_away_and_connect_later()
      throws Exception {
    server().crash();
    PostgresRecords away;
    try {
      away = PostgresRecords.reopen(url, Optional.of(server().passwordFile()));
      assertThrows(UncheckedIOException.class, () -> away.store("home1", List.of(load(0, 0, 500))));
    } finally {
      server().startAgain();
    }
    try (away) {
      assertEquals(new StoredBatch(1, 0, 0), away.store("home1", List.of(load(0, 0, 500))));
    }
  }

  @Test
  void several_processes_that_store_at_once_leave_the_highest_revision() throws Exception {
    int writers = 4;
    int rows = 200;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<StoredBatch>> stored = new ArrayList<>();
      for (int revision = 0; revision < writers; revision++) {
        List<QuarterRecord> batch = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          // Each in another order, in which locks would wait for each other in a circle.
          int quarter = (revision % 2 == 0 ? i : rows - 1 - i) % 96;
          batch.add(load(quarter, revision, revision));
        }
        stored.add(
            threads.submit(
                () -> {
                  try (RecordStore store = open()) {
                    return store.store("home1", batch);
                  }
                }));
      }
      int added = 0;
      for (Future<StoredBatch> batch : stored) {
        added += batch.get().added();
      }
      assertEquals(96, added);
    }
    try (RecordStore store = open()) {
      List<QuarterRecord> kept = loads(store, "home1");
      assertEquals(96, kept.size());
      assertTrue(kept.stream().allMatch(row -> row.revision() == writers - 1));
    }
  }

  @Test
  void a_text_with_a_zero_is_stored_too() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(new QuarterRecord(NOON, "event:x", 0, 1, "a\0b")));
      assertEquals(
          "a\uFFFDb", store.read("home1", "event:x", NOON, NOON.plusMillis(1)).getFirst().text());
    }
  }

  @Test
  void a_password_in_the_url_is_refused_and_not_repeated() {
    for (String with : List.of(url + "&password=hunter2", "jdbc:postgresql://a:hunter2@host/db")) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> PostgresRecords.open(with, Optional.empty()));
      assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"));
    }
  }

  @Test
  void a_wrong_password_is_refused_by_the_server() throws Exception {
    Path wrong = Files.writeString(folder.resolve("password"), "wrong\n");
    IOException refused =
        assertThrows(IOException.class, () -> PostgresRecords.open(url, Optional.of(wrong)));
    assertTrue(String.valueOf(refused.getMessage()).contains("password authentication failed"));
    assertThrows(IOException.class, () -> PostgresRecords.reopen(url, Optional.of(wrong)));
  }
}
