package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.backup.StateFiles;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.LinkLoops.Timing;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * One site under control: everything is wired here, started, and stopped in order. Nothing needs to
 * exist: devices, broker and state directory may come later.
 */
public final class Gateway implements AutoCloseable {

  private final Environment around;
  private final SiteControl.Plant plant;
  private final Timing timing;
  private final CycleHandover cycleHandover;
  private final List<ModbusProxy> proxies;
  private final List<PeriodicRunner> linkLoops;
  private final Optional<SparkplugLink> sparkplug;
  private volatile Optional<SiteStatus.Page> page = Optional.empty();
  private volatile ControlLoops deciding;
  private volatile List<ApprovedSetpoint> neutral = List.of();

  /**
   * What a gateway needs beside its configuration.
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
    this.plant = SiteControl.Plant.of(site, SiteControl.gateOf(site), links, clock.now());
    SiteControl control = control(site);
    // Cycles begin when the rest is ready, however long that took.
    this.timing = new Timing(clock, clock.now(), site.control().cycle(), around.onBug());
    this.cycleHandover = new CycleHandover(timing.epoch(), timing.cycle(), links.size());
    this.sparkplug = SparkplugLink.start(site, clock);
    this.deciding = loops(site, control, around.status());
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

  /**
   * How the page is that the configuration asks for, for the status; a missing one is an alarm,
   * too. Any thread may call this.
   */
  void page(SiteStatus.Page shown) {
    page = Optional.of(shown);
    deciding.control().serving(serving());
  }

  private Map<String, Phrase> serving() {
    return page.orElse(null) instanceof SiteStatus.Page.Missing(String problem)
        ? Map.of("page", AlarmTexts.noPage(problem))
        : Map.of();
  }

  private ControlLoops loops(Site site, SiteControl control, ServiceStatus status) {
    return new ControlLoops(site, control, around, status, timing, cycleHandover, sparkplug);
  }

  private SiteControl control(Site site) {
    return new SiteControl(
        site,
        new SiteControl.Plant(plant.board(), plant.outbox(), SiteControl.gateOf(site)),
        around.port(),
        around.onEvent(),
        around.reload(),
        around.clock().now());
  }

  /** Starts all loops. */
  public Gateway start() {
    linkLoops.forEach(PeriodicRunner::start);
    deciding.start();
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
   * holds its last setpoint for the moment between. Not to be called by two threads at once.
   *
   * @param site differs only in what {@link SiteChanges#keepLinks} permits
   */
  public void replace(Site site, ServiceStatus status) throws InterruptedException {
    deciding.end();
    deciding.control().close();
    deciding = loops(site, control(site), status);
    deciding.control().serving(serving());
    cycleHandover.connect(deciding.cycle(), linkLoops);
    deciding.start();
  }

  /** The newest cycle's report; empty before the first. */
  public Optional<CycleReport> latest() {
    return deciding.latest();
  }

  /** The newest plan. */
  public Optional<Plan> plan() {
    return deciding.control().foresight().plan();
  }

  /** The newest forecasts. */
  public Optional<SiteForecasts> forecasts() {
    return deciding.control().foresight().forecasts();
  }

  /** Control cycles that were skipped because one before took too long. */
  public long missedCycles() {
    return deciding.cycle().missed();
  }

  /** How it is now; any thread may call this. */
  public SiteStatus status(Site site, ServiceStatus service) {
    Optional<CycleReport> report = latest();
    SiteControl control = deciding.control();
    List<String> keptState = StateFiles.problems(Path.of(site.storage().directory()));
    control.storeProblem().ifPresent(keptState::addFirst);
    return new SiteStatus(
        new SiteStatus.Daemon(
            site, service, timing.clock().now(), missedCycles(), control.foresight().waitsFor()),
        report,
        control.alarms(),
        SiteStatus.DeviceAge.of(report, plant.board().lastGood()),
        forecasts(),
        plan(),
        keptState,
        new SiteStatus.Outside(
            site.mqtt()
                .map(
                    mqtt ->
                        new SiteStatus.Broker(
                            around.port().problem(), control.promised().standing())),
            page,
            deciding.fleet()));
  }

  /** All present problems, code to sentence; any thread may call this. */
  public Map<String, Phrase> problems() {
    return deciding.control().problems();
  }

  /** The newest forecasts as they are published; any thread may call this. */
  public Map<MqttTopics.Forecasted, byte[]> publishedForecasts() {
    return deciding.control().publishedForecasts();
  }

  /** Slot means and decisions of the past; any thread may call this. */
  public HistoryBuffer history() {
    return deciding.control().history();
  }

  /** The site's present; any thread may call this. */
  public Moment now() {
    return timing.clock().now();
  }

  /** What was decided at a time, and why; any thread may call this. */
  public String why(String asked) {
    return deciding.control().why(asked, timing.clock().now());
  }

  /**
   * Hands a command over that does not come over the broker; any thread may call this.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   */
  public CompletableFuture<CommandResult> submit(String name, byte[] payload) {
    return deciding.control().submit(name, payload);
  }

  /** Stops deciding, leaves every device in its neutral state, then releases everything. */
  @Override
  public void close() {
    proxies.forEach(ModbusProxy::close);
    try {
      deciding.end();
      neutral = deciding.control().neutral(timing.clock().now());
      ControlLoops.end(linkLoops);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sparkplug.ifPresent(SparkplugLink::close);
      around.port().close();
      deciding.control().close();
    }
  }
}
