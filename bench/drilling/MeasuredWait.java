package io.spikewatt.simulator.drill;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waiting for conditions, never for luck: every wait has a deadline and says what was missing. */
final class MeasuredWait {

  private static final long LOOK_MS = 20;

  private MeasuredWait() {}

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

  /** Longest time from start to end without one of these times, which ascend, s. */
  static double longestGap(List<Double> times, double start, double end) {
    double last = start;
    double gap = 0;
    for (double at : times) {
      gap = Math.max(gap, at - last);
      last = at;
    }
    return Math.max(gap, end - last);
  }

  /** Waits until the condition has held for a while; returns after how many seconds it began to. */
  static double settles(String what, double seconds, double holdS, Callable<Boolean> condition)
      throws Exception {
    double start = now();
    double[] since = {start};
    until(
        what,
        seconds + holdS,
        () -> {
          since[0] = condition.call() ? since[0] : now();
          return now() - since[0] >= holdS;
        });
    return since[0] - start;
  }
}
