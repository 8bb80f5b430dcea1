package io.spikewatt.controller.http;

import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Slows guessing: a wrong guess is answered late, so that each connection makes few of them. The
 * right secret never waits, however many guess meanwhile.
 */
final class AttemptLimit {

  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Clock clock;

  AttemptLimit(Clock clock) {
    this.clock = clock;
  }

  /** Judges one attempt; returns late if it is wrong. */
  boolean judge(BooleanSupplier right) {
    boolean isRight = right.getAsBoolean();
    if (!isRight) {
      await();
    }
    return isRight;
  }

  private void await() {
    try {
      clock.sleepUntil(clock.now().plus(DELAY));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
