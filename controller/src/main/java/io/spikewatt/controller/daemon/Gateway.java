package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.daemon.LinkLoops.Timing;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.loop.PeriodicThread;
import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * One site under control: everything is wired here, started, and stopped in order. Nothing needs to
 * exist: devices, broker and state directory may come later.
 */
public final class Gateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Share of a period by which control decides, even without all readings; writing follows. */
  private static final double DECIDE_AT = 0.2;

  private final SiteControl control;
  private final MessagePort port;
  private final Timing timing;
  private final List<ModbusProxy> proxies;
  private final PeriodicThread cycleLoop;
  private final PeriodicThread foresightLoop;
  private final PeriodicThread learnerLoop;
  private final List<PeriodicRunner> linkLoops;
  private volatile Optional<CycleReport> latest = Optional.empty();
  private volatile List<ApprovedSetpoint> neutral = List.of();
  private volatile boolean stopping;

  /**
   * What a gateway needs beside its configuration.
   *
   * @param clock time and waiting for all loops
   * @param gpio the board's pins
   * @param port the broker, connected or not
   * @param status this daemon's message on the topic {@code status}
   * @param onEvent receives every event, after the log and the broker
   * @param onCycle called after each cycle in its thread, for signs of life
   * @param onReload called when a command requests a reload
   * @param onBug receives an exception that escaped a loop: the process must end
   */
  public record Environment(
      Clock clock,
      Gpio gpio,
      MessagePort port,
      ServiceStatus status,
      Consumer<Event> onEvent,
      Runnable onCycle,
      Runnable onReload,
      Consumer<Throwable> onBug) {}

  public Gateway(Site site, Environment around) {
    this.port = around.port();
    Clock clock = around.clock();
    this.timing = new Timing(clock, clock.now(), site.control().cycle(), around.onBug());
    DeviceFactory factory =
        new DeviceFactory(around.gpio(), port, Path.of(site.storage().directory()));
    List<Link> links = factory.links(site);
    this.proxies = factory.proxies(site, clock);
    this.control =
        new SiteControl(
            site,
            SiteControl.gateOf(site),
            links,
            port,
            around.onEvent(),
            around.onReload(),
            () -> stopping,
            timing.epoch());
    CycleHandover cycleHandover = new CycleHandover(timing.epoch(), timing.cycle());
    this.cycleLoop = cycleLoop(cycleHandover, around.onCycle());
    this.linkLoops =
        LinkLoops.of(
            links,
            FastMeterPolling.link(site, links),
            control.board(),
            control.outbox(),
            timing,
            cycleHandover,
            () -> neutral);
    cycleHandover.connect(cycleLoop, linkLoops);
    this.foresightLoop =
        foresightLoop(new StatusLoop(site, port, around.status(), control.survival()));
    this.learnerLoop =
        slowLoop("learner", Duration.ofMinutes(1), 0.1, now -> control.learner().tick(now));
  }

  private PeriodicThread cycleLoop(CycleHandover cycleHandover, Runnable onCycle) {
    PeriodicThread.Step decide =
        now -> {
          latest = Optional.of(control.cycle().run(now));
          cycleHandover.decided();
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
        List.of(phase(DECIDE_AT, decide)),
        decideBetween,
        now -> {},
        timing.onBug());
  }

  private PeriodicThread foresightLoop(StatusLoop status) {
    return slowLoop(
        "foresight",
        timing.cycle().multipliedBy(5),
        0.5,
        now -> {
          control.foresight().tick(now);
          status.tick(now);
        });
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
        List.of(phase(share, step)),
        now -> {},
        timing.onBug());
  }

  private Phase phase(double share, PeriodicThread.Step step) {
    return new Phase(Duration.ofNanos((long) (timing.cycle().toNanos() * share)), step);
  }

  /** Starts all loops. */
  public Gateway start() {
    linkLoops.forEach(PeriodicRunner::start);
    cycleLoop.start();
    foresightLoop.start();
    learnerLoop.start();
    proxies.forEach(Gateway::start);
    return this;
  }

  /** Control does not depend on serving others. */
  private static void start(ModbusProxy proxy) {
    try {
      proxy.start();
    } catch (IOException e) {
      Logger.error(
          "a modbus proxy {}; others cannot share that link until a restart", e.getMessage());
    }
  }

  /** The newest cycle's report; empty before the first. */
  public Optional<CycleReport> latest() {
    return latest;
  }

  /** The newest plan. */
  public Optional<Plan> plan() {
    return control.foresight().plan();
  }

  /** The newest forecasts. */
  public Optional<SiteForecasts> forecasts() {
    return control.foresight().forecasts();
  }

  /** Control cycles that were skipped because one before took too long. */
  public long missedCycles() {
    return cycleLoop.missed();
  }

  /** Stops deciding, leaves every device in its neutral state, then releases everything. */
  @Override
  public void close() {
    stopping = true;
    proxies.forEach(ModbusProxy::close);
    try {
      end(List.of(cycleLoop, foresightLoop, learnerLoop));
      neutral = control.neutral(timing.clock().now());
      end(linkLoops);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      port.close();
      control.close();
    }
  }

  private static void end(List<? extends PeriodicRunner> loops) throws InterruptedException {
    loops.forEach(PeriodicRunner::stop);
    for (PeriodicRunner loop : loops) {
      if (!loop.join(PATIENCE)) {
        Logger.error("{} did not end within {}", loop, PATIENCE);
      }
    }
  }
}
