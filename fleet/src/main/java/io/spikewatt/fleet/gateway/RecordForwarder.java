package io.spikewatt.fleet.gateway;

import io.spikewatt.fleet.message.RecordBatch;
import io.spikewatt.fleet.record.QuarterRecord;
import io.spikewatt.fleet.record.RecordStore;
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

  private final RecordStore store;
  private final String gateway;
  private final String kind;
  private Instant from = Instant.EPOCH;
  private long number;
  private Optional<RecordBatch> waiting = Optional.empty();
  private Optional<Moment> sendAgain = Optional.empty();

  /**
   * @param store of the gateway
   * @param kind of the rows that are sent
   */
  public RecordForwarder(RecordStore store, String gateway, String kind) {
    this.store = store;
    this.gateway = gateway;
    this.kind = kind;
  }

  /** The batch that is to be sent now; empty while an answer is awaited, or all is stored. */
  public Optional<RecordBatch> due(Moment now) {
    if (waiting.isEmpty()) {
      List<QuarterRecord> rows =
          store.read(gateway, kind, from, Instant.ofEpochMilli(Long.MAX_VALUE));
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

  /** Takes an answer; one to another batch is of no meaning. */
  public void stored(byte[] answer) {
    String named = new String(answer, StandardCharsets.US_ASCII);
    if (waiting.isPresent() && named.equals(Long.toString(waiting.get().number()))) {
      from = waiting.get().rows().getLast().at().plusMillis(1);
      waiting = Optional.empty();
    }
  }
}
