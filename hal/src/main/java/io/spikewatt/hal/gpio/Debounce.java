package io.spikewatt.hal.gpio;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Passes a level only after it was constant for a while. Does no I/O: it receives edges and the
 * level at each poll, so that a lost edge costs at most one poll.
 *
 * <p>Safe for use by many threads.
 */
final class Debounce {

  private final Duration window;
  private boolean stable;
  private boolean last;
  private Moment since;

  /** The first level is accepted at once; a new one must be constant for {@code window}. */
  Debounce(Duration window, boolean level, Moment now) {
    this.window = window;
    this.stable = level;
    this.last = level;
    this.since = now;
  }

  /** Records an edge, which restarts the wait. */
  synchronized void edge(boolean level, Moment now) {
    settle(now);
    last = level;
    since = now;
  }

  /** The debounced level, given the level that is there now. */
  synchronized boolean poll(boolean level, Moment now) {
    if (level != last) {
      last = level;
      since = now;
    }
    settle(now);
    return stable;
  }

  private void settle(Moment now) {
    if (now.since(since).compareTo(window) >= 0) {
      stable = last;
    }
  }
}
