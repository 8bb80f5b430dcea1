package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.assembly.Carried;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.backup.StateFiles;
import io.spikewatt.controller.broker.SparkplugLink;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.controller.io.LinkLoops;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.member.FleetLoop;
import io.spikewatt.controller.member.SiteCondition;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.StatusLoop;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * One site under control: its links, its loops, and what decides. Nothing needs to exist: devices,
 * broker and state directory may come later.
 */
public final class Gateway implements AutoCloseable {

  /** Code of the assistant's alarm, here without its classes. */
  private static final String ASSISTANT = "assistant";

  private final Environment around;
  private final LoopTiming timing;
  private final CycleHandover cycleHandover;
  private final List<ModbusProxy> proxies;
  private final List<PeriodicRunner> linkLoops;
  private final Optional<SparkplugLink> sparkplug;

  /** One training at a time, or the memory for one would not do. */
  private final ReentrantLock training = new ReentrantLock();

  private volatile Optional<SiteStatus.Page> page = Optional.empty();
  private volatile Optional<CycleReport> latest = Optional.empty();
  private volatile RunningSite running;
  private volatile ControlLoops deciding;
  private volatile Optional<FleetLoop> fleet = Optional.empty();
  private volatile List<ApprovedSetpoint> neutral = List.of();
  private final StatusLoop statusLoop;

  /** Cycles missed under earlier configurations. */
  private volatile long missedBefore;

  /**
   * Collaborators that are not configuration.
   *
   * @param clock time and waiting for all loops
   * @param gpio the board's pins
   * @param port the broker, connected or not
   * @param status this daemon's message on the topic {@code status}
   * @param onEvent receives every event, after the log and the broker
   * @param onCycle called after each cycle in its thread, for signs of life
   * @param reload reads the configuration again
   * @param onBug receives an exception that escaped a loop: the process must end
   */
  public record Environment(
      Clock clock,
      Gpio gpio,
      MessagePort port,
      ServiceStatus status,
      Consumer<Event> onEvent,
      Runnable onCycle,
      ConfigReload reload,
      Consumer<Throwable> onBug) {}

  public Gateway(Site site, Environment around) {
    this.around = around;
    Clock clock = around.clock();
    DeviceFactory factory =
        new DeviceFactory(around.gpio(), around.port(), Path.of(site.storage().directory()));
    List<Link> links = factory.links(site);
    this.proxies = factory.proxies(site, clock);
    SiteAssembly.Plant plant =
        SiteAssembly.Plant.of(site, SiteAssembly.gateOf(site), links, clock.now());
    this.running =
        SiteAssembly.of(site, plant, around.port(), around.onEvent(), around.reload(), clock.now());
    // Cycles begin when the rest is ready, however long that took.
    this.timing = new LoopTiming(clock, clock.now(), site.control().cycle(), around.onBug());
    this.cycleHandover = new CycleHandover(timing.epoch(), timing.cycle(), links.size());
    this.sparkplug = SparkplugLink.start(site, clock);
    this.statusLoop =
        new StatusLoop(
            site, around.port(), around.status(), running.carried().outlook().survival());
    this.deciding = loops(running);
    this.fleet = site.fleet().map(this::fleetLoop);
    this.linkLoops =
        LinkLoops.of(
            links,
            FastMeterPolling.link(site, links),
            plant.board(),
            plant.outbox(),
            timing,
            cycleHandover,
            () -> neutral);
    cycleHandover.connect(deciding.cycle(), linkLoops);
    around.port().onConnection(() -> deciding.brokerReached());
  }

  private ControlLoops loops(RunningSite next) {
    return new ControlLoops(
        next, statusLoop, timing, cycleHandover, sparkplug, training, this::decided);
  }

  private void decided(CycleReport report) {
    latest = Optional.of(report);
    around.onCycle().run();
  }

  private FleetLoop fleetLoop(FleetMembership membership) {
    Carried carried = running.carried();
    return FleetLoop.start(
        running.site(),
        membership,
        carried.outlook().forecaster(),
        new FleetLoop.SiteAccess(
            SitePoints.fleetSeries(running.site()),
            carried.commands().queue(),
            this::condition,
            text ->
                carried
                    .outlets()
                    .reporter()
                    .event(new Event(now().instant(), Event.Kind.NOTE, "fleet", text))),
        timing,
        training);
  }

  /** A hold without a request means that a reading is missing. */
  private SiteCondition condition() {
    Optional<Mode> mode = latest.map(CycleReport::mode);
    boolean holds = mode.filter(it -> it instanceof Mode.Hold hold && hold.isUnknown()).isPresent();
    return new SiteCondition(
        !holds && SiteStatus.controls(running.site(), latest, now()),
        mode.map(Mode::name).orElse("starting"),
        running.reporter().problems().keySet());
  }

