package io.spikewatt.controller.source;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Times of the requests to a source. A source with a time of publication gets requests until the
 * days that must be there are known, and then two a day for corrections; any other at its least
 * interval. Intervals are monotonic, so a clock that is set neither stops requests nor multiplies
 * them.
 *
 * @param zone of the service's days
 * @param publishedAt local time from which tomorrow's values are there; empty = they change all day
 * @param least interval between two requests
 * @param offset of this gateway, so that not all send in the same second
 */
record FetchSchedule(
    ZoneId zone, Optional<LocalTime> publishedAt, Duration least, Duration offset) {

  /** Interval of requests that look for corrections. */
  static final Duration CORRECTIONS = Duration.ofHours(12);

  /** Longest interval after failures. */
  static final Duration LONGEST = Duration.ofHours(6);

  /** Longest pause that a server can demand. */
  static final Duration MOST_DEMANDED = Duration.ofDays(1);

  private static final int MOST_OFFSET_S = 600;
  private static final int MOST_FIRST_PAUSE_S = 20;

  /** A schedule with an offset by chance. */
  static FetchSchedule of(
      ZoneId zone, Optional<LocalTime> publishedAt, Duration least, RandomGenerator random) {
    return new FetchSchedule(
        zone, publishedAt, least, Duration.ofSeconds(random.nextInt(MOST_OFFSET_S)));
  }

  /**
   * The last request.
   *
   * @param at its time
   * @param pause least time until the next one
   */
  record LastRequest(Moment at, Duration pause) {}

  /**
   * True if it is time for a request.
   *
   * @param last empty = none yet
   * @param known end of the known values; empty = none is known
   */
  boolean isDue(Optional<LastRequest> last, Optional<Instant> known, Moment now) {
    if (last.isEmpty()) {
      return true;
    }
    Duration since = now.since(last.get().at());
    boolean paused = since.compareTo(last.get().pause()) < 0;
    return !paused && (isLacking(known, now.instant()) || since.compareTo(CORRECTIONS) >= 0);
  }

  /** True if values are missing that the service must have. */
  private boolean isLacking(Optional<Instant> known, Instant now) {
    return publishedAt.isEmpty() || known.isEmpty() || known.get().isBefore(wanted(now));
  }

  /** End of the days whose values must be there. */
  Instant wanted(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    LocalDate today = local.toLocalDate();
    boolean published =
        publishedAt.isEmpty()
            || !local.isBefore(today.atTime(publishedAt.get()).atZone(zone).plus(offset));
    return today.plusDays(published ? 2 : 1).atStartOfDay(zone).toInstant();
  }

  /** Pause before the first request after a start, since many gateways may start at once. */
  static Duration firstPause(RandomGenerator random) {
    return Duration.ofSeconds(random.nextInt(MOST_FIRST_PAUSE_S));
  }

  /** Pause after an answer that could be used, or that said that there is nothing yet. */
  Duration pause() {
    return least;
  }

  /**
   * Pause after a failure: doubled with each, never without end.
   *
   * @param failures in a row, {@code >= 1}
   * @param demanded by the server; empty = nothing
   */
  Duration pauseAfter(int failures, Optional<Duration> demanded, RandomGenerator random) {
    double doubled = least.toMillis() * Math.pow(2, Math.min(failures, 20) - 1.0);
    double bounded = Math.min(doubled, (double) Math.max(LONGEST.toMillis(), least.toMillis()));
    Duration pause = Duration.ofMillis(Math.round(bounded * (1 + 0.2 * random.nextDouble())));
    Duration asked = demanded.orElse(Duration.ZERO);
    Duration most = asked.compareTo(MOST_DEMANDED) > 0 ? MOST_DEMANDED : asked;
    return most.compareTo(pause) > 0 ? most : pause;
  }
}
