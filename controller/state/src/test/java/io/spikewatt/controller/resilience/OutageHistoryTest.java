package io.spikewatt.controller.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageHistoryTest {

  private static final Mode AUTO = new Mode.Auto(Optional.empty());

  @TempDir private Path directory = Path.of("");

  private Moment now = new Moment(0, Instant.EPOCH);

  @Test
  void expectsWhatTheRecordSays() {
    OutageHistory book = OutageHistory.in(directory);
    assertEquals(4, book.expectedHours(now), "nothing is known");
    alone(book, Mode.Cause.GRID_LOST, Duration.ofHours(1));
    assertEquals(2.5, book.expectedHours(now), 1e-9, "one of an hour");
    alone(book, Mode.Cause.GRID_LOST, Duration.ofHours(1));
    alone(book, Mode.Cause.GRID_LOST, Duration.ofHours(2));
    assertEquals(2, book.expectedHours(now), 1e-9);
    assertEquals(2, OutageHistory.in(directory).expectedHours(now), 1e-9, "after a restart");
  }

  @Test
  void aRecordOfWhichAPartIsRubbishBeginsAnew() throws IOException {
    Files.writeString(directory.resolve("outages.properties"), "ended=three\nhours=60\n");
    OutageHistory book = OutageHistory.in(directory);
    assertEquals(4, book.expectedHours(now), "not 64, as if none had ended");
    assertEquals(0, book.failsPerHour());
    alone(book, Mode.Cause.GRID_LOST, Duration.ofHours(2));
    assertEquals(3, OutageHistory.in(directory).expectedHours(now), 1e-9);
  }

  @Test
  void theLongerOneLastsTheLongerItIsExpectedToLast() {
    OutageHistory book = new OutageHistory(KeptValues.inMemory());
    book.update(alone(Mode.Cause.GRID_LOST), now);
    now = now.plus(Duration.ofHours(10));
    book.update(alone(Mode.Cause.GRID_LOST), now);
    assertEquals(14, book.expectedHours(now), 1e-9);
  }

  @Test
  void neitherSwitchingNorAnIslandThatWasAskedForIsAnOutage() {
    OutageHistory book = new OutageHistory(KeptValues.inMemory());
    alone(book, Mode.Cause.GRID_LOST, Duration.ofSeconds(20));
    alone(book, Mode.Cause.PLANNED, Duration.ofHours(8));
    assertEquals(4, book.expectedHours(now));
  }

  @Test
  void failsAsOftenAsItDidInTheTimeThatWasSeen() {
    OutageHistory book = OutageHistory.in(directory);
    connected(book, 40);
    assertEquals(0, book.failsPerHour(), "a site that has seen none expects none");
    alone(book, Mode.Cause.GRID_LOST, Duration.ofHours(1));
    assertEquals(1 / 140.0, book.failsPerHour(), 1e-4);
    connected(book, 60);
    assertEquals(1 / 200.0, book.failsPerHour(), 1e-4);
    now = now.plus(Duration.ofDays(100));
    book.update(AUTO, now);
    assertEquals(1 / 200.0, book.failsPerHour(), 1e-4, "nobody looked for a hundred days");
    double kept = OutageHistory.in(directory).failsPerHour();
    assertTrue(kept >= 1 / 200.0 && kept <= 1 / 193.0, "after a restart: 1 in " + 1 / kept);
  }

  private void connected(OutageHistory book, int hours) {
    book.update(AUTO, now);
    for (int minute = 0; minute < 60 * hours; minute++) {
      now = now.plus(Duration.ofMinutes(1));
      book.update(AUTO, now);
    }
  }

  private void alone(OutageHistory book, Mode.Cause cause, Duration lasts) {
    book.update(alone(cause), now);
    now = now.plus(lasts);
    book.update(alone(cause), now);
    book.update(AUTO, now);
  }

  private Mode alone(Mode.Cause cause) {
    return new Mode.Islanded(now, cause, Optional.empty(), Optional.empty());
  }
}
