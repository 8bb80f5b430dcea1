package io.spikewatt.fleet.testing;

import io.spikewatt.controller.member.RecordSource;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * A made-up record that grows. It also knows which rows were acknowledged: all those before the
 * time that a forwarder last asked from. One thread asks for rows; any thread may read the count.
 */
public final class GrowingRecord implements RecordSource {

  /** Time of the first row. */
  public static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  /** Rows of each quarter hour. */
  public static final List<String> KINDS = List.of("grid-w", "load-w", "pv-w");

  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final int gateway;
  private final IntSupplier passed;
  private volatile int acknowledged;

  /**
   * @param gateway its number
   * @param passed quarter hours that are over
   */
  public GrowingRecord(int gateway, IntSupplier passed) {
    this.gateway = gateway;
    this.passed = passed;
  }

  /** Start of a quarter hour. */
  public static Instant at(int quarter) {
    return START.plus(QUARTER.multipliedBy(quarter));
  }

  /** A row; its value is another one in each. */
  public QuarterRecord row(int quarter, int kind) {
    return new QuarterRecord(
        at(quarter), KINDS.get(kind), 0, gateway * 100_000.0 + quarter + kind * 0.25, "");
  }

  /** Whole quarter hours, as many as a batch holds. */
  @Override
  public List<QuarterRecord> from(Instant from) {
    int first =
        from.isBefore(START)
            ? 0
            : (int) Math.ceilDiv(Duration.between(START, from).toMillis(), QUARTER.toMillis());
    acknowledged = first;
    int end = Math.min(passed.getAsInt(), first + RecordBatch.MOST / KINDS.size());
    List<QuarterRecord> rows = new ArrayList<>();
    for (int quarter = first; quarter < end; quarter++) {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        rows.add(row(quarter, kind));
      }
    }
    return rows;
  }

  /** Quarter hours whose rows the coordinator has acknowledged. */
  public int acknowledged() {
    return acknowledged;
  }
}
