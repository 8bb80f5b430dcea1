package io.spikewatt.controller.federation;

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
      waiting =
          Optional.of(
              new RecordBatch(number, rows.subList(0, Math.min(RecordBatch.MOST, rows.size()))));
      sendAgain = Optional.empty();
    }
    if (sendAgain.filter(now::isBefore).isPresent()) {
      return Optional.empty();
    }
    sendAgain = Optional.of(now.plus(AGAIN));
    return waiting;
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
