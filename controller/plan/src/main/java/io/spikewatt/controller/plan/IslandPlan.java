package io.spikewatt.controller.plan;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs of gensets and shedding of loads, as long as the site is alone.
 *
 * @param start start of the first slot, the one that was running, UTC
 * @param slot length of a slot
 * @param validUntil when it lapses; the charge alone decides then
 * @param schedule slot by slot
 * @param unservedKwh load that cannot be carried, kWh
 * @param expectedHours for how long the grid is expected to stay away, hours
 */
public record IslandPlan(
    Instant start,
    Duration slot,
    Moment validUntil,
    Schedule schedule,
    double unservedKwh,
    double expectedHours) {

  /**
   * One element a slot; arrays are not to be changed by readers.
   *
   * @param runs whether the gensets run
   * @param gensetW their power, W
   * @param shedPerKwh loads are shed that cost no more to go without, currency a kWh; 0 = none
   * @param shedW power of those, W
   * @param batterySocPct all batteries together at each slot's start, percent
   */
  public record Schedule(
      boolean[] runs,
      double[] gensetW,
      double[] shedPerKwh,
      double[] shedW,
      double[] batterySocPct) {}

  /**
   * State that a plan starts from, in addition to the request.
   *
   * @param expectedHours for how long the grid is expected to stay away, hours, {@code > 0}
   * @param gensetsRunFor for how long gensets have been asked to run; empty while none is
   */
  public record Island(double expectedHours, Optional<Duration> gensetsRunFor) {}

  /** Up to which cost loads are to be shed now; 0 if it has lapsed. */
  public double shedUpToPerKwh(Moment now) {
    return now.isBefore(validUntil) ? schedule.shedPerKwh[slotAt(now.instant())] : 0;
  }

  /** Whether the gensets are to run now; empty if it has lapsed. */
  public Optional<Boolean> gensetRequest(Moment now) {
    return now.isBefore(validUntil)
        ? Optional.of(schedule.runs[slotAt(now.instant())])
        : Optional.empty();
  }

  /**
   * When the gensets begin, or end, to run after {@code instant}; empty if they stay as they are.
   */
  public Optional<Instant> changes(Instant instant) {
    boolean[] runs = schedule.runs;
    int now = slotAt(instant);
    for (int k = now + 1; k < runs.length; k++) {
      if (runs[k] != runs[now]) {
        return Optional.of(start.plus(slot.multipliedBy(k)));
      }
    }
    return Optional.empty();
  }

  private int slotAt(Instant instant) {
    long index = Math.floorDiv(Duration.between(start, instant).toSeconds(), slot.toSeconds());
    return (int) Math.clamp(index, 0, schedule.runs.length - 1L);
  }
}
