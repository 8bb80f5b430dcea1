package io.spikewatt.drivers.register;

import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Response to a foreign change of a register that we control. Restores it a few times, since the
 * device may have restarted. Then yields, because two competing masters are worse than one that
 * reports "foreign writer". Does no I/O.
 */
public final class WriteContention {

  /** So often a foreign change is answered. */
  private static final int PUT_BACKS = 3;

  /** Time without a foreign change after which the next one is answered at once again. */
  private static final Duration PEACE = Duration.ofSeconds(60);

  /** First time of yielding; doubles up to the longest. */
  private static final Duration YIELD = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 4;

  private final Backoff pause = new Backoff();
  private int putBacks;
  private int yields;
  private @Nullable Moment disturbedAt;
  private @Nullable Moment yieldUntil;

  /** Whether the output yields to the other writer for now. */
  public boolean yielding(Moment now) {
    return yieldUntil != null && now.isBefore(yieldUntil);
  }

  /** Records a foreign change; true if the caller is to restore the register now. */
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

  /** Records that the register holds its setpoint. */
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
