package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds steps of the wall clock against the monotonic clock. After a step either time may be right,
 * so the wall clock counts as doubtful for as long as the step was large, but six hours at most.
 * Confined to one thread.
 */
public final class ClockSteps {

  /** Smaller steps, as of a leap second or a first synchronisation, change no record visibly. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Duration LONGEST_DOUBT = Duration.ofHours(6);

  /** Latest wall time on record when the process began. */
  private final Instant recorded;

  private @Nullable Moment last;
  private @Nullable Moment stepped;
  private Duration doubt = Duration.ZERO;

  /** Trusts the clock from the start. */
  public ClockSteps() {
    this(Instant.MIN);
  }

  /**
   * @param recorded latest wall time on record; a clock that begins before it counts as stepped,
   *     because boards without a battery for their clock begin in the past
   */
  public ClockSteps(Instant recorded) {
    this.recorded = recorded;
  }

  /** Takes the next reading of the clock; true if the wall clock was stepped since the last one. */
  public boolean update(Moment now) {
    Duration step = last == null ? behindRecord(now) : between(last, now).minus(now.since(last));
    last = now;
    boolean found = step.abs().compareTo(TOLERANCE) > 0;
    if (found) {
      stepped = now;
      doubt = step.abs().compareTo(LONGEST_DOUBT) < 0 ? step.abs() : LONGEST_DOUBT;
    }
    return found;
  }

  /** Whether the wall clock was trusted at the last reading. */
  public boolean settled() {
    return stepped == null || last == null || last.since(stepped).compareTo(doubt) > 0;
  }

  private Duration behindRecord(Moment now) {
    return now.instant().isBefore(recorded)
        ? Duration.between(now.instant(), recorded)
        : Duration.ZERO;
  }

  private static Duration between(Moment from, Moment to) {
    return Duration.between(from.instant(), to.instant());
  }
}
