package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A thread that takes its steps at fixed phases of every period until it is stopped. Loops that
 * share an epoch keep their phases to each other, so that reading, deciding and writing follow each
 * other within a period without waiting for one another.
 *
 * <p>A step that overruns costs the ticks it ran over; they are counted and not caught up. One that
 * waits for what others do in the same period can be hurried when they are ready.
 */
public final class Loop implements Running {

  /** What a loop does at one phase. */
  @FunctionalInterface
  public interface Step {
    void at(Moment now);
  }

  /**
   * @param offset from the start of the period, {@code 0 <= offset < period}, ascending
   * @param ahead what may be done before the step, without waiting, to make the step shorter; a
   *     {@link Crew} does it for all that are due before the first step
   */
  public record Phase(Duration offset, Step ahead, Step step) {
    public Phase(Duration offset, Step step) {
      this(offset, now -> {}, step);
    }
  }

  private final Clock clock;
  private final Moment epoch;
  private final Duration period;
  private final List<Phase> phases;
  private final Step last;
  private final Consumer<Throwable> onBug;
  private final Thread thread;
  private final Clock.Worker worker;
  private final AtomicLong missed = new AtomicLong();
  private boolean stopping;
  private boolean sleeping;

  /** Period whose steps need not wait for their phases. */
  private long hurried = -1;

  /** Period of the step that is waited for. */
  private long awaited = -1;

  /**
   * @param epoch start of period 0
   * @param last what is done once when the loop ends in order, for example giving devices back
   * @param onBug told of an exception that escaped a step; the loop is over then
   */
  public Loop(
      String name,
      Clock clock,
      Moment epoch,
      Duration period,
      List<Phase> phases,
      Step last,
      Consumer<Throwable> onBug) {
    this.clock = clock;
    this.epoch = epoch;
    this.period = period;
    this.phases = List.copyOf(phases);
    this.last = last;
    this.onBug = onBug;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.worker = clock.work(thread);
  }

  @Override
  public Loop start() {
    thread.start();
    return this;
  }

  @Override
  public String toString() {
    return "loop " + thread.getName();
  }

  @Override
  public long missed() {
    return missed.get();
  }

  @Override
  public synchronized void stop() {
    stopping = true;
    if (sleeping) {
      thread.interrupt();
    }
  }

  @Override
  public synchronized void hurry() {
    hurried = Math.floorDiv(clock.now().nanos() - epoch.nanos(), period.toNanos());
    if (sleeping && hurried == awaited) {
      thread.interrupt();
    }
  }

  @Override
  public boolean join(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  private void run() {
    try (worker) {
      long tick = firstTick(clock.now());
      while (turn(tick)) {
        long next = firstTick(clock.now());
        missed.addAndGet(Math.max(0, next - tick - 1));
        tick = Math.max(next, tick + 1);
      }
      last.at(clock.now());
    } catch (Throwable bug) {
      onBug.accept(bug);
    }
  }

  /** Takes all steps of one period; false when the loop is to end. */
  private boolean turn(long tick) {
    Moment start = epoch.plus(period.multipliedBy(tick));
    for (Phase phase : phases) {
      if (!sleepUntil(start.plus(phase.offset()), tick)) {
        return false;
      }
      phase.step().at(clock.now());
    }
    return true;
  }

  /** Number of the first period that has not begun. */
  private long firstTick(Moment now) {
    long sinceEpoch = now.nanos() - epoch.nanos();
    return Math.max(0, Math.ceilDiv(sinceEpoch, period.toNanos()));
  }

  /** False when the loop is to end; early if it is hurried. */
  private boolean sleepUntil(Moment deadline, long tick) {
    synchronized (this) {
      if (stopping || hurried == tick) {
        return !stopping;
      }
      awaited = tick;
      sleeping = true;
    }
    try {
      clock.sleepUntil(deadline);
    } catch (InterruptedException stopped) {
      synchronized (this) {
        return !stopping && hurried == tick;
      }
    } finally {
      synchronized (this) {
        sleeping = false;
        // A call that came at the last moment must not interrupt the step that follows.
        boolean _ = Thread.interrupted();
      }
    }
    synchronized (this) {
      return !stopping;
    }
  }
}
