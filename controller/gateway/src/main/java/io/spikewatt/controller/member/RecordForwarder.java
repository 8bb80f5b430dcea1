package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Sends a gateway's own record, oldest first, one batch at a time until it is answered. After a
 * restart it begins anew, which the coordinator's store bears. Confined to one thread.
 */
public final class RecordForwarder {

  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final RecordSource record;
  private Instant from = Instant.EPOCH;
  private long number;
  private Optional<RecordBatch> waiting = Optional.empty();
  private Optional<Moment> sendAgain = Optional.empty();

  public RecordForwarder(RecordSource record) {
    this.record = record;
  }

  /** The batch that is to be sent now; empty while an answer is awaited, or all is stored. */
  public Optional<RecordBatch> due(Moment now) {
    if (waiting.isEmpty()) {
      List<QuarterRecord> rows = record.from(from);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      number++;
      waiting = Optional.of(new RecordBatch(number, wholeTimes(rows)));
      sendAgain = Optional.empty();
    }
    if (sendAgain.filter(now::isBefore).isPresent()) {
      return Optional.empty();
    }
    sendAgain = Optional.of(now.plus(AGAIN));
    return waiting;
  }

  /** The first rows, as many as fit, and all of a time or none: the next batch begins after it. */
  private static List<QuarterRecord> wholeTimes(List<QuarterRecord> rows) {
    if (rows.size() <= RecordBatch.MOST) {
      return rows;
    }
    int end = RecordBatch.MOST;
    while (end > 0 && millis(rows, end - 1) == millis(rows, RecordBatch.MOST)) {
      end--;
    }
    return rows.subList(0, end > 0 ? end : RecordBatch.MOST);
  }

  private static long millis(List<QuarterRecord> rows, int index) {
    return rows.get(index).at().toEpochMilli();
  }

  /** Whether a batch was sent that is not answered. */
  boolean awaiting() {
    return waiting.isPresent();
  }

  /** Takes an answer; one to another batch is of no meaning. */
  public void stored(byte[] answer) {
    String named = new String(answer, StandardCharsets.US_ASCII);
    if (waiting.isPresent() && named.equals(Long.toString(waiting.get().number()))) {
      from = waiting.get().rows().getLast().at().plusMillis(1);
      waiting = Optional.empty();
    }
  }
}
