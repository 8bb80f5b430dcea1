package io.spikewatt.simulator.drill;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waiting for conditions, never for luck: every wait has a deadline and says what was missing. */
final class Await {

  private static final long LOOK_MS = 20;

  private Await() {}

  static double now() {
    return System.nanoTime() / 1e9;
  }

  /** Waits until the condition holds; returns after how many seconds it did. */
  static double until(String what, double seconds, Callable<Boolean> condition) throws Exception {
    double start = now();
    while (!condition.call()) {
      if (now() - start > seconds) {
        throw new Drill.Failed(Drill.text("%s: not within %.0f s", what, seconds));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return now() - start;
  }

  /** Lets time pass in which the condition has to hold without a break. */
  static void during(String what, double seconds, Callable<Boolean> condition) throws Exception {
    double start = now();
    while (now() - start < seconds) {
      Drill.require(condition.call(), "%s: not any more after %.1f s", what, now() - start);
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
