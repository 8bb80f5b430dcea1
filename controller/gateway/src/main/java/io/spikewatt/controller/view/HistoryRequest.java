package io.spikewatt.controller.view;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * A requested period of the history.
 *
 * @param first its first day
 */
public record HistoryRequest(HistoryPeriod period, LocalDate first) {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Years that a calendar with four digits has. */
  private static final int FIRST_YEAR = 1970;

  private static final int LAST_YEAR = 9998;

  /**
   * Reads the parameters of an address.
   *
   * @param period a word; empty = day
   * @param from any day of the period; empty = today
   * @throws IllegalArgumentException names the parameter, what is expected, and what was found
   */
  public static HistoryRequest of(Optional<String> period, Optional<String> from, LocalDate today) {
    String word = period.orElse(HistoryPeriod.DAY.word());
    HistoryPeriod asked =
        HistoryPeriod.of(word).orElseThrow(() -> wrong("period", "day, week, month or year", word));
    LocalDate day = from.map(HistoryRequest::day).orElse(today);
    return new HistoryRequest(asked, asked.first(day));
  }

  private static LocalDate day(String text) {
    try {
      LocalDate day = LocalDate.parse(text, DAY);
      if (day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR) {
        return day;
      }
    } catch (DateTimeException e) {
      throw wrong("from", "a day as 2026-10-31", text);
    }
    throw wrong("from", "a day from %d to %d".formatted(FIRST_YEAR, LAST_YEAR), text);
  }

  private static IllegalArgumentException wrong(String where, String expected, String found) {
    String shown = found.length() > 40 ? found.substring(0, 40) + "…" : found;
    return new IllegalArgumentException(
        "%s: expected %s, found \"%s\"".formatted(where, expected, shown));
  }
}
