package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.daemon.LinkLoops.Timing;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.loop.PeriodicThread;
import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.member.FleetStanding;
import io.spikewatt.controller.member.SiteCondition;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * Everything that decides under one configuration, with its loops; the links are not part of it.
 */
final class ControlLoops {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Share of a period by which control decides, even without all readings; writing follows. */
  private static final double DECIDE_AT = 0.2;

  /** The same in the first cycle, in which the links connect. */
  private static final double FIRST_DECIDE_AT = 0.9;

  /** Four phases of a round wait for each gateway, and a night has some twenty rounds. */
  private static final Duration FLEET_STEP = Duration.ofMillis(250);

  /** After these the first plans are made, too. */
  private static final int MINUTES_TO_SETTLE = 2;

  private final SiteControl control;
  private final Timing timing;
  private final PeriodicThread cycle;
  private final PeriodicThread.Step publishNewest;
  private final PeriodicThread foresight;
  private final PeriodicThread learner;
  private final Optional<FleetLoop> fleet;
  private final Optional<PeriodicThread> fleetThread;

  /** One training at a time, or the memory for one would not do. */
  private final ReentrantLock training = new ReentrantLock();

  /** Of the learner's thread. */
  private int minutesSinceLearnt;

  private volatile Optional<CycleReport> latest = Optional.empty();

  ControlLoops(
      Site site,
      SiteControl control,
      Gateway.Environment around,
      ServiceStatus status,
      Timing timing,
      CycleHandover cycleHandover,
      Optional<SparkplugLink> sparkplug) {
    this.timing = timing;
    this.control = control;
    Consumer<CycleReport> shown =
        report -> sparkplug.ifPresent(link -> link.cycle(control.outcome(site, report), control));
    this.cycle = cycle(cycleHandover, shown, around.onCycle());
    this.publishNewest = now -> control.brokerReached();
    this.foresight =
        foresight(
            new StatusLoop(site, around.port(), status, control.survival()),
            now -> sparkplug.ifPresent(link -> link.keep(now, site, control.history())));
    this.learner = slowLoop("learner", Duration.ofMinutes(1), 0.1, this::learn);
    // Without a fleet no class of it is loaded.
    boolean member = site.fleet().isPresent();
    this.fleet = member ? Optional.of(fleet(site, site.fleet().get())) : Optional.empty();
    this.fleetThread = fleet.isPresent() ? Optional.of(thread(fleet.get())) : Optional.empty();
  }

  /**
   * @param shown receives each cycle's report once its setpoints are on their way
   */
  private PeriodicThread cycle(
      CycleHandover cycleHandover, Consumer<CycleReport> shown, Runnable onCycle) {
    PeriodicThread.Step decide =
        now -> {
          CycleReport report = control.cycle().run(now);
          latest = Optional.of(report);
          cycleHandover.decided();
          shown.accept(report);
          onCycle.run();
        };
    PeriodicThread.Step decideBetween =
        now -> {
          if (control.cycle().between(now)) {
            cycleHandover.decidedBetween();
          }
        };
    return new PeriodicThread(
        "cycle",
        timing.clock(),
        timing.epoch(),
        timing.cycle(),
        List.of(Phase.following(share(DECIDE_AT), share(FIRST_DECIDE_AT), decide)),
        decideBetween,
        now -> {},
        timing.onBug());
  }

  private PeriodicThread foresight(StatusLoop status, Consumer<Moment> past) {
    return slowLoop(
        "foresight",
        timing.cycle().multipliedBy(5),
        0.5,
        now -> {
          control.foresight().tick(now);
          status.tick(now);
          control.promised().tick(now);
          past.accept(now);
          control.keep(now);
        });
  }

  private FleetLoop fleet(Site site, FleetMembership membership) {
    return FleetLoop.start(
        site,
        membership,
        control.forecaster(),
        control.commands(),
        timing.clock(),
        () -> condition(site),
        text ->
            control.event(
                new Event(timing.clock().now().instant(), Event.Kind.NOTE, "fleet", text)));
  }

  /** A hold without a request means that a reading is missing. */
  private SiteCondition condition(Site site) {
    Optional<Mode> mode = latest.map(CycleReport::mode);
    boolean holds = mode.filter(it -> it instanceof Mode.Hold hold && hold.isUnknown()).isPresent();
    return new SiteCondition(
        !holds && SiteStatus.controls(site, latest, timing.clock().now()),
        mode.map(Mode::name).orElse("starting"),
        control.problems().keySet());
  }

  private PeriodicThread thread(FleetLoop loop) {
    return slowLoop("fleet", FLEET_STEP, 0.7, now -> learnTogether(loop, now));
  }

  private void learnTogether(FleetLoop loop, Moment now) {
    if (training.tryLock()) {
      try {
        loop.step(now);
      } finally {
        training.unlock();
      }
    }
  }

  private void learn(Moment now) {
    training.lock();
    try {
      learnAlone(now);
    } finally {
      training.unlock();
    }
  }

  private void learnAlone(Moment now) {
    if (control.learner().tick(now)) {
      minutesSinceLearnt = 0;
    } else if (++minutesSinceLearnt == MINUTES_TO_SETTLE) {
      // What learning, or the start, needed once goes back to the system.
      System.gc();
    }
  }

  /**
   * A loop beside the cycle.
   *
   * @param share part of a cycle after which its period begins
   */
  private PeriodicThread slowLoop(
      String name, Duration period, double share, PeriodicThread.Step step) {
    return new PeriodicThread(
        name,
        timing.clock(),
        timing.epoch(),
        period,
        List.of(new Phase(share(share), step)),
        now -> {},
        timing.onBug());
  }

  private Duration share(double share) {
    return Duration.ofNanos((long) (timing.cycle().toNanos() * share));
  }

  void start() {
    cycle.start();
    foresight.start();
    learner.start();
    fleetThread.ifPresent(PeriodicThread::start);
  }

  /** The broker was reached: it gets the newest values before the next cycle. Any thread. */
  void brokerReached() {
    cycle.request(publishNewest);
  }

  /** How the site is in its fleet; empty without one. */
  Optional<FleetStanding> fleet() {
    return fleet.isPresent() ? fleet.get().standing() : Optional.empty();
  }

  SiteControl control() {
    return control;
  }

  PeriodicThread cycle() {
    return cycle;
  }

  /** The newest cycle's report; empty before the first. */
  Optional<CycleReport> latest() {
    return latest;
  }

  /** Ends the loops; the cycle goes on until the others, which may take long, have ended. */
  void end() throws InterruptedException {
    control.learner().stop();
    if (fleet.isPresent()) {
      fleet.get().stop();
    }
    end(Stream.concat(Stream.of(foresight, learner), fleetThread.stream()).toList());
    if (fleet.isPresent()) {
      fleet.get().close();
    }
    end(List.of(cycle));
  }

  static void end(List<? extends PeriodicRunner> loops) throws InterruptedException {
    loops.forEach(PeriodicRunner::stop);
    for (PeriodicRunner loop : loops) {
      if (!loop.join(PATIENCE)) {
        Logger.error("{} did not end within {}", loop, PATIENCE);
      }
    }
  }
}
