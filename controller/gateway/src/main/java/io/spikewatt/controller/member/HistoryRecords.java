package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The quarter-hour means that a site sends to its fleet: those of the last week, then each new one.
 * Confined to one thread.
 */
public final class HistoryRecords implements RecordSource {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final Duration PAST = Duration.ofDays(7);

  /** A quarter hour's mean is written a little after its end. */
  private static final Duration LATEST = Duration.ofMinutes(20);

  /** Pause between reads of the disk while no new mean is there. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int AS_RECORDED = 0;

  /** Reads a series from a time to a time, in steps of a quarter hour. */
  @FunctionalInterface
  public interface SeriesReader {
    TimeSeries read(String series, Instant from, Instant to);
  }

  private final List<String> series;
  private final SeriesReader reader;
  private final Clock clock;
  private @Nullable Moment lookAgain;

  /**
   * @param series names in the history
   */
  public HistoryRecords(List<String> series, SeriesReader reader, Clock clock) {
    this.series = List.copyOf(series);
    this.reader = reader;
    this.clock = clock;
  }

  /** As many whole quarter hours as fit into a batch; none within a minute of an empty read. */
  @Override
  public List<QuarterRecord> from(Instant from) {
    Moment at = clock.now();
    if (lookAgain != null && at.isBefore(lookAgain)) {
      return List.of();
    }
    Instant now = at.instant();
    Instant oldest = now.minus(PAST);
    Instant first = from.isBefore(oldest) ? oldest : from;
    Instant end = now.minus(LATEST);
    Duration batch = SLOT.multipliedBy(RecordBatch.MOST / series.size());
    List<QuarterRecord> rows = List.of();
    while (rows.isEmpty() && first.isBefore(end)) {
      Instant last = first.plus(batch);
      rows = rows(first, last.isBefore(end) ? last : end);
      first = last;
    }
    lookAgain = rows.isEmpty() ? at.plus(PATIENCE) : null;
    return rows;
  }

  private List<QuarterRecord> rows(Instant first, Instant last) {
    List<QuarterRecord> rows = new ArrayList<>();
    for (String name : series) {
      TimeSeries means = reader.read(name, first, last);
      String kind = name.toLowerCase(Locale.ROOT).replace('_', '-');
      for (int k = 0; k < means.values().length; k++) {
        double value = means.values()[k];
        Instant at = means.start().plus(SLOT.multipliedBy(k));
        if (Double.isFinite(value) && !at.isBefore(first) && QuarterRecord.plausible(at)) {
          rows.add(new QuarterRecord(at, kind, AS_RECORDED, value, ""));
        }
      }
    }
    rows.sort((one, other) -> one.at().compareTo(other.at()));
    return rows;
  }
}
