package io.spikewatt.fleet.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.record.StreamStore.SiteRows;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.testing.MemoryBroker;
import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a broker: what is read is stored once, and answered only then. */
final class StreamIngestTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final FleetTopics TOPICS = new FleetTopics("fleet", "coordinator");

  @TempDir Path folder = Path.of("");

  private final MemoryBroker broker = new MemoryBroker();
  private final MemoryStream stream = new MemoryStream();

  private final List<SiteRows> noted = new ArrayList<>();

  @Test
  void messages_that_wait_are_stored_in_one_transaction_and_then_answered() throws Exception {
    stream.add("home1", 4, load(0, 500), load(1, 510));
    stream.add("home2", 1, load(0, 700));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(2, ingest.step(Duration.ZERO));
      assertEquals(OptionalLong.of(2), store.nextOffset("records"));
      assertEquals(List.of(load(0, 500), load(1, 510)), loads(store, "home1"));
      assertEquals(List.of("fleet/down/home1/stored 4", "fleet/down/home2/stored 1"), answers());
      assertEquals(List.of("home1", "home2"), noted.stream().map(SiteRows::gateway).toList());
      assertEquals(0, ingest.step(Duration.ZERO));
    }
  }

  @Test
  void a_process_that_was_killed_goes_on_behind_what_is_stored() throws Exception {
    stream.add("home1", 1, load(0, 500));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(1, ingest.step(Duration.ZERO));
    }
    stream.add("home1", 2, load(1, 510));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(1, ingest.step(Duration.ZERO));
      assertEquals(List.of(OptionalLong.empty(), OptionalLong.of(1)), stream.opened);
      assertEquals(List.of("fleet/down/home1/stored 1", "fleet/down/home1/stored 2"), answers());
    }
  }

  @Test
  void what_the_store_does_not_take_is_not_answered_and_tried_again() throws Exception {
    stream.add("home1", 1, load(0, 500));
    try (FailingStore store = new FailingStore(SqliteRecords.open(folder));
        StreamIngest ingest = ingest(store)) {
      store.away = true;
      assertThrows(IOException.class, () -> ingest.step(Duration.ZERO));
      assertEquals(List.of(), answers());
      assertEquals(List.of(), noted);
      stream.add("home1", 1, load(0, 500));
      store.away = false;
      assertEquals(1, ingest.step(Duration.ZERO));
      assertEquals(1, ingest.step(Duration.ZERO));
      assertEquals(List.of(load(0, 500)), loads(store, "home1"));
      assertEquals(List.of("fleet/down/home1/stored 1", "fleet/down/home1/stored 1"), answers());
    }
  }

  @Test
  void a_reader_that_was_cut_off_is_replaced_by_one_behind_what_is_stored() throws Exception {
    stream.add("home1", 1, load(0, 500));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(1, ingest.step(Duration.ZERO));
      stream.cut = true;
      stream.add("home1", 2, load(1, 510));
      assertThrows(IOException.class, () -> ingest.step(Duration.ZERO));
      stream.cut = false;
      assertEquals(1, ingest.step(Duration.ZERO));
      assertEquals(List.of(OptionalLong.empty(), OptionalLong.of(1)), stream.opened);
    }
  }

  @Test
  void a_reader_that_is_silent_for_long_is_replaced() throws Exception {
    stream.add("home1", 1, load(0, 500));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(1, ingest.step(Duration.ofSeconds(20)));
      assertEquals(0, ingest.step(Duration.ofSeconds(20)));
      assertEquals(1, stream.opened.size());
      assertEquals(0, ingest.step(Duration.ofSeconds(20)));
      assertEquals(0, ingest.step(Duration.ofSeconds(20)));
      assertEquals(List.of(OptionalLong.empty(), OptionalLong.of(1)), stream.opened);
    }
  }

  @Test
  void a_message_that_is_no_batch_is_refused_by_name_and_stops_nothing() throws Exception {
    stream.messages.add(
        new StreamMessage(0, TOPICS.up("home1", RecordBatch.TOPIC), new byte[] {1, 2}));
    stream.messages.add(new StreamMessage(1, "elsewhere", new byte[] {1, 2}));
    stream.add("home2", 1, load(0, 700));
    try (StreamStore store = SqliteRecords.open(folder);
        StreamIngest ingest = ingest(store)) {
      assertEquals(3, ingest.step(Duration.ZERO));
      assertEquals(List.of(load(0, 700)), loads(store, "home2"));
      assertEquals(2, answers().size());
      assertEquals("fleet/down/home1/refusal MALFORMED", answers().getFirst().split("\n", 2)[0]);
    }
  }

  private StreamIngest ingest(StreamStore store) {
    return new StreamIngest("records", stream, store, broker.port(_ -> false), TOPICS, noted::add);
  }

  private List<String> answers() {
    return broker.sent().stream().map(StreamIngestTest::text).toList();
  }

  private static String text(Message message) {
    return message.topic() + " " + new String(message.payload(), StandardCharsets.UTF_8);
  }

  private static QuarterRecord load(int quarter, double value) {
    return new QuarterRecord(NOON.plus(Duration.ofMinutes(15L * quarter)), "load-w", 0, value, "");
  }

  private static List<QuarterRecord> loads(StreamStore store, String gateway) {
    return store.read(gateway, "load-w", NOON, NOON.plus(Duration.ofDays(1)));
  }

  /** Messages in memory, which any number of readers may read. */
  private static final class MemoryStream implements RecordStream.Source {
    final List<StreamMessage> messages = new ArrayList<>();
    final List<OptionalLong> opened = new ArrayList<>();
    boolean cut;

    void add(String gateway, long number, QuarterRecord... rows) {
      messages.add(
          new StreamMessage(
              messages.size(),
              TOPICS.up(gateway, RecordBatch.TOPIC),
              new RecordBatch(number, List.of(rows)).encoded()));
    }

    @Override
    public RecordStream open(OptionalLong from) {
      opened.add(from);
      return new RecordStream() {
        private int next = (int) from.orElse(0);

        @Override
        public List<StreamMessage> next(int most, Duration wait) throws IOException {
          if (cut) {
            throw new IOException("cut off");
          }
          int end = Math.min(messages.size(), next + most);
          List<StreamMessage> found = List.copyOf(messages.subList(next, end));
          next = end;
          return found;
        }

        @Override
        public void close() {}
      };
    }
  }

  /** A store whose disk may be away. */
  private static final class FailingStore implements StreamStore {
    private final StreamStore store;
    boolean away;

    FailingStore(StreamStore store) {
      this.store = store;
    }

    @Override
    public StoredBatch store(String gateway, List<QuarterRecord> rows) {
      return store.store(gateway, rows);
    }

    @Override
    public StoredBatch storeFrom(StreamPosition reached, List<SiteRows> batches) {
      if (away) {
        throw new UncheckedIOException(new IOException("the database is away"));
      }
      return store.storeFrom(reached, batches);
    }

    @Override
    public OptionalLong nextOffset(String name) {
      return store.nextOffset(name);
    }

    @Override
    public List<QuarterRecord> read(String gateway, String kind, Instant from, Instant to) {
      return store.read(gateway, kind, from, to);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
