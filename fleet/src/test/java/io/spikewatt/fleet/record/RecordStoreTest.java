package io.spikewatt.fleet.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.record.RecordStore.StoredBatch;
import io.spikewatt.fleet.record.StreamStore.SiteRows;
import io.spikewatt.fleet.record.StreamStore.StreamPosition;
import io.spikewatt.fleet.store.SqliteRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of records keeps; another one adds a subclass that opens it. */
class RecordStoreTest {

  static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @TempDir Path folder = Path.of("");

  StreamStore open() throws Exception {
    return SqliteRecords.open(folder);
  }

  static QuarterRecord load(int quarter, int revision, double value) {
    return new QuarterRecord(
        NOON.plus(QUARTER.multipliedBy(quarter)), "load-w", revision, value, "");
  }

  static List<QuarterRecord> loads(RecordStore store, String gateway) {
    return store.read(gateway, "load-w", NOON, NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void the_same_batch_again_changes_nothing() throws Exception {
    try (RecordStore store = open()) {
      List<QuarterRecord> rows = List.of(load(0, 0, 500), load(1, 0, 510));
      assertEquals(new StoredBatch(2, 0, 0), store.store("home1", rows));
      assertEquals(new StoredBatch(0, 0, 2), store.store("home1", rows));
      assertEquals(rows, loads(store, "home1"));
    }
  }

  @Test
  void late_rows_take_their_place_in_time() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(load(3, 0, 530)));
      store.store("home1", List.of(load(1, 0, 510)));
      assertEquals(List.of(load(1, 0, 510), load(3, 0, 530)), loads(store, "home1"));
    }
  }

  @Test
  void the_highest_revision_counts_in_whatever_order_they_arrive() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(load(0, 2, 502)));
      assertEquals(new StoredBatch(0, 0, 1), store.store("home1", List.of(load(0, 1, 501))));
      assertEquals(new StoredBatch(0, 1, 0), store.store("home1", List.of(load(0, 3, 503))));
      assertEquals(List.of(load(0, 3, 503)), loads(store, "home1"));
    }
  }

  @Test
  void a_row_that_a_batch_holds_twice_counts_by_its_revision() throws Exception {
    try (RecordStore store = open()) {
      List<QuarterRecord> rows = List.of(load(1, 0, 510), load(0, 2, 502), load(0, 1, 501));
      assertEquals(new StoredBatch(2, 0, 1), store.store("home1", rows));
      List<QuarterRecord> rising = List.of(load(1, 1, 511), load(1, 2, 512), load(2, 0, 520));
      assertEquals(new StoredBatch(1, 2, 0), store.store("home1", rising));
      assertEquals(
          List.of(load(0, 2, 502), load(1, 2, 512), load(2, 0, 520)), loads(store, "home1"));
    }
  }

  @Test
  void gateways_and_kinds_do_not_mix() throws Exception {
    try (RecordStore store = open()) {
      QuarterRecord event = new QuarterRecord(NOON, "event:grid-power-unknown", 0, 1, "5 s");
      store.store("home1", List.of(load(0, 0, 1), event));
      store.store("home2", List.of(load(0, 0, 2)));
      assertEquals(List.of(load(0, 0, 1)), loads(store, "home1"));
      assertEquals(List.of(load(0, 0, 2)), loads(store, "home2"));
      assertEquals(List.of(event), store.read("home1", event.kind(), NOON, NOON.plusMillis(1)));
    }
  }

  @Test
  void rows_of_several_gateways_and_their_place_in_the_stream_are_stored_together()
      throws Exception {
    try (StreamStore store = open()) {
      assertEquals(OptionalLong.empty(), store.nextOffset("records"));
      List<SiteRows> batches =
          List.of(
              new SiteRows("home2", List.of(load(0, 0, 700))),
              new SiteRows("home1", List.of(load(0, 0, 500), load(1, 0, 510))),
              new SiteRows("home2", List.of(load(0, 1, 701))));
      assertEquals(
          new StoredBatch(3, 1, 0), store.storeFrom(new StreamPosition("records", 3), batches));
      store.storeFrom(new StreamPosition("others", 9), List.of());
    }
    try (StreamStore store = open()) {
      assertEquals(OptionalLong.of(3), store.nextOffset("records"));
      assertEquals(List.of(load(0, 1, 701)), loads(store, "home2"));
      assertEquals(List.of(load(0, 0, 500), load(1, 0, 510)), loads(store, "home1"));
      // A stream that was made anew begins at 0 again.
      store.storeFrom(new StreamPosition("records", 1), List.of());
      assertEquals(OptionalLong.of(1), store.nextOffset("records"));
    }
  }

  @Test
  void rows_are_there_after_a_restart() throws Exception {
    try (RecordStore store = open()) {
      store.store("home1", List.of(load(0, 0, 500)));
    }
    try (RecordStore store = open()) {
      assertEquals(List.of(load(0, 0, 500)), loads(store, "home1"));
    }
  }

  @Test
  void a_batch_arrives_as_it_was_sent_and_its_protocol_is_read_first() throws Exception {
    RecordBatch batch = new RecordBatch(7, List.of(load(0, 0, 500), load(1, 2, -3)));
    assertEquals(batch, RecordBatch.decoded(batch.encoded()));
    byte[] other = batch.encoded();
    other[7] = 9;
    assertEquals(
        "protocol 2 expected, found 9",
        assertThrows(MalformedMessage.class, () -> RecordBatch.decoded(other)).getMessage());
    for (int length = 0; length < batch.encoded().length; length++) {
      byte[] cut = java.util.Arrays.copyOf(batch.encoded(), length);
      assertThrows(MalformedMessage.class, () -> RecordBatch.decoded(cut));
    }
  }
}
