package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordForwarderTest {

  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final Moment NOW = new Moment(0, START);

  /** Three series, so that a full batch would end inside a quarter hour. */
  private static List<QuarterRecord> rows(int quarters) {
    List<QuarterRecord> rows = new ArrayList<>();
    for (int quarter = 0; quarter < quarters; quarter++) {
      for (String kind : List.of("grid-w", "load-w", "pv-w")) {
        rows.add(
            new QuarterRecord(START.plus(Duration.ofMinutes(15L * quarter)), kind, 0, quarter, ""));
      }
    }
    return rows;
  }

  private static RecordSource record(List<QuarterRecord> rows) {
    return from -> rows.stream().filter(row -> !row.at().isBefore(from)).toList();
  }

  private static byte[] answer(RecordBatch batch) {
    return Long.toString(batch.number()).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void a_long_record_arrives_whole_in_batches_that_end_with_a_quarter_hour() {
    List<QuarterRecord> all = rows(700);
    RecordForwarder forwarder = new RecordForwarder(record(all));
    List<QuarterRecord> sent = new ArrayList<>();
    for (Optional<RecordBatch> due = forwarder.due(NOW);
        due.isPresent();
        due = forwarder.due(NOW)) {
      sent.addAll(due.get().rows());
      forwarder.stored(answer(due.get()));
    }
    assertEquals(all, sent);
  }

  @Test
  void a_batch_without_an_answer_is_sent_again_after_ten_seconds() {
    RecordForwarder forwarder = new RecordForwarder(record(rows(1)));
    Optional<RecordBatch> first = forwarder.due(NOW);
    assertEquals(3, first.orElseThrow().rows().size());
    assertEquals(Optional.empty(), forwarder.due(NOW.plus(Duration.ofSeconds(9))));
    assertEquals(first, forwarder.due(NOW.plus(Duration.ofSeconds(10))));
    forwarder.stored("7".getBytes(StandardCharsets.US_ASCII));
    assertTrue(forwarder.awaiting());
  }
}
