package io.spikewatt.drivers.timing;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Repeats an action at least once in an interval, from a cycle of unknown length. The action is due
 * one cycle early if the next cycle, as long as the last one, would be too late.
 */
public final class Cadence {

  private final Duration longest;
  private @Nullable Moment last;
  private @Nullable Moment checked;
  private Duration cycle = Duration.ZERO;

  /** {@code longest} bounds the time between two repetitions. */
  public Cadence(Duration longest) {
    this.longest = longest;
  }

  /** Whether the action is due now; needs a call in every cycle. */
  public boolean due(Moment now) {
    if (checked != null && now.isAfter(checked)) {
      cycle = now.since(checked);
    }
    checked = now;
    return last == null || now.since(last).plus(cycle).compareTo(longest) > 0;
  }

  /** Records a repetition. */
  public void done(Moment now) {
    last = now;
  }

  /** Makes the action due at once. */
  public void reset() {
    last = null;
  }
}
