package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A thread that takes its steps at fixed phases of every period until it is stopped. Loops with a
 * common epoch stay in phase; one that starts within a period takes its steps late. A step that
 * overruns skips ticks; they are counted and not caught up. A step that waits for others can run
 * early when they are ready, and extra steps can run between.
 */
public final class PeriodicThread implements PeriodicRunner {

  @FunctionalInterface
  public interface Step {
    void at(Moment now);
  }

  /**
   * @param offset from the start of the period, {@code 0 <= offset < period}, ascending
   * @param firstOffset the same in period 0
   * @param punctual whether it runs at its time or not at all: neither early nor after an overrun
   */
  public record Phase(Duration offset, Duration firstOffset, Step step, boolean punctual) {
    public Phase(Duration offset, Step step) {
      this(offset, offset, step, false);
    }

    /** A step that waits for others, which take longer in period 0. */
    public static Phase following(Duration offset, Duration firstOffset, Step step) {
      return new Phase(offset, firstOffset, step, false);
    }

    /** A step that is useless at any other time. */
    public static Phase punctual(Duration offset, Step step) {
      return new Phase(offset, offset, step, true);
    }

    private Duration offset(long period) {
      return period == 0 ? firstOffset : offset;
    }
  }

  private final Clock clock;
  private final PeriodGrid periods;
  private final List<Phase> phases;
  private final Step extraStep;
  private final Step last;
  private final Consumer<Throwable> onBug;
  private final Thread thread;
  private final Clock.Worker worker;
  private final AtomicLong missed = new AtomicLong();
  private boolean stopping;
  private boolean sleeping;

  /** Period whose steps need not wait for their phases. */
  private long earlyPeriod = -1;

  /** Period of the pending step; -1 if it is punctual. */
  private long awaited = -1;

  private final Set<Step> requested = new LinkedHashSet<>();

  /**
   * @param epoch start of period 0
   * @param called step that runs on {@link #requestExtraStep}
   * @param last runs once when the loop ends in order, for example to release devices
   * @param onBug receives an exception that escaped a step; the loop is over then
   */
  public PeriodicThread(
      String name,
      Clock clock,
      Moment epoch,
      Duration period,
      List<Phase> phases,
      Step called,
      Step last,
      Consumer<Throwable> onBug) {
    this.clock = clock;
    this.periods = new PeriodGrid(epoch, period);
    this.phases = List.copyOf(phases);
    this.extraStep = called;
    this.last = last;
    this.onBug = onBug;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.worker = clock.work(thread);
  }

  @Override
  public PeriodicThread start() {
    thread.start();
    return this;
  }

  @Override
  public String toString() {
    return "loop " + thread.getName();
  }

  /** Periods that were skipped because a step took too long. */
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
  public synchronized void runEarly() {
    earlyPeriod = periods.at(clock.now());
    if (sleeping && earlyPeriod == awaited) {
      thread.interrupt();
    }
  }

  @Override
  public void requestExtraStep() {
    request(extraStep);
  }

  /**
   * Requests another step beside the usual extra one, under the same conditions.
   *
   * @param step the same object each time, so that two requests before it runs count as one
   */
  public synchronized void request(Step step) {
    requested.add(step);
    if (sleeping) {
      thread.interrupt();
    }
  }

  @Override
  public boolean join(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  private void run() {
    try (worker) {
      long tick = periods.first(clock.now());
      while (turn(tick)) {
        long next = periods.after(tick, clock.now());
        missed.addAndGet(next - tick - 1);
        tick = next;
      }
      last.at(clock.now());
    } catch (Throwable bug) {
      onBug.accept(bug);
    }
  }

  /** Takes all steps of one period; false when the loop is to end. */
  private boolean turn(long tick) {
    for (Phase phase : phases) {
      Moment due = periods.due(tick, phase.offset(tick));
      if (phase.punctual() && clock.now().isAfter(due)) {
        continue;
      }
      if (!await(due, phase.punctual() ? -1 : tick)) {
        return false;
      }
      phase.step().at(clock.now());
    }
    return true;
  }

  /** Waits, and runs extra steps meanwhile; false when the loop must end. */
  private boolean await(Moment deadline, long tick) {
    while (!sleepUntil(deadline, tick)) {
      List<Step> extra;
      synchronized (this) {
        if (stopping || requested.isEmpty()) {
          return false;
        }
        extra = List.copyOf(requested);
        requested.clear();
      }
      extra.forEach(step -> step.at(clock.now()));
    }
    synchronized (this) {
      return !stopping;
    }
  }

  /**
   * Sleeps; wakes early if the step may run early.
   *
   * @param tick the period in which it may wake early; -1 = in none
   * @return false if an extra step or a stop comes before, or time has ended
   */
  private boolean sleepUntil(Moment deadline, long tick) {
    synchronized (this) {
      if (stopping || !requested.isEmpty()) {
        return false;
      }
      if (tick >= 0 && earlyPeriod == tick) {
        return true;
      }
      awaited = tick;
      sleeping = true;
    }
    try {
      clock.sleepUntil(deadline);
      return true;
    } catch (InterruptedException woken) {
      synchronized (this) {
        return !stopping && tick >= 0 && earlyPeriod == tick;
      }
    } finally {
      synchronized (this) {
        sleeping = false;
        // A call that came at the last moment must not interrupt the step that follows.
        boolean _ = Thread.interrupted();
      }
    }
  }
}
