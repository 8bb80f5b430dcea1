package io.spikewatt.controller.loop;

import io.spikewatt.controller.loop.PeriodicThread.Step;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs many periodic jobs, each at the same times as a {@link PeriodicThread}. Jobs that need
 * nothing but an answer share one thread: it prepares all that are due, awaits their answers
 * together, and takes each step when its answer has arrived, so no step waits. A step that may wait
 * is taken by a thread of the job's own, which stays until the job can share again.
 */
public final class SharedLinkThreads implements PeriodicRunner {

  /**
   * One step in each period.
   *
   * @param offset from the start of the period, {@code 0 <= offset < period}
   * @param preparation shortens the step, and never waits; returns the only answer that the step
   *     needs, or nothing if the step may wait for others
   * @param finalStep runs once when all jobs end in order
   */
  public record Job(
      String name,
      Duration offset,
      Function<Moment, Optional<AwaitedAnswer>> preparation,
      Step step,
      Step finalStep) {}

  /** Share of the period for which the shared thread awaits an answer. */
  private static final int PATIENCE = 4;

  /** Share of the period within which later jobs are taken along, to wake up less often. */
  private static final int SOON = 40;

  private final Clock clock;
  private final Consumer<Throwable> onBug;
  private final Duration patience;
  private final Duration soon;
  private final List<LinkTask> members;
  private final CountDownLatch running;

  /** Of the shared thread. */
  private final Selector selector;

  /** Tasks whose answers the shared thread awaits, in the order of their requests. */
  private final SequencedSet<LinkTask> awaited = new LinkedHashSet<>();

  // Fields below are guarded by this.
  private final PriorityQueue<LinkTask> idle =
      new PriorityQueue<>(Comparator.comparingLong(LinkTask::dueNanos));
  private final Set<Thread> asleep = new HashSet<>();
  private @Nullable Thread shared;
  private boolean stopping;

  /** Whether the shared thread was woken for a job that came to share. */
  private boolean called;

