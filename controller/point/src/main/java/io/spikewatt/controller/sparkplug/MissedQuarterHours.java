package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The quarter hours that ended while no host heard the node, until they have been sent. The history
 * has their values; here is only the place up to which they were sent, over restarts too.
 *
 * <p>The cycle's thread says when the node is heard, and takes what is to be sent; it never waits
 * for the disk. {@link #tick} reads and writes, and is called by another thread every few seconds.
 */
public final class MissedQuarterHours {

  private static final String FIRST = "first-missed";

  /** Beyond three keep-alives of the link: a connected broker has answered since. */
  private static final Duration ARRIVED_AFTER = Duration.ofMinutes(1);

  /** A mean is in the history a little after its quarter hour. */
  private static final Duration RECORDED_AFTER = Duration.ofMinutes(1);

  private static final Duration OLDEST = Duration.ofDays(31);
  private static final int READ_AT_ONCE = 12;

  /** Flash must not pay for each batch of a long outage. */
  private static final Duration WRITE_EVERY = Duration.ofMinutes(1);

  private final KeptValues kept;

  /** Read, and not sent yet. */
  private final Deque<PastQuarterHour> ready = new ArrayDeque<>();

  /** Sent over the present connection, and perhaps not arrived. */
  private final Deque<Sent> underWay = new ArrayDeque<>();

  /** Start of the first one that has not arrived; null = none is missing. */
  private @Nullable Instant first;

  /** Start of the first one that is read next. */
  private Instant next = Instant.MIN;

  /** End of the last missed one; null = the node is not heard. */
  private @Nullable Instant end;

  /** One more with each time that the node is heard again. */
  private long hearings;

  // Both belong to the thread of the ticks.
  private @Nullable Instant written;
  private @Nullable Moment writtenAt;

  private record Sent(Instant start, Moment at) {}

  /**
   * @param kept survives a restart; what is in it is missing still
   * @param now start of the process, which is not heard yet
   */
  MissedQuarterHours(KeptValues kept, Instant now) {
    this.kept = kept;
    OptionalDouble place = kept.number(FIRST, 0, (double) now.getEpochSecond());
    if (place.isPresent()) {
      written = QuarterHour.startOf(Instant.ofEpochSecond((long) place.getAsDouble()));
    }
    first = written == null ? QuarterHour.startOf(now) : written;
  }

  public static MissedQuarterHours in(Path directory, Instant now, Consumer<String> onProblem) {
    return new MissedQuarterHours(
        KeptValues.in(
            directory.resolve("sparkplug-missed.properties"),
            "quarter hours since then were not sent to Sparkplug hosts",
            onProblem),
        now);
  }

  /** The node is not heard, or its connection is another one. */
  public synchronized void unheard(Instant now) {
    if (end == null) {
      return;
    }
    end = null;
    ready.clear();
    underWay.clear();
    if (first == null) {
      // The last messages may have been lost on a dead line.
      first = QuarterHour.startOf(now.minus(ARRIVED_AFTER));
    }
  }

  /** The node was born: from now on hosts have its live values. */
  public synchronized void heard(Instant now) {
    if (end == null) {
      end = QuarterHour.startOf(now);
      next = first == null ? end : first;
      hearings++;
    }
  }

  /**
   * The next one, oldest first, which is sent over the present connection; empty = none for now.
   */
  public synchronized Optional<PastQuarterHour> take(Moment now) {
    Optional<PastQuarterHour> taken = Optional.ofNullable(ready.pollFirst());
    taken.ifPresent(one -> underWay.addLast(new Sent(one.start(), now)));
    return taken;
  }

  /** Notes what has arrived, and reads what is sent next. */
  public void tick(Moment now, Site site, HistoryBuffer history) {
    settle(now);
    write(now, false);
    read(now, site, history);
  }

  /** Keeps what has arrived; {@link #tick} is not called any more. */
  public void close(Moment now) {
    settle(now);
    write(now, true);
  }

  private synchronized void settle(Moment now) {
    while (!underWay.isEmpty() && now.since(underWay.getFirst().at).compareTo(ARRIVED_AFTER) >= 0) {
      first = underWay.removeFirst().start.plus(QuarterHour.LENGTH);
    }
    if (end != null && ready.isEmpty() && underWay.isEmpty() && !next.isBefore(end)) {
      first = null;
    }
  }

  /** Without an outage across the end of a quarter hour nothing is written. */
  private void write(Moment now, boolean last) {
    Instant place;
    boolean worth;
    synchronized (this) {
      place = first;
      worth =
          place == null
              ? written != null
              : !place.equals(written) && place.isBefore(QuarterHour.startOf(now.instant()));
      boolean soon = writtenAt != null && now.since(writtenAt).compareTo(WRITE_EVERY) < 0;
      if (!worth || (soon && !last && place != null && end != null)) {
        return;
      }
    }
    boolean _ =
        kept.replace(
            place == null ? Map.of() : Map.of(FIRST, String.valueOf(place.getEpochSecond())));
    written = place;
    writtenAt = now;
  }

  private void read(Moment now, Site site, HistoryBuffer history) {
    Instant from;
    Instant to;
    long hearing;
    synchronized (this) {
      if (end == null || !ready.isEmpty() || !next.isBefore(end)) {
        return;
      }
      Instant oldest = QuarterHour.startOf(now.instant().minus(OLDEST));
      from = next.isBefore(oldest) ? oldest : next;
      Instant recorded = QuarterHour.startOf(now.instant().minus(RECORDED_AFTER));
      Instant last = end.isBefore(recorded) ? end : recorded;
      Instant most = from.plus(QuarterHour.LENGTH.multipliedBy(READ_AT_ONCE));
      to = most.isBefore(last) ? most : last;
      hearing = hearings;
    }
    if (!from.isBefore(to) || history.problem().isPresent()) {
      return;
    }
    List<PastQuarterHour> found;
    try {
      List<String> series =
          RecordedMetric.of(site).stream().map(RecordedMetric::series).distinct().toList();
      found = PastQuarterHour.read(history, series, from, to);
    } catch (HistoryUnreadable later) {
      // The history's own alarm says so.
      return;
    }
    synchronized (this) {
      if (hearing == hearings && end != null) {
        ready.addAll(found);
        next = to;
      }
    }
  }
}
