package io.spikewatt.controller.decision;

import io.spikewatt.hal.time.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;

/** A time as a person names it, in the site's zone. */
final class AskedTime {

  static final String EXPECTED =
      "expected a time such as 03:00, yesterday 03:00, 2026-06-15 03:00 or 2026-06-15T03:00:00Z";

  private AskedTime() {}

  /**
   * The instant that a text names. A time of day is the last one before {@code now}; no text is
   * now.
   *
   * @return empty if it is not understood
   */
  static Optional<Instant> of(String text, Instant now, ZoneId zone) {
    return understood(text.strip().toLowerCase(Locale.ROOT), now, zone).filter(Timestamp::counts);
  }

  private static Optional<Instant> understood(String asked, Instant now, ZoneId zone) {
    ZonedDateTime here = now.atZone(zone);
    if (asked.isEmpty() || asked.equals("now")) {
      return Optional.of(now);
    }
    try {
      int space = asked.indexOf(' ');
      if (space >= 0) {
        LocalTime time = LocalTime.parse(asked.substring(space + 1).strip());
        return Optional.of(day(asked.substring(0, space), here).atTime(time).atZone(zone))
            .map(ZonedDateTime::toInstant);
      }
      if (asked.indexOf('t') < 0) {
        ZonedDateTime today = here.with(LocalTime.parse(asked));
        return Optional.of((today.isAfter(here) ? today.minusDays(1) : today).toInstant());
      }
      return Optional.of(withDate(asked.toUpperCase(Locale.ROOT), zone));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static LocalDate day(String word, ZonedDateTime here) {
    return switch (word) {
      case "today" -> here.toLocalDate();
      case "yesterday" -> here.toLocalDate().minusDays(1);
      default -> LocalDate.parse(word);
    };
  }

  private static Instant withDate(String text, ZoneId zone) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException withoutOffset) {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    }
  }
}
