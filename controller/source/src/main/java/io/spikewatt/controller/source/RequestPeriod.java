package io.spikewatt.controller.source;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Period of the requested values.
 *
 * @param from inclusive
 * @param to exclusive, after {@code from}
 */
public record RequestPeriod(Instant from, Instant to) {

  public RequestPeriod {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("expected an end after " + from + ", found " + to);
    }
  }

  /** Whole local days, both inclusive; 23 to 25 hours each. */
  public static RequestPeriod days(LocalDate first, LocalDate last, ZoneId zone) {
    return new RequestPeriod(
        first.atStartOfDay(zone).toInstant(), last.plusDays(1).atStartOfDay(zone).toInstant());
  }

  /** Local days that the period touches, ascending. */
  public List<LocalDate> localDays(ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(from, zone);
    LocalDate last = LocalDate.ofInstant(to.minusNanos(1), zone);
    return first.datesUntil(last.plusDays(1)).toList();
  }

  boolean overlaps(SourceSlot slot) {
    return slot.start().isBefore(to) && slot.end().isAfter(from);
  }
}
