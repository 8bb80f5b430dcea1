package io.spikewatt.controller.plan;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * State of charge to keep for outages.
 *
 * @param socPct at all times, percent of all batteries together: a floor against discharging, which
 *     is charged in the cheapest slots where it is not reached
 * @param wanted others for a time, of which the highest counts; empty = none
 */
public record BackupReserve(double socPct, List<Wanted> wanted) {

  /** A commanded reserve that was reached is charged anew once so much is missing, percent. */
  private static final double NOTICED_PCT = 1;

  /**
   * Wanted for a storm, or for an evening without grid: reached by {@code from}.
   *
   * @param until end, exclusive
   */
  public record Wanted(double socPct, Instant from, Instant until) {

    private boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }

    private Wanted atMost(double pct) {
      return new Wanted(Math.min(socPct, pct), from, until);
    }
  }

  public BackupReserve {
    wanted = List.copyOf(wanted);
  }

  /** The same at all times. */
  public static BackupReserve always(double socPct) {
    return new BackupReserve(socPct, List.of());
  }

  /** State of charge to keep at an instant, percent: at the end of a slot, or now. */
  double socPctAt(Instant at) {
    double most = Double.NEGATIVE_INFINITY;
    for (Wanted one : wanted) {
      most = one.holds(at) ? Math.max(most, one.socPct) : most;
    }
    return most > Double.NEGATIVE_INFINITY ? most : socPct;
  }

  /** The part of the reserve of now that batteries hold, percent. */
  double heldPct(Instant now, OptionalDouble batterySocPct) {
    return Math.min(held(now, batterySocPct).socPctAt(now), batterySocPct.orElse(100));
  }

  /**
   * The same for batteries that may not hold it: of what lacks of the reserve of all times, nothing
   * has to be charged yet.
   *
   * @param batterySocPct state of charge; empty = unknown
   */
  BackupReserve held(Instant now, OptionalDouble batterySocPct) {
    double soc = batterySocPct.orElse(100);
    return new BackupReserve(
        Math.min(socPct, soc),
        wanted.stream()
            .map(one -> one.holds(now) && one.socPct - soc < NOTICED_PCT ? one.atMost(soc) : one)
            .toList());
  }
}
