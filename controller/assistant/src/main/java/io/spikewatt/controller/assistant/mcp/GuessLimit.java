package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rate of wrong tokens: ten at once, then one in six seconds. What it knows is lost at a restart,
 * which gives a guesser ten guesses. Safe for use by many threads.
 */
final class GuessLimit {

  private static final int MOST = 10;
  private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(6);

  private int left = MOST;
  private @Nullable Moment since;

  /** Takes one wrong token in; false if there were too many. */
  synchronized boolean take(Moment now) {
    Moment from = since == null ? now : since;
    long more = Math.max(0, now.since(from).dividedBy(ONE_MORE_AFTER));
    since = left + more >= MOST ? now : from.plus(ONE_MORE_AFTER.multipliedBy(more));
    left = (int) Math.min(MOST, left + more);
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /** Seconds after which one more is answered. */
  static long retryAfterS() {
    return ONE_MORE_AFTER.toSeconds();
  }
}
