package io.spikewatt.drivers.poll;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do when somebody else changes a register that we hold: put it back, but more and more
 * seldom, because two masters that fight each other are worse than one that is told "not followed".
 * Pure.
 */
public final class Contention {

  /** After so long without a foreign change, the next one is answered at once again. */
  private static final Duration PEACE = Duration.ofSeconds(60);

  private final Backoff backoff = new Backoff();
  private @Nullable Moment disturbedAt;

  /** A foreign change was seen; true if it may be put back now, which the caller then does. */
  public boolean mayPutBack(Moment now) {
    if (!backoff.ready(now)) {
      return false;
    }
    backoff.failed(now);
    disturbedAt = now;
    return true;
  }

  /** The register was seen to hold what it should. */
  public void undisturbed(Moment now) {
    if (disturbedAt != null && now.since(disturbedAt).compareTo(PEACE) > 0) {
      disturbedAt = null;
      backoff.succeeded();
    }
  }
}
