package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Simulated time, {@code speed} times faster than real time. While a {@link #work worker} thread is
 * busy, time stops, so that a slow machine stretches a simulated day instead of skipping parts of
 * it.
 *
 * <p>A worker busy for longer than the grace, in real time, no longer stops time, or no timeout
 * could expire. The clock's thread advances time from deadline to deadline.
 */
public final class PacedClock implements Clock, AutoCloseable {

  /** Largest step of time without a nearer deadline, in real time. */
  private static final long IDLE_NANOS = 1_000_000;

  private final Moment start;
  private final double speed;
  private final long graceNanos;

  /** Busy workers with the real time since when; a sleeping worker is not in here. */
  private final Map<Thread, Long> busySince = new HashMap<>();

  private final Set<Thread> workers = new HashSet<>();
  private final Map<Thread, Long> deadlines = new HashMap<>();
  private long simulatedNanos;
  private boolean closed;

  /**
   * @param start the first wall time
   * @param speed simulated seconds per real second, {@code > 0}; infinity = as fast as the workers
   * @param grace longest real time for which a busy worker holds the simulated time
   */
  public PacedClock(Instant start, double speed, Duration grace) {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("speed must be > 0, was " + speed);
    }
    this.start = new Moment(0, start);
    this.speed = speed;
    this.graceNanos = grace.toNanos();
  }

  /** Starts time; until then it does not advance, so that a scenario can be set up. */
  public PacedClock start() {
    Thread.ofPlatform().daemon().name("paced-clock").start(this::move);
    return this;
  }

  @Override
  public synchronized Moment now() {
    return start.plus(Duration.ofNanos(simulatedNanos));
  }

  @Override
  public synchronized Worker work(Thread thread) {
    workers.add(thread);
    busySince.put(thread, System.nanoTime());
    return () -> leave(thread);
  }

  @Override
  public synchronized void sleepUntil(Moment deadline) throws InterruptedException {
    Thread thread = Thread.currentThread();
    if (simulatedNanos < deadline.nanos()) {
      busySince.remove(thread);
      deadlines.put(thread, deadline.nanos());
      notifyAll();
    }
    try {
      while (simulatedNanos < deadline.nanos() && !closed) {
        wait();
      }
    } finally {
      wake(thread);
    }
    if (closed) {
      throw new InterruptedException("the simulated clock was closed");
    }
  }

  /** Stops time and interrupts waiting threads. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void leave(Thread thread) {
    workers.remove(thread);
    busySince.remove(thread);
    notifyAll();
  }

  private void wake(Thread thread) {
    deadlines.remove(thread);
    if (workers.contains(thread)) {
      busySince.putIfAbsent(thread, System.nanoTime());
    }
  }

  private void move() {
    try {
      long ideal = System.nanoTime();
      while (true) {
        long next = nextStop();
        // Time that the workers held back is not made up for later: at most one step of credit.
        ideal = Math.max(ideal, System.nanoTime() - 20 * IDLE_NANOS);
        ideal += (long) ((next - simulatedTime()) / speed);
        long pause = ideal - System.nanoTime();
        if (pause > 0) {
          TimeUnit.NANOSECONDS.sleep(pause);
        }
        if (!advanceTo(next)) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized long simulatedTime() {
    return simulatedNanos;
  }

  /** Waits until no worker holds time; returns the nearest deadline, or one idle step on. */
  private synchronized long nextStop() throws InterruptedException {
    for (long hold = holdNanos(); hold > 0 && !closed; hold = holdNanos()) {
      TimeUnit.NANOSECONDS.timedWait(this, hold);
    }
    long next = Long.MAX_VALUE;
    for (long deadline : deadlines.values()) {
      next = Math.min(next, deadline);
    }
    long idle = speed < 1e9 ? (long) (IDLE_NANOS * speed) : 1_000_000_000L;
    return Math.min(next, simulatedNanos + Math.max(1, idle));
  }

  /** Real time for which the newest busy worker may still hold time; 0 if none does. */
  private long holdNanos() {
    long now = System.nanoTime();
    long hold = 0;
    for (long since : busySince.values()) {
      hold = Math.max(hold, since + graceNanos - now);
    }
    return hold;
  }

  /** Moves time, and counts each woken thread as busy before it runs. */
  private synchronized boolean advanceTo(long nanos) {
    simulatedNanos = Math.max(simulatedNanos, nanos);
    long now = System.nanoTime();
    for (Map.Entry<Thread, Long> sleeper : deadlines.entrySet()) {
      if (sleeper.getValue() <= simulatedNanos && workers.contains(sleeper.getKey())) {
        busySince.putIfAbsent(sleeper.getKey(), now);
      }
    }
    deadlines.values().removeIf(deadline -> deadline <= simulatedNanos);
    notifyAll();
    return !closed;
  }
}
