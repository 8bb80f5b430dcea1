package io.spikewatt.controller.http;

import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** Slows guessing: a wrong guess is answered late, and few may be made at once. */
final class AttemptLimit {

  /** Outcome of presenting a secret. */
  enum Outcome {
    RIGHT,
    WRONG,
    /** Not even looked at. */
    TOO_MANY
  }

  private static final int AT_ONCE = 4;
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Clock clock;

  AttemptLimit(Clock clock) {
    this.clock = clock;
  }

  /** Judges one attempt; returns late if it is wrong. */
  Outcome judge(BooleanSupplier right) {
    if (!places.tryAcquire()) {
      return Outcome.TOO_MANY;
    }
    try {
      if (right.getAsBoolean()) {
        return Outcome.RIGHT;
      }
      clock.sleepUntil(clock.now().plus(DELAY));
      return Outcome.WRONG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.WRONG;
    } finally {
      places.release();
    }
  }
}
