package io.spikewatt.hal.time;

/**
 * Source of time and of waiting. Loops own a clock and pass {@code now} to everything below them.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Clock {

  Moment now();

  /**
   * Returns once this clock has reached {@code deadline}; at once if it already has.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void sleepUntil(Moment deadline) throws InterruptedException;

  /**
   * Announces that {@code thread} does work in this clock's time until the result is closed; call
   * it before the thread is started, so that no time passes in between. A clock that can stop time
   * (see {@link PacedClock}) does so while a worker is busy, that is, not inside {@link
   * #sleepUntil}.
   */
  default Worker work(Thread thread) {
    return () -> {};
  }

  /** A loop's announcement; close it when the loop ends. */
  @FunctionalInterface
  interface Worker extends AutoCloseable {
    @Override
    void close();
  }
}
