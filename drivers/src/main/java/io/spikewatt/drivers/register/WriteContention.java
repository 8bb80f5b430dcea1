package io.spikewatt.drivers.register;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Response to a foreign change of a register that we control. Restores it a few times, since the
 * device may have restarted. Then yields, because two competing masters are worse than one that
 * reports "foreign writer". Does no I/O.
 */
public final class WriteContention {

  /** Number of restorations before yielding. */
  private static final int PUT_BACKS = 3;

  /** Time without a foreign change after which the next one is restored at once again. */
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

  /**
   * The fault of a register that must not be restored now; empty = it holds its setpoint, or the
   * caller restores it.
   *
   * @param followed whether the register was once read back as written
   * @param shown its contents, for people
   */
  public Optional<Fault> fault(
      boolean holds, boolean followed, Supplier<String> shown, Moment now) {
    if (holds) {
      undisturbed(now);
      return Optional.empty();
    }
    Fault.Kind kind = followed ? Fault.Kind.FOREIGN_WRITER : Fault.Kind.NOT_FOLLOWED;
    return mayPutBack(now) ? Optional.empty() : Optional.of(Fault.of(kind, shown.get()));
  }

  private boolean mayPutBack(Moment now) {
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

  private void undisturbed(Moment now) {
    if (disturbedAt != null && now.since(disturbedAt).compareTo(PEACE) > 0) {
      disturbedAt = null;
      yieldUntil = null;
      putBacks = 0;
      yields = 0;
      pause.succeeded();
    }
  }
}
