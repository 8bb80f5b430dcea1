package io.spikewatt.controller.loop;

import java.time.Duration;

/** Work in threads of its own, from its start to its orderly end. */
public interface PeriodicRunner {

  PeriodicRunner start();

  /** Periods that were skipped because a step took too long. */
  long missed();

  /** Requests the end after the current step, or at once if the loop sleeps. */
  void stop();

  /**
   * Takes the step that it waits for in the running period without waiting for its phase; nothing
   * if it waits for none.
   */
  default void runEarly() {}

  /**
   * Has it do what it is called for, in its own thread: at once if it sleeps, else after the step
   * that it is in. To be called twice before it comes to that is to be called once. Nothing if it
   * is not made for that.
   */
  default void requestExtraStep() {}

  /**
   * Waits for its end.
   *
   * @return false if it did not end within {@code patience}
   */
  boolean join(Duration patience) throws InterruptedException;

  /** Nothing that runs. */
  PeriodicRunner NONE =
      new PeriodicRunner() {
        @Override
        public PeriodicRunner start() {
          return this;
        }

        @Override
        public long missed() {
          return 0;
        }

        @Override
        public void stop() {}

        @Override
        public boolean join(Duration patience) {
          return true;
        }
      };
}