  /**
   * @param epoch start of period 0
   * @param onBug receives an exception that escaped a step; that job is over then
   */
  public SharedLinkThreads(
      List<Job> jobs, Clock clock, Moment epoch, Duration period, Consumer<Throwable> onBug) {
    this.clock = clock;
    this.onBug = onBug;
    this.patience = period.dividedBy(PATIENCE);
    this.soon = period.dividedBy(SOON);
    Moment now = clock.now();
    PeriodGrid periods = new PeriodGrid(epoch, period);
    this.members = jobs.stream().map(job -> new LinkTask(job, periods, now)).toList();
    this.running = new CountDownLatch(members.size());
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public SharedLinkThreads start() {
    members.forEach(task -> start(task.job().name(), () -> alone(task)));
    return this;
  }

  @Override
  public synchronized void stop() {
    stopping = true;
    asleep.forEach(Thread::interrupt);
    if (selector.isOpen()) {
      selector.wakeup();
    }
  }

  @Override
  public boolean join(Duration patience) throws InterruptedException {
    return running.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a job on its own thread until it may share. */
  private void alone(LinkTask task) {
    boolean shares;
    do {
      if (!sleepUntil(task.due())) {
        end(task);
        return;
      }
      shares = task.prepare(clock.now());
      task.step(clock);
    } while (!shares);
    if (!share(task)) {
      end(task);
    }
  }

  /** Leaves a job to the shared thread; false at the end. */
  private synchronized boolean share(LinkTask task) {
    if (stopping) {
      return false;
    }
    idle.add(task);
    if (shared == null) {
      shared = start("links", this::runShared);
    } else if (asleep.contains(shared)) {
      called = true;
      shared.interrupt();
    } else {
      selector.wakeup();
    }
    return true;
  }

  /** Runs the jobs that share, until the end. */
  private void runShared() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        Moment now = clock.now();
        for (LinkTask task : takeDue(now)) {
          prepare(task, now);
        }
        if (awaited.isEmpty()) {
          goesOn = sleepUntil(nextDue(now));
        } else {
          takeAnswers(nextDue(now));
          goesOn = goesOn();
        }
      }
      // Each on its own: a dead device must not keep the others from an orderly end.
      for (LinkTask task : takeAll()) {
        start(task.job().name(), () -> end(task));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(LinkTask task, Moment now) throws IOException {
    if (task.prepare(now)) {
      task.await(selector);
      awaited.add(task);
    } else {
      leave(task);
    }
  }

  /** Takes the steps whose answers arrive before {@code next}. */
  private void takeAnswers(Moment next) throws IOException {
    Moment overdue = awaited.getFirst().asked().plus(patience);
    Moment until = overdue.isBefore(next) ? overdue : next;
    List<LinkTask> readable = new ArrayList<>(awaited.size());
    selector.select(
        key -> {
          LinkTask task = (LinkTask) key.attachment();
          if (awaited.contains(task)) {
            readable.add(task);
          } else {
            // Noise, or the end of the connection: the next request meets it.
            key.interestOps(0);
          }
        },
        Math.max(1, until.millisSince(clock.now()) + 1));
    for (LinkTask task : readable) {
      takeAnswer(task);
    }
    Moment now = clock.now();
    while (!awaited.isEmpty() && awaited.getFirst().asked().plus(patience).isBefore(now)) {
      leave(awaited.getFirst());
    }
  }

  private void takeAnswer(LinkTask task) throws IOException {
    switch (task.progress()) {
      case INCOMPLETE -> {}
      case COMPLETE -> {
        awaited.remove(task);
        task.step(clock);
        synchronized (this) {
          idle.add(task);
        }
      }
      case DISTURBED -> leave(task);
    }
  }

  /** Leaves a step that may wait to a thread of its own. */
  private void leave(LinkTask task) throws IOException {
    awaited.remove(task);
    task.leave(selector);
    start(
        task.job().name(),
        () -> {
          task.step(clock);
          alone(task);
        });
  }

  private void end(LinkTask task) {
    task.job().finalStep().at(clock.now());
    running.countDown();
  }

  private synchronized boolean goesOn() {
    return !stopping;
  }

  /** The jobs that are due and, if any is, those that are due soon. */
  private synchronized List<LinkTask> takeDue(Moment now) {
    List<LinkTask> due = new ArrayList<>();
    Moment until = now.isBefore(nextDue(now)) ? now : now.plus(soon);
    for (LinkTask next = idle.peek();
        next != null && !until.isBefore(next.due());
        next = idle.peek()) {
      due.add(idle.remove());
    }
    return due;
  }

  /** When the next job is due; in a while if there is none. */
  private synchronized Moment nextDue(Moment now) {
    LinkTask first = idle.peek();
    return first == null ? now.plus(patience) : first.due();
  }

  private synchronized List<LinkTask> takeAll() throws IOException {
    stopping = true;
    selector.close();
    List<LinkTask> all = new ArrayList<>(awaited);
    all.addAll(idle);
    idle.clear();
    return all;
  }

  private Thread start(String name, Runnable work) {
    // A holder, because the announcement needs the thread whose work withdraws it.
    Clock.Worker[] announced = new Clock.Worker[1];
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .unstarted(
                () -> {
                  try (Clock.Worker _ = announced[0]) {
                    work.run();
                  } catch (Throwable bug) {
                    onBug.accept(bug);
                  }
                });
    announced[0] = clock.work(thread);
    thread.start();
    return thread;
  }

  /** False at the end, of these jobs or of time; true early when a job comes to share. */
  private boolean sleepUntil(Moment deadline) {
    boolean goesOn = true;
    synchronized (this) {
      if (stopping) {
        return false;
      }
      asleep.add(Thread.currentThread());
    }
    try {
      clock.sleepUntil(deadline);
    } catch (InterruptedException woken) {
      synchronized (this) {
        goesOn = called;
        called = false;
      }
    } finally {
      synchronized (this) {
        asleep.remove(Thread.currentThread());
        // A call that came at the last moment must not interrupt the step that follows.
        boolean _ = Thread.interrupted();
      }
    }
    synchronized (this) {
      return goesOn && !stopping;
    }
  }
}