  /**
   * Takes the state of the configured page for the status; a missing page raises an alarm. Any
   * thread may call this.
   */
  public void page(SiteStatus.Page shown) {
    page = Optional.of(shown);
    running
        .reporter()
        .serving(
            "page",
            shown instanceof SiteStatus.Page.Missing(String problem)
                ? Map.of("page", AlarmTexts.noPage(problem))
                : Map.of());
  }

  public Gateway start() {
    linkLoops.forEach(PeriodicRunner::start);
    deciding.start();
    fleet.ifPresent(FleetLoop::begin);
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

  /**
   * Puts another configuration in force while the links go on: no device is released, and each
   * holds its last setpoint for the moment between. The site's membership of a fleet goes on if it
   * stays the same. Not to be called by two threads at once.
   *
   * @param site differs only in what {@link SiteChanges#keepLinks} permits
   */
  public void replace(Site site, ServiceStatus status) throws InterruptedException {
    Site before = running.site();
    boolean fleetGoesOn =
        before.fleet().equals(site.fleet()) && SiteChanges.keepForecasts(before, site);
    endBeside(!fleetGoesOn);
    deciding.awaitCycleEnd();
    missedBefore = missedCycles();
    running = SiteAssembly.next(site, running, now());
    statusLoop.setStatus(status);
    deciding = loops(running);
    cycleHandover.connect(deciding.cycle(), linkLoops);
    deciding.start();
    if (!fleetGoesOn) {
      fleet = site.fleet().map(this::fleetLoop);
      fleet.ifPresent(FleetLoop::begin);
    }
  }

  /** Ends the loops but the cycle, which goes on meanwhile: the others may take long. */
  private void endBeside(boolean alsoFleet) throws InterruptedException {
    running.carried().outlook().learner().stop();
    Optional<FleetLoop> leaving = fleet.filter(_ -> alsoFleet);
    leaving.ifPresent(FleetLoop::stop);
    deciding.endBeside();
    if (leaving.isPresent()) {
      leaving.get().end();
    }
  }

  /** The deciding parts now in force. */
  public RunningSite running() {
    return running;
  }

  /** The newest cycle's report; empty before the first. */
  public Optional<CycleReport> latest() {
    return latest;
  }

  /** Control cycles that were skipped because one before took too long. */
  public long missedCycles() {
    return missedBefore + deciding.cycle().missed();
  }

  /** How it is now; any thread may call this. */
  public SiteStatus status(Site site, ServiceStatus service) {
    RunningSite now = running;
    List<String> keptState = StateFiles.problems(Path.of(site.storage().directory()));
    now.carried().state().history().problem().ifPresent(keptState::addFirst);
    return new SiteStatus(
        new SiteStatus.Daemon(site, service, now(), missedCycles(), now.plans().waitsFor()),
        latest,
        now.reporter().alarms(),
        SiteStatus.DeviceAge.of(latest, now.plant().board().lastGood()),
        now.plans().forecasts(),
        now.plans().plan(),
        keptState,
        new SiteStatus.Outside(
            site.mqtt()
                .map(
                    _ ->
                        new SiteStatus.Broker(
                            around.port().problem(),
                            now.carried().outlets().promised().standing())),
            page,
            fleet.flatMap(FleetLoop::standing),
            now.notified(),
            now.sourceStatus(now().instant()),
            site.assistant().map(_ -> assistant(now))));
  }

  /** The assistant is served with the page. */
  private SiteStatus.Assistant assistant(RunningSite now) {
    Optional<String> problem =
        Optional.ofNullable(now.reporter().problems().get(ASSISTANT)).map(Phrase::english);
    boolean served = page.filter(SiteStatus.Page.Served.class::isInstance).isPresent();
    return new SiteStatus.Assistant(
        problem.isPresent() || served ? problem : Optional.of("waits for the page"));
  }

  /** The site's present; any thread may call this. */
  public Moment now() {
    return timing.clock().now();
  }

  /** The decision at a time and its reasons; any thread may call this. */
  public String why(String asked) {
    return running.decisions().answer(asked, now().instant());
  }

  /** Coming prices as the plan uses them; any thread may call this. */
  public String tariff(String day) {
    return running.tariff(day, now().instant());
  }

  /** Stops deciding, leaves every device in its neutral state, then releases everything. */
  @Override
  public void close() {
    proxies.forEach(ModbusProxy::close);
    try {
      endBeside(true);
      deciding.endCycle();
      neutral = running.neutral(now());
      PeriodicRunner.end(linkLoops);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sparkplug.ifPresent(SparkplugLink::close);
      around.port().close();
      running.close();
    }
  }
}
