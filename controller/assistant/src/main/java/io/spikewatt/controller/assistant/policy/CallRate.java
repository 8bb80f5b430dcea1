package io.spikewatt.controller.assistant.policy;

import io.spikewatt.hal.time.Moment;

/**
 * Calls in any 60 seconds, by the monotonic clock. Confined to one thread. Its loss at a restart is
 * safe: it bounds load and permits nothing.
 */
public final class CallRate {

  private static final long WINDOW_MS = 60_000;

  /** A place for each call that the rate permits. */
  private final Moment[] calls;

  private int next;
  private int taken;
  private int refused;

  /** {@code most}: calls in any 60 s, {@code >= 1}. */
  public CallRate(int most) {
    this.calls = new Moment[most];
  }

  /**
   * Outcome of a call.
   *
   * @param permitted whether it is within the rate
   * @param refusedBefore calls that were refused since the last permitted one, this one excluded
   */
  public record Taken(boolean permitted, int refusedBefore) {}

  /** Counts a call. */
  public Taken take(Moment now) {
    int before = refused;
    if (taken == calls.length && now.millisSince(calls[next]) < WINDOW_MS) {
      refused = Math.addExact(refused, 1);
      return new Taken(false, before);
    }
    calls[next] = now;
    next = (next + 1) % calls.length;
    taken = Math.min(taken + 1, calls.length);
    refused = 0;
    return new Taken(true, before);
  }
}
