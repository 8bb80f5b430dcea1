package io.spikewatt.controller.plan;

import java.time.Instant;
import java.util.List;

/**
 * State of charge to keep for outages.
 *
 * @param socPct at all times, percent of all batteries together
 * @param wanted others for a time, of which the highest counts; empty = none
 */
public record BackupReserve(double socPct, List<Wanted> wanted) {

  /**
   * Wanted for a storm, or for an evening without grid: reached by {@code from}.
   *
   * @param until end, exclusive
   */
  public record Wanted(double socPct, Instant from, Instant until) {

    private boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  public BackupReserve {
    wanted = List.copyOf(wanted);
  }

  /** The same at all times. */
  public static BackupReserve always(double socPct) {
    return new BackupReserve(socPct, List.of());
  }

  /** State of charge to keep at the end of a slot, percent. */
  double socPctAt(Instant end) {
    double most = Double.NEGATIVE_INFINITY;
    for (Wanted one : wanted) {
      most = one.holds(end) ? Math.max(most, one.socPct) : most;
    }
    return most > Double.NEGATIVE_INFINITY ? most : socPct;
  }
}
