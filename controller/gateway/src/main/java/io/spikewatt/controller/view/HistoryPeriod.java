package io.spikewatt.controller.view;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Calendar periods of the history; a week begins on Monday. */
public enum HistoryPeriod {
  /** In quarter hours. */
  DAY,
  /** In days. */
  WEEK,
  /** In days. */
  MONTH,
  /** In months. */
  YEAR;

  /** Lower case, as in the address. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Period of a word; empty for an unknown word. */
  public static Optional<HistoryPeriod> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** First day of the period that contains a day. */
  public LocalDate first(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** First day after a period. */
  public LocalDate end(LocalDate first) {
    return switch (this) {
      case DAY -> first.plusDays(1);
      case WEEK -> first.plusDays(7);
      case MONTH -> first.plusMonths(1);
      case YEAR -> first.plusYears(1);
    };
  }

  /** First day after the step that begins with a day. */
  public LocalDate stepEnd(LocalDate first) {
    return this == YEAR ? first.plusMonths(1) : first.plusDays(1);
  }
}
