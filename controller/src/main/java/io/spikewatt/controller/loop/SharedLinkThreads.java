package io.spikewatt.controller.loop;

import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.loop.PeriodicThread.Step;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs many periodic jobs, each at the same times as a {@link PeriodicThread}. Quick jobs share one
 * thread, the leader; every other has its own. The leader prepares all jobs that are due soon
 * before it takes the first one's step. When a job blocks the leader, that thread stays with the
 * job and another one leads. The job must then be quick for a while, each time for longer, before
 * it shares again.
 */
public final class SharedLinkThreads implements PeriodicRunner {

  /**
   * One job.
   *
   * @param finalStep runs once when all jobs end in order
   */
  public record Job(String name, List<Phase> phases, Step finalStep) {
    public Job {
      phases = List.copyOf(phases);
    }
  }

  private static final Duration STUCK = Duration.ofMillis(10);

  /** Delay until a job that joins an idle leader is supervised. */
  private static final Duration LOOK_ROUND = Duration.ofMillis(100);

  private final Clock clock;
  private final Duration quick;
  private final Consumer<Throwable> onBug;
  private final List<LinkTask> members;
  private final CountDownLatch running;

  // Fields below are guarded by this.
  private final TaskQueue taskQueue;
  private final Set<Thread> asleep = new HashSet<>();
  private @Nullable Thread leader;
  private @Nullable Moment busySince;
  private boolean stopping;

  /**
   * @param epoch start of period 0
   * @param quick a step that takes longer is slow
   * @param onBug receives an exception that escaped a step; that job is over then
   */
  public SharedLinkThreads(
      List<Job> jobs,
      Clock clock,
      Moment epoch,
      Duration period,
      Duration quick,
      Consumer<Throwable> onBug) {
    this.clock = clock;
    this.quick = quick;
    this.onBug = onBug;
    Moment now = clock.now();
    PeriodGrid periods = new PeriodGrid(epoch, period);
    this.members = jobs.stream().map(job -> new LinkTask(job, periods, now)).toList();
    this.taskQueue = new TaskQueue(period);
    this.running = new CountDownLatch(members.size());
  }

  @Override
  public SharedLinkThreads start() {
    for (LinkTask linkTask : members) {
      thread(linkTask.job().name(), () -> alone(linkTask)).start();
    }
    newLeader();
    thread("link watch", this::watch).start();
    return this;
  }

  @Override
  public synchronized void stop() {
    stopping = true;
    asleep.forEach(Thread::interrupt);
  }

  @Override
  public boolean join(Duration patience) throws InterruptedException {
    return running.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a job on its own thread until it may share. */
  private void alone(LinkTask linkTask) {
    do {
      if (!sleepUntil(linkTask.due())) {
        end(linkTask);
        return;
      }
      turn(linkTask);
    } while (!linkTask.sharesThread());
    join(linkTask);
  }

  private void lead() {
    while (true) {
      LinkTask linkTask = next();
      if (linkTask == null) {
        return;
      }
      turn(linkTask);
      if (!stillLeads()) {
        linkTask.demote();
        alone(linkTask);
        return;
      }
      if (linkTask.sharesThread()) {
        join(linkTask);
      } else {
        thread(linkTask.job().name(), () -> alone(linkTask)).start();
      }
    }
  }

  /** Waits for the next due job and takes it; null at the end. */
  private @Nullable LinkTask next() {
    while (true) {
      Moment now = clock.now();
      Moment due;
      List<LinkTask> burst;
      synchronized (this) {
        if (stopping) {
          // Each on its own: a dead device must not keep the others from an orderly end.
          taskQueue
              .takeAll()
              .forEach(linkTask -> thread(linkTask.job().name(), () -> end(linkTask)).start());
          return null;
        }
        LinkTask ready = taskQueue.takeReady();
        if (ready != null) {
          busySince = now;
          return ready;
        }
        LinkTask first = taskQueue.first();
        due = first == null ? now.plus(Duration.ofSeconds(1)) : first.due();
        burst = taskQueue.takeDue(now);
      }
      if (burst.isEmpty()) {
        boolean _ = sleepUntil(due);
      } else {
        ahead(burst, now);
      }
    }
  }

  /** Runs without the stall check, because nothing here waits. */
  private void ahead(List<LinkTask> burst, Moment now) {
    try {
      burst.forEach(linkTask -> linkTask.prepare(now));
    } catch (RuntimeException bug) {
      onBug.accept(bug);
    }
    synchronized (this) {
      taskQueue.addReady(burst);
    }
  }

  private synchronized boolean stillLeads() {
    boolean leads = Thread.currentThread() == leader;
    if (leads) {
      busySince = null;
    }
    return leads;
  }

  private void join(LinkTask linkTask) {
    synchronized (this) {
      if (!stopping) {
        taskQueue.add(linkTask);
        if (taskQueue.first() == linkTask && leader != null && asleep.contains(leader)) {
          leader.interrupt();
        }
        return;
      }
    }
    end(linkTask);
  }

  private void turn(LinkTask linkTask) {
    Moment start = clock.now();
    linkTask.step(start);
    Moment end = clock.now();
    Duration took = end.since(start);
    if (took.compareTo(quick) > 0) {
      linkTask.countSlow();
    } else {
      linkTask.countFast();
    }
    linkTask.advance(end);
  }

  private void end(LinkTask linkTask) {
    linkTask.job().finalStep().at(clock.now());
    running.countDown();
  }

  /** Replaces the leader when a job blocks it. */
  private void watch() {
    while (sleepUntil(nextLook())) {
      if (leaderIsStuck()) {
        newLeader();
      }
    }
  }

  private synchronized Moment nextLook() {
    if (busySince != null) {
      return busySince.plus(STUCK);
    }
    LinkTask first = taskQueue.first();
    Moment now = clock.now();
    Moment soon = now.plus(LOOK_ROUND);
    if (first == null || !first.due().isAfter(now)) {
      return soon;
    }
    return first.due().plus(STUCK);
  }

  private synchronized boolean leaderIsStuck() {
    return busySince != null && clock.now().since(busySince).compareTo(STUCK) >= 0;
  }

  private synchronized void newLeader() {
    busySince = null;
    Thread next = thread("links", this::lead);
    leader = next;
    next.start();
  }

  private Thread thread(String name, Runnable work) {
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
    return thread;
  }

  /** False at the end; may return early when a job has joined. */
  private boolean sleepUntil(Moment deadline) {
    synchronized (this) {
      if (stopping) {
        return false;
      }
      asleep.add(Thread.currentThread());
    }
    try {
      clock.sleepUntil(deadline);
    } catch (InterruptedException woken) {
      // The caller looks at the queue again.
    } finally {
      synchronized (this) {
        asleep.remove(Thread.currentThread());
        // A call that came at the last moment must not interrupt the step that follows.
        boolean _ = Thread.interrupted();
      }
    }
    synchronized (this) {
      return !stopping;
    }
  }
}
