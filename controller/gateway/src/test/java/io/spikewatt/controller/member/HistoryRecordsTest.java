package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HistoryRecordsTest {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOW);
  private final AtomicInteger reads = new AtomicInteger();
  private final HistoryRecords records =
      new HistoryRecords(List.of("load_w", "grid_w"), this::read, clock);

  /** Every slot is known, of the value of its hour. */
  private TimeSeries read(String series, Instant from, Instant to) {
    reads.incrementAndGet();
    int count = (int) Math.max(0, Math.ceilDiv(Duration.between(from, to).toMinutes(), 15));
    double[] values = new double[count];
    Arrays.fill(values, 500);
    return new TimeSeries(from, SLOT, values);
  }

  @Test
  void a_batch_holds_whole_quarter_hours_of_the_last_week_at_most() {
    List<QuarterRecord> rows = records.from(Instant.EPOCH);
    assertEquals(NOW.minus(Duration.ofDays(7)), rows.getFirst().at());
    assertTrue(rows.size() <= RecordBatch.MOST);
    assertEquals(rows.getLast().at(), rows.get(rows.size() - 2).at(), "both series of a slot");
    assertEquals("load-w", rows.getFirst().kind());
  }

  @Test
  void the_rest_follows_until_all_is_sent() {
    Instant from = Instant.EPOCH;
    int rows = 0;
    for (List<QuarterRecord> batch = records.from(from);
        !batch.isEmpty();
        batch = records.from(from)) {
      rows += batch.size();
      from = NOW.minus(Duration.ofDays(7)).plus(SLOT.multipliedBy(rows / 2));
    }
    assertEquals(2 * (7 * 96 - 1), rows);
  }

  @Test
  void the_disk_is_not_asked_each_second_for_what_is_not_there() {
    assertEquals(List.of(), records.from(NOW.minusSeconds(60)));
    HistoryRecords empty =
        new HistoryRecords(
            List.of("load_w"),
            (series, from, to) -> {
              reads.incrementAndGet();
              return new TimeSeries(to, SLOT, new double[0]);
            },
            clock);
    assertEquals(List.of(), empty.from(Instant.EPOCH));
    int before = reads.get();
    assertEquals(List.of(), empty.from(Instant.EPOCH));
    assertEquals(before, reads.get());
    clock.advance(Duration.ofMinutes(2));
    assertEquals(List.of(), empty.from(Instant.EPOCH));
    assertTrue(reads.get() > before);
  }

  @Test
  void a_clock_that_was_ahead_for_a_moment_delays_no_record() {
    clock.setWallTime(NOW.plus(Duration.ofDays(400)));
    HistoryRecords rare =
        new HistoryRecords(
            List.of("load_w"),
            (series, from, to) ->
                from.isAfter(NOW)
                    ? new TimeSeries(to, SLOT, new double[0])
                    : read(series, from, to),
            clock);
    assertEquals(List.of(), rare.from(NOW.minus(Duration.ofDays(1))));
    clock.setWallTime(NOW);
    clock.advance(Duration.ofMinutes(2));
    assertFalse(rare.from(NOW.minus(Duration.ofDays(1))).isEmpty(), "two minutes later");
  }
}
