package io.spikewatt.drivers.register;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When something that must be repeated at least every so often is due, seen from a cycle of unknown
 * length: it is due already when waiting for one more cycle like the last would be too late. Pure.
 */
public final class Cadence {

  private final Duration longest;
  private @Nullable Moment last;
  private @Nullable Moment seen;
  private Duration cycle = Duration.ZERO;

  /**
   * @param longest bound of the time between two repetitions
   */
  public Cadence(Duration longest) {
    this.longest = longest;
  }

  /** Whether it must be done now. Call it in every cycle. */
  public boolean due(Moment now) {
    if (seen != null && now.isAfter(seen)) {
      cycle = now.since(seen);
    }
    seen = now;
    return last == null || now.since(last).plus(cycle).compareTo(longest) > 0;
  }

  /** Notes that it was done. */
  public void done(Moment now) {
    last = now;
  }

  /** Makes it due. */
  public void reset() {
    last = null;
  }
}
