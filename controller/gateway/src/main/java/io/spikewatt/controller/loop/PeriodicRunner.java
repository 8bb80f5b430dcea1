package io.spikewatt.controller.loop;

import java.time.Duration;
import java.util.List;
import org.tinylog.Logger;

/** Work in threads of its own, from its start to its orderly end. */
public interface PeriodicRunner {

  /** Longest time that a loop may take to end. */
  Duration PATIENCE = Duration.ofSeconds(20);

  PeriodicRunner start();

  /** Requests the end after the current step, or at once if the loop sleeps. */
  void stop();

  /**
   * Takes the pending step of the running period without waiting for its phase; does nothing if
   * none is pending.
   */
  default void runEarly() {}

  /**
   * Requests an extra step in its own thread: at once if the loop sleeps, else after the current
   * step. Two requests before it runs count as one. Does nothing if the loop has no extra step.
   */
  default void requestExtraStep() {}

  /**
   * Waits for its end.
   *
   * @return false if it did not end within {@code patience}
   */
  boolean join(Duration patience) throws InterruptedException;

  /** Ends loops together; one that does not end in time is logged. */
  static void end(List<? extends PeriodicRunner> loops) throws InterruptedException {
    loops.forEach(PeriodicRunner::stop);
    for (PeriodicRunner loop : loops) {
      if (!loop.join(PATIENCE)) {
        Logger.error("{} did not end within {}", loop, PATIENCE);
      }
    }
  }
}
