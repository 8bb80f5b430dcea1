package io.spikewatt.controller.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTimeTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** 14:30 in Berlin. */
  private static final Instant NOW = Instant.parse("2026-06-15T12:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "'', 2026-06-15T12:30:00Z",
    "now, 2026-06-15T12:30:00Z",
    "03:00, 2026-06-15T01:00:00Z",
    "14:30, 2026-06-15T12:30:00Z",
    "14:31, 2026-06-14T12:31:00Z",
    "03:00:05, 2026-06-15T01:00:05Z",
    "today 03:00, 2026-06-15T01:00:00Z",
    "Yesterday 03:00, 2026-06-14T01:00:00Z",
    "2026-01-15 03:00, 2026-01-15T02:00:00Z",
    "2026-01-15T03:00, 2026-01-15T02:00:00Z",
    "2026-06-15T03:00:00Z, 2026-06-15T03:00:00Z",
    "2026-06-15T03:00:00.5+02:00, 2026-06-15T01:00:00.500Z",
    "2026-03-29 02:30, 2026-03-29T01:30:00Z"
  })
  void aTimeIsThatOfTheSite(String text, Instant at) {
    assertEquals(Optional.of(at), AskedTime.of(text, NOW, BERLIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3",
        "25:00",
        "tomorrow 03:00",
        "2026-06-15",
        "yesterday",
        "2026-06-31 03:00",
        "-999999999-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "1969-12-31T23:59:59Z",
        "-999999999-01-01 03:00"
      })
  void aTextThatIsNoTimeIsNotUnderstood(String text) {
    assertEquals(Optional.empty(), AskedTime.of(text, NOW, BERLIN));
  }

  @Test
  void aTimeOfDayThatCameTwiceIsTheLast() {
    Instant after = Instant.parse("2026-10-25T12:00:00Z");
    assertEquals(
        Optional.of(Instant.parse("2026-10-25T01:30:00Z")), AskedTime.of("02:30", after, BERLIN));
  }
}
