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
  private final Clock clock;
  private final ExecutorService worker;
  private @Nullable Future<Reading> running;
  private @Nullable Moment hangsSince;
  private final WaitingValue waiting = new WaitingValue();

  /** Newest value that the worker has not handed over yet. */
  private static final class WaitingValue {

    private @Nullable Long value;

    synchronized void put(long newest) {
      value = newest;
    }

    synchronized @Nullable Long take() {
      Long taken = value;
      value = null;
      return taken;
    }
  }

  /**
   * @param means whose range may be asked for by another thread while it is read
   */
  public BoundedMeans(PowerMeans means, Clock clock) {
    this.means = means;
    this.clock = clock;
    this.worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name(means.name()).daemon().factory());
  }

  @Override
  public String name() {
    return means.name();
  }

  @Override
  public String device() {
    return means.device();
  }

  @Override
  public Kind kind() {
    return means.kind();
  }

  @Override
  public String unit() {
    return means.unit();
  }

  @Override
  public long least() {
    return means.least();
  }

  @Override
  public long most() {
    return means.most();
  }

  @Override
  public long step() {
    return means.step();
  }

  @Override
  public void set(long value) {
    waiting.put(value);
    Reading _ = read();
  }

  @Override
  public Reading read() {
    Future<Reading> call = running;
    if (call == null || call.isDone()) {
      call = worker.submit(this::call);
      running = call;
    }
    try {
      Reading reading = call.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
      hangsSince = null;
      return reading;
    } catch (TimeoutException e) {
      return Reading.failed(late());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reading.failed("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException outside) {
        throw outside;
      }
      throw new IllegalStateException(name(), e.getCause());
    }
  }

  private Reading call() {
    Long value = waiting.take();
    if (value != null) {
      means.set(value);
    }
    return means.read();
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
