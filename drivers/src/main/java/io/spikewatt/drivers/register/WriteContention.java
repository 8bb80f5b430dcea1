package io.spikewatt.drivers.register;

import io.spikewatt.drivers.timing.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do when somebody else changes a register that we hold: put it back a few times, since it
 * may be a device that restarted; then yield, because two masters that fight each other are worse
 * than one that is told "foreign writer". Pure.
 */
public final class WriteContention {

  /** So often a foreign change is answered. */
  private static final int PUT_BACKS = 3;

  /** After so long without a foreign change, the next one is answered at once again. */
  private static final Duration PEACE = Duration.ofSeconds(60);

  /** First time of yielding; doubles up to the longest. */
  private static final Duration YIELD = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 4;

  private final Backoff pause = new Backoff();
  private int putBacks;
  private int yields;
  private @Nullable Moment disturbedAt;
  private @Nullable Moment yieldUntil;

  /** Whether the output is left to the other one for now. */
  public boolean yielding(Moment now) {
    return yieldUntil != null && now.isBefore(yieldUntil);
  }

  /** A foreign change was seen; true if it may be put back now, which the caller then does. */
  public boolean mayPutBack(Moment now) {
    disturbedAt = now;
    if (yielding(now) || !pause.ready(now)) {
      return false;
    }
    if (putBacks == PUT_BACKS) {
      yieldUntil = now.plus(YIELD.multipliedBy(1L << Math.min(yields, MOST_DOUBLINGS)));
      yields++;
      putBacks = 0;
      pause.succeeded();
      return false;
    }
    putBacks++;
    pause.failed(now);
    return true;
  }

  /** The register was seen to hold what it should. */
  public void undisturbed(Moment now) {
    if (disturbedAt != null && now.since(disturbedAt).compareTo(PEACE) > 0) {
      disturbedAt = null;
      yieldUntil = null;
      putBacks = 0;
      yields = 0;
      pause.succeeded();
    }
  }
}
