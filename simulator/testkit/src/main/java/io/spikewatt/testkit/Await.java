package io.spikewatt.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what other threads and sockets do, with an end. */
public final class Await {

  private Await() {}

  /** Returns as soon as the condition holds; fails after 20 s. */
  public static void until(String what, BooleanSupplier condition) {
    within(Duration.ofSeconds(20), what, condition);
  }

  /** Returns as soon as the condition holds; fails after the bound. */
  public static void within(Duration bound, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
