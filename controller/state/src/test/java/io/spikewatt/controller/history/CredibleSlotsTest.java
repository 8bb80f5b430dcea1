package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A site that runs on while its clock is set. */
final class CredibleSlotsTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private CredibleSlots slots = new CredibleSlots(QuarterHour.LENGTH, Instant.MIN);
  private final List<Instant> written = new ArrayList<>();
  private Duration up = Duration.ZERO;

  @Test
  void aClockBeforeTheSoftwaresTimeWritesNothing() {
    runs(Instant.EPOCH, 2);
    assertEquals(List.of(), written);
    runs(NOW, 2);
    assertEquals(7, written.size(), "and is no jump when it is set");
  }

  @Test
  void aClockThatJumpsAheadAndBackWritesNothingOfThatTime() {
    runs(NOW, 2);
    runs(Instant.parse("2099-11-27T12:00:00Z"), 2);
    runs(NOW.plus(Duration.ofHours(4)), 8);
    assertEquals(7 + 31, written.size());
    assertTrue(written.stream().allMatch(start -> start.isBefore(NOW.plus(Duration.ofDays(1)))));
  }

  @Test
  void aClockThatIsSetRightLosesNothing() {
    runs(NOW.minus(Duration.ofDays(3)), 1);
    runs(NOW, 5);
    assertEquals(3, written.size(), "it may still be wrong");
    runs(NOW.plus(Duration.ofHours(5)), 2);
    assertEquals(3 + 27, written.size());
  }

  @Test
  void aClockThatIsSetByAnHourIsBelievedAnHourLater() {
    runs(NOW, 1);
    runs(NOW.plus(Duration.ofHours(2)), 1);
    assertEquals(3, written.size());
    runs(NOW.plus(Duration.ofHours(3)), 1);
    assertEquals(3 + 7, written.size());
  }

  @Test
  void halfAMinuteIsNoStep() {
    runs(NOW, 1);
    runs(NOW.plusSeconds(3630), 1);
    assertEquals(7, written.size());
  }

  @Test
  void aClockThatBeginsBeforeTheNewestRecordIsDoubted() {
    slots = new CredibleSlots(QuarterHour.LENGTH, NOW.plus(Duration.ofHours(2)));
    runs(NOW, 1);
    assertEquals(List.of(), written);
    runs(NOW.plus(Duration.ofHours(1)), 2);
    assertEquals(11, written.size(), "until it has gone on for as long");
  }

  /** Some hours of a clock, a reading each minute; the last slot is still open. */
  private void runs(Instant from, int hours) {
    for (int minute = 0; minute < 60 * hours; minute++) {
      Moment now = new Moment(up.toNanos(), from.plus(Duration.ofMinutes(minute)));
      slots
          .add(now, Map.of("load_w", OptionalDouble.of(500)))
          .forEach(mean -> written.add(mean.start()));
      up = up.plus(Duration.ofMinutes(1));
    }
  }
}
