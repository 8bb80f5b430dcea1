package io.spikewatt.hal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampTest {

  @Test
  void usualTimesAreRead() {
    Instant noon = Instant.parse("2026-06-21T10:00:00Z");
    assertEquals(Optional.of(noon), Timestamp.parse("2026-06-21T10:00:00Z"));
    assertEquals(Optional.of(noon), Timestamp.parse("2026-06-21T12:00:00+02:00"));
    assertEquals(Optional.of(noon), Timestamp.ofMillis((double) noon.toEpochMilli()));
  }

  @Test
  void theEarliestAndTheLatestAreWithinTheReachOfNanoseconds() {
    Instant first = Timestamp.parse("1970-01-01T00:00:00Z").orElseThrow();
    Instant last = Timestamp.parse("2199-12-31T23:59:59.999999999Z").orElseThrow();
    assertEquals(7_258_118_399_999_999_999L, Duration.between(first, last).toNanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "noon",
        "2026-06-21",
        "2026-06-21T10:00:00",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "2200-01-01T01:00:00+01:00",
        "+999999999-12-31T23:59:59.999999999Z",
        "-999999999-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59-18:00",
        "+10000-01-01T00:00:00Z"
      })
  void anythingElseIsNoTime(String text) {
    assertEquals(Optional.empty(), Timestamp.parse(text));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, 1e300, Double.POSITIVE_INFINITY, 7_258_118_400_000.0})
  void numbersBeyondTheYearsCountForNothing(double millis) {
    assertEquals(Optional.empty(), Timestamp.ofMillis(millis));
  }
}
