package io.spikewatt.controller.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.source.FetchSchedule.LastRequest;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FetchScheduleTest {

  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final Duration HOUR = Duration.ofHours(1);

  private final FetchSchedule daily =
      new FetchSchedule(BRUSSELS, Optional.of(LocalTime.of(13, 0)), HOUR, Duration.ofMinutes(4));

  private static Moment at(String instant) {
    Instant time = Instant.parse(instant);
    return new Moment(time.getEpochSecond() * 1_000_000_000L, time);
  }

  private static Optional<LastRequest> asked(String instant, Duration pause) {
    return Optional.of(new LastRequest(at(instant), pause));
  }

  @Test
  void todayIsWantedUntilTomorrowIsPublishedAndTomorrowAfterIt() {
    assertEquals(
        Instant.parse("2026-11-30T23:00:00Z"), daily.wanted(Instant.parse("2026-11-30T12:03:59Z")));
    assertEquals(
        Instant.parse("2026-12-01T23:00:00Z"), daily.wanted(Instant.parse("2026-11-30T12:04:00Z")));
    // The night in which clocks go forward: the day ends at 22:00 UTC.
    assertEquals(
        Instant.parse("2026-03-29T22:00:00Z"), daily.wanted(Instant.parse("2026-03-28T12:30:00Z")));
  }

  @Test
  void aSourceIsAskedUntilItHasGivenWhatMustBeThere() {
    Optional<Instant> today = Optional.of(Instant.parse("2026-11-30T23:00:00Z"));
    Optional<Instant> tomorrow = Optional.of(Instant.parse("2026-12-01T23:00:00Z"));
    assertTrue(daily.isDue(Optional.empty(), today, at("2026-11-30T09:00:00Z")));
    Optional<LastRequest> nine = asked("2026-11-30T09:00:00Z", HOUR);
    assertFalse(daily.isDue(nine, today, at("2026-11-30T12:03:00Z")));
    assertTrue(daily.isDue(nine, today, at("2026-11-30T12:04:00Z")));
    assertFalse(daily.isDue(nine, tomorrow, at("2026-11-30T13:00:00Z")));
    assertFalse(daily.isDue(nine, Optional.empty(), at("2026-11-30T09:59:59Z")), "not more often");
    assertTrue(daily.isDue(nine, Optional.empty(), at("2026-11-30T10:00:00Z")));
    assertTrue(daily.isDue(nine, tomorrow, at("2026-11-30T21:00:00Z")), "corrections");
  }

  @Test
  void aSourceWithoutATimeOfPublicationIsAskedAtItsInterval() {
    FetchSchedule steady = new FetchSchedule(BRUSSELS, Optional.empty(), HOUR, Duration.ZERO);
    Optional<Instant> far = Optional.of(Instant.parse("2027-01-01T00:00:00Z"));
    Optional<LastRequest> nine = asked("2026-11-30T09:00:00Z", HOUR);
    assertFalse(steady.isDue(nine, far, at("2026-11-30T09:59:00Z")));
    assertTrue(steady.isDue(nine, far, at("2026-11-30T10:00:00Z")));
  }

  @Test
  void aClockThatJumpsNeitherStopsRequestsNorMultipliesThem() {
    Moment asked = at("2026-11-30T13:00:00Z");
    Optional<LastRequest> last = Optional.of(new LastRequest(asked, HOUR));
    Optional<Instant> tomorrow = Optional.of(Instant.parse("2026-12-01T23:00:00Z"));
    long minute = 60_000_000_000L;
    Moment dayAhead = new Moment(asked.nanos() + minute, asked.instant().plus(Duration.ofDays(1)));
    assertFalse(daily.isDue(last, tomorrow, dayAhead), "only a minute has passed");
    Moment later = new Moment(asked.nanos() + 60 * minute, dayAhead.instant().plus(HOUR));
    assertTrue(daily.isDue(last, tomorrow, later));
    Moment dayBack =
        new Moment(asked.nanos() + 13 * 60 * minute, asked.instant().minus(Duration.ofDays(1)));
    assertTrue(daily.isDue(last, tomorrow, dayBack), "corrections");
  }

  @Test
  void pausesDoubleUpToSixHoursForEver() {
    SplittableRandom random = new SplittableRandom(1);
    Duration before = Duration.ZERO;
    for (int failures = 1; failures < 100; failures++) {
      Duration pause = daily.pauseAfter(failures, Optional.empty(), random);
      double least = Math.min(3600 * Math.pow(2, Math.min(failures, 30) - 1.0), 6 * 3600);
      assertTrue(pause.toSeconds() >= least && pause.toSeconds() <= 1.2 * least + 1, "" + pause);
      assertTrue(failures > 3 || pause.compareTo(before) > 0);
      before = pause;
    }
  }

  @Test
  void aServersPauseIsKeptUpToADay() {
    SplittableRandom random = new SplittableRandom(1);
    assertEquals(
        Duration.ofHours(9), daily.pauseAfter(1, Optional.of(Duration.ofHours(9)), random));
    assertEquals(
        Duration.ofDays(1), daily.pauseAfter(1, Optional.of(Duration.ofDays(900)), random));
    Duration own = daily.pauseAfter(1, Optional.of(Duration.ofSeconds(1)), random);
    assertTrue(own.compareTo(HOUR) >= 0);
  }
}
