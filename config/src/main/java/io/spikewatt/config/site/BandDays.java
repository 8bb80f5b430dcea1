package io.spikewatt.config.site;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.EnumSet;
import java.util.Set;

/**
 * Calendar days on which a price band applies. A public holiday counts as its weekday.
 *
 * @param weekdays at least one
 * @param months at least one
 */
public record BandDays(Set<DayOfWeek> weekdays, Set<Month> months) {

  /** Every day of the year. */
  public static final BandDays ALL =
      new BandDays(EnumSet.allOf(DayOfWeek.class), EnumSet.allOf(Month.class));

  public BandDays {
    weekdays = Set.copyOf(weekdays);
    months = Set.copyOf(months);
  }

  public boolean contains(LocalDate day) {
    return contains(day.getMonth(), day.getDayOfWeek());
  }

  /** True if a weekday of a month belongs to the days. */
  public boolean contains(Month month, DayOfWeek weekday) {
    return months.contains(month) && weekdays.contains(weekday);
  }
}
