package io.spikewatt.controller.daemon;

import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.broker.SparkplugLink;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.loop.PeriodicThread;
import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.planning.LearnCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.status.StatusLoop;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** The threads of a {@link RunningSite}; the links and the fleet have their own. */
final class ControlLoops {

  /** Share of a period by which control decides, even without all readings; writing follows. */
  private static final double DECIDE_AT = 0.2;

  /** The same in the first cycle, in which the links connect. */
  private static final double FIRST_DECIDE_AT = 0.9;

  private static final Duration NOTIFY_EVERY = Duration.ofSeconds(5);

  /** Interval of the check for due sources. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  /** After these the first plans are made, too. */
  private static final int MINUTES_TO_SETTLE = 2;

  private final RunningSite running;
  private final LoopTiming timing;
  private final PeriodicThread cycle;
  private final PeriodicThread.Step publishNewest;
  private final PeriodicThread foresight;
  private final PeriodicThread learner;

  /** Loop of the notifications, which may wait for slow servers; empty without notifications. */
  private final Optional<PeriodicThread> notifier;

  /** Loop of the sources, which may wait for slow servers; empty without sources. */
  private final Optional<PeriodicThread> sources;

  private final ReentrantLock training;

  /** Whether the loops beside the cycle are to end. */
  private volatile boolean ending;

  /** Of the learner's thread. */
  private int minutesSinceLearnt;

  /**
   * @param training held while something trains
   * @param decided receives each cycle's report once its setpoints are on their way
   */
  ControlLoops(
      RunningSite running,
      StatusLoop status,
      LoopTiming timing,
      CycleHandover cycleHandover,
      Optional<SparkplugLink> sparkplug,
      ReentrantLock training,
      Consumer<CycleReport> decided) {
    this.running = running;
    this.timing = timing;
    this.training = training;
    this.publishNewest = now -> running.reporter().brokerReached();
    this.cycle =
        cycle(
            cycleHandover,
            report -> {
              sparkplug.ifPresent(
                  link ->
                      link.cycle(running.outcome(report), running.commands(), running.reporter()));
              decided.accept(report);
            });
    this.foresight =
        foresight(
            status,
            now -> sparkplug.ifPresent(link -> link.keep(now, running.site(), running.history())));
    this.learner =
        timing.slowLoop(
            "learner",
            Duration.ofMinutes(1),
            0.1,
            inOrder(this::learn, now -> running.carried().outlook().days().tick(now.instant())));
    this.notifier =
        running.notifies()
            ? Optional.of(timing.slowLoop("notify", NOTIFY_EVERY, 0.7, running::inform))
            : Optional.empty();
    this.sources =
        running.hasSources()
            ? Optional.of(timing.slowLoop("sources", ASK_EVERY, 0.9, running::askSources))
            : Optional.empty();
  }

  private PeriodicThread cycle(CycleHandover cycleHandover, Consumer<CycleReport> shown) {
    PeriodicThread.Step decide =
        now -> {
          CycleReport report = running.cycle().run(now);
          cycleHandover.decided();
          shown.accept(report);
        };
    PeriodicThread.Step decideBetween =
        now -> {
          if (running.cycle().between(now)) {
            cycleHandover.decidedBetween();
          }
        };
    List<Phase> phases =
        List.of(Phase.following(timing.share(DECIDE_AT), timing.share(FIRST_DECIDE_AT), decide));
    return timing.loop("cycle", phases, decideBetween, now -> {});
  }

  private PeriodicThread foresight(StatusLoop status, Consumer<Moment> past) {
    return timing.slowLoop(
        "foresight",
        timing.cycle().multipliedBy(5),
        0.5,
        inOrder(
            running.plans()::tick,
            status::tick,
            running.carried().outlets().promised()::tick,
            past::accept,
            running::keep));
  }

  /** One step after the other; a loop that ends late takes no further one. */
  private PeriodicThread.Step inOrder(PeriodicThread.Step... steps) {
    return now -> {
      for (PeriodicThread.Step step : steps) {
        if (!ending) {
          step.at(now);
        }
      }
    };
  }

  private void learn(Moment now) {
    training.lock();
    try {
      LearnCycle due = running.carried().outlook().learner();
      if (due.tick(now)) {
        minutesSinceLearnt = 0;
      } else if (++minutesSinceLearnt == MINUTES_TO_SETTLE) {
        // What learning, or the start, needed once goes back to the system.
        System.gc();
      }
    } finally {
      training.unlock();
    }
  }

  void start() {
    cycle.start();
    foresight.start();
    learner.start();
    notifier.ifPresent(PeriodicThread::start);
    sources.ifPresent(PeriodicThread::start);
  }

  /** The broker was reached: it gets the newest values before the next cycle. Any thread. */
  void brokerReached() {
    cycle.request(publishNewest);
  }

  PeriodicThread cycle() {
    return cycle;
  }

  /** Ends all loops but the cycle; stop the learning before. */
  void endBeside() throws InterruptedException {
    List<PeriodicThread> beside = new ArrayList<>(List.of(foresight, learner));
    notifier.ifPresent(beside::add);
    sources.ifPresent(beside::add);
    ending = true;
    running.stopInforming();
    running.stopAsking();
    PeriodicRunner.end(beside);
  }

  void endCycle() throws InterruptedException {
    PeriodicRunner.end(List.of(cycle));
  }

  /**
   * Ends the cycle, however long its step takes: two threads must not decide, and the watchdog ends
   * a process whose cycle hangs.
   */
  void awaitCycleEnd() throws InterruptedException {
    cycle.stop();
    while (!cycle.join(PeriodicRunner.PATIENCE)) {
      Logger.error("{} has not ended; the other configuration waits for it", cycle);
    }
  }
}
