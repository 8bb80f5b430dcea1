package io.spikewatt.controller.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * State of charge to keep for outages.
 *
 * @param socPct at all times, percent of all batteries together
 * @param wanted another one for a time; empty = none
 */
public record BackupReserve(double socPct, Optional<Wanted> wanted) {

  /**
   * Wanted for a storm, or for an evening without grid: reached by {@code from}.
   *
   * @param until end, exclusive
   */
  public record Wanted(double socPct, Instant from, Instant until) {}

  /** The same at all times. */
  public static BackupReserve always(double socPct) {
    return new BackupReserve(socPct, Optional.empty());
  }

  /** What to keep at the end of a slot, percent. */
  double socPctAt(Instant end) {
    return wanted
        .filter(w -> !end.isBefore(w.from()) && end.isBefore(w.until()))
        .map(Wanted::socPct)
        .orElse(socPct);
  }
}
