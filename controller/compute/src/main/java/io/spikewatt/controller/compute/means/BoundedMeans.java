package io.spikewatt.controller.compute.means;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of another means on a thread of its own, awaited for {@value #DEADLINE_MS} ms: a driver
 * that hangs delays its caller no longer. While a call hangs, the newest value waits for its end.
 */
public final class BoundedMeans implements PowerMeans, AutoCloseable {

  static final long DEADLINE_MS = 400;

  private final PowerMeans means;
  private final SettingRange configured;
  private final Clock clock;
  private final ExecutorService worker;
  private @Nullable Moment hangsSince;

  /** Newest value that the worker has not handed over yet; like the next two, guarded by this. */
  private @Nullable Long waiting;

  /** Whether the worker is going to look for a waiting value once more. */
  private boolean active;

  private @Nullable Future<Reading> running;

  /**
   * @param means whose range may be asked for by another thread while it is read
   * @param configured values that it accepts
   */
  public BoundedMeans(PowerMeans means, SettingRange configured, Clock clock) {
    this.means = means;
    this.configured = configured;
    this.clock = clock;
    this.worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name(means.name()).daemon().factory());
  }

  @Override
  public Label label() {
    return means.label();
  }

  @Override
  public SettingRange range() {
    return means.range();
  }

  @Override
  public long step() {
    return means.step();
  }

  /** Returns at once; the driver gets the value on its own thread, after what it does now. */
  @Override
  public void set(long value) {
    configured.require(value);
    synchronized (this) {
      waiting = value;
      Future<Reading> _ = call();
    }
  }

  @Override
  public Reading read() {
    Future<Reading> call;
    boolean before;
    synchronized (this) {
      before = active;
      call = call();
    }
    try {
      // A driver that hung at the last reading is not waited for again.
      long wait = before && hangsSince != null ? 0 : DEADLINE_MS;
      Reading reading = call.get(wait, TimeUnit.MILLISECONDS);
      hangsSince = null;
      return reading;
    } catch (TimeoutException e) {
      return Reading.failed(late());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reading.failed("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(name(), e.getCause());
    }
  }

  private synchronized Future<Reading> call() {
    Future<Reading> call = running;
    if (call == null || !active) {
      active = true;
      call = worker.submit(this::exchange);
      running = call;
    }
    return call;
  }

  /** Hands over the waiting value and reads, until no other value waits. */
  private Reading exchange() {
    while (true) {
      try {
        Long value = take();
        if (value != null) {
          means.set(value);
        }
        Reading reading = means.read();
        if (isOver()) {
          return reading;
        }
      } catch (RuntimeException bug) {
        stop();
        throw bug;
      }
    }
  }

  private synchronized @Nullable Long take() {
    Long value = waiting;
    waiting = null;
    return value;
  }

  private synchronized boolean isOver() {
    active = waiting != null;
    return !active;
  }

  private synchronized void stop() {
    active = false;
  }

  private String late() {
    Moment now = clock.now();
    Moment since = hangsSince;
    if (since == null) {
      since = now;
      hangsSince = now;
    }
    Duration late = now.since(since);
    return "its driver has not answered for %d s".formatted(late.toSeconds());
  }

  /** Ends the thread, unless it hangs; the value in force stays. */
  @Override
  public void close() {
    worker.shutdown();
  }
}
