package io.spikewatt.simulator.demo;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.simulator.physics.PlantRecord;
import io.spikewatt.simulator.physics.RuleBasedSite;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.GpioContacts;
import io.spikewatt.simulator.site.MeteredPast;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.tinylog.Logger;

/** One run of the simulated site with the real gateway on it, in one simulated time. */
public final class DemoRun implements AutoCloseable {

  /** A Tuesday in June, eight in the morning: the car is away, and comes home in the evening. */
  private static final Instant START = Instant.parse("2026-06-09T06:00:00Z");

  private static final long SEED = 7;
  private static final int PAST_DAYS = 42;

  /** Error of a class 1 meter at the connection's rating; a smaller excess is no violation. */
  private static final double TOLERANCE_W = 110;

  /** Long enough for learning, which then takes no simulated time. */
  private static final Duration GRACE = Duration.ofSeconds(90);

  private static final int EVENTS_KEPT = 50;

  /** From the port base, behind the site's servers. */
  private static final int PAGE_OFFSET = 27;

  /** The demo cannot run here. */
  public static final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStart(String message, Throwable cause) {
      super(message + ": " + cause.getMessage(), cause);
    }
  }

  private final SiteParameters parameters;
  private final List<Event> events = new ArrayList<>();
  private final DemoPace pace;
  private final int pagePort;
  private final Path directory;
  private final PacedClock clock;
  private final MockGpio gpio;
  private final SimulatedSite plant;
  private final Site site;
  private final Gateway gateway;
  private final SetpointCounter counter;
  private final DemoScreen screen;
  private final ServiceStatus status;
  private Optional<SitePage> page = Optional.empty();
  private volatile boolean failed;

  private DemoRun(DemoOptions options, Consumer<String> progress)
      throws IOException, MqttException {
    this.pace = DemoPace.at(options.speed());
    SiteParameters plc = SiteParameters.demo(SEED).with(SiteParameters.Heating.TANK);
    this.parameters = pace.hasAgent() ? plc.withAgent() : plc;
    this.pagePort = options.portBase() + PAGE_OFFSET;
    this.directory = Files.createTempDirectory("spikewatt-demo");
    this.clock = new PacedClock(START, options.speed(), GRACE);
    this.gpio = new MockGpio(clock, Duration.ZERO);
    this.plant =
        new SimulatedSite(
            parameters,
            clock,
            new GpioContacts(gpio),
            options.portBase(),
            pace.allowance(),
            TOLERANCE_W);
    progress.accept("starting the site's devices and broker");
    plant.start();
    if (pace.hasAgent()) {
      plant.startAgent(directory.resolve("agent"), pace.cycle());
    }
    LoadedSite.Ok config = configure();
    this.site = config.site();
    progress.accept(
        "simulating its last %d days, to learn from: without Spikewatt, its battery by plain self-consumption"
            .formatted(PAST_DAYS));
    List<SlotMean> past = new ArrayList<>(RecordedPast.before(START, PAST_DAYS, parameters));
    past.addAll(MeteredPast.of(site, past));
    RecordedPast.write(Path.of(site.storage().directory()), past);
    String broker = "tcp://127.0.0.1:" + plant.port(ServerName.BROKER);
    this.counter = new SetpointCounter(broker, "spikewatt/" + site.name() + "/");
    this.status = ServiceStatus.of(config.configHash(), clock.now());
    this.gateway =
        new Gateway(
            site,
            new Gateway.Environment(
                clock,
                gpio,
                BrokerConnection.connect(site, status),
                status,
                this::note,
                () -> {},
                ConfigReload.NONE,
                this::bug));
    this.screen = new DemoScreen(site);
  }

  /**
   * Starts the servers, then the gateway, then time.
   *
   * @param progress receives the current step in words
   * @throws CannotStart if a port is taken or the temporary directory cannot be used
   */
  public static DemoRun start(DemoOptions options, Consumer<String> progress)
      throws CannotStart, InterruptedException {
    try {
      DemoRun run = new DemoRun(options, progress);
      progress.accept("starting the controller, which learns from them");
      run.gateway.start();
      run.clock.start();
      run.awaitLearning();
      run.startPage();
      run.pageLine().ifPresent(progress);
      return run;
    } catch (IOException | MqttException e) {
      throw new CannotStart("the simulated site cannot start", e);
    }
  }

  /** The first simulated minute ends when both series are learnt: learning holds time still. */
  private void awaitLearning() throws InterruptedException {
    clock.sleepUntil(clock.now().plus(Duration.ofSeconds(30)));
  }

  private void startPage() {
    page =
        SitePage.start(site, gateway::running, () -> gateway.status(site, status), gateway::page);
  }

  /** Where the page is, and what it takes to command there; empty without a page. */
  private Optional<String> pageLine() {
    return page.map(
        served -> "page       %s   token to command: %s".formatted(served.address(), token()));
  }

  private String token() {
    try {
      return Files.readString(Path.of(site.storage().directory(), PageToken.FILE)).strip();
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }

  /** The daemon reads a file, here as everywhere. */
  private LoadedSite.Ok configure() throws IOException {
    Path file = directory.resolve("site.yaml");
    // A readout takes real time, of which a day that runs faster has less.
    String yaml =
        plant
            .configYaml(directory.resolve("state"), pace.cycle(), pace.telemetry())
            .replace("interval-s: 60", "interval-s: " + 100 * pace.cycle().toSeconds())
            .concat("page: { port: %d }%n".formatted(pagePort));
    return SimulatedSite.configure(file, yaml);
  }

  /** Whether a bug ended the run. */
  boolean failed() {
    return failed;
  }

  List<String> screen() {
    List<Event> recent;
    synchronized (events) {
      recent = List.copyOf(events);
    }
    Optional<CycleReport> report = gateway.latest();
    return report.isEmpty()
        ? List.of("starting …")
        : screen.lines(
            report.get(),
            gateway.running().plans().forecasts(),
            gateway.running().plans().plan(),
            recent,
            pageLine());
  }

  /** Stops the gateway in order and compares the result with the plain rules. */
  RunSummary finish() {
    PlantRecord controlled = plant.record();
    page.ifPresent(SitePage::close);
    gateway.close();
    clock.close();
    Duration length = Duration.between(controlled.from(), controlled.to());
    PlantRecord rules = RuleBasedSite.run(parameters, START, length, pace.allowance(), TOLERANCE_W);
    double storedPerKwh =
        parameters.tariff().imports().stream().mapToDouble(b -> b.perKwh()).min().orElse(0);
    return new RunSummary(
        controlled,
        rules,
        storedPerKwh,
        pace.allowance(),
        counter.setpoints(),
        counter.devices(),
        gateway.missedCycles(),
        parameters);
  }

  @Override
  public void close() {
    page.ifPresent(SitePage::close);
    gateway.close();
    clock.close();
    try {
      counter.close();
    } catch (MqttException e) {
      Logger.debug("the witness left: {}", e.getMessage());
    }
    plant.close();
    gpio.close();
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      Logger.warn("{} could not be removed: {}", directory, e.getMessage());
    }
  }

  private void note(Event event) {
    synchronized (events) {
      events.add(event);
      if (events.size() > EVENTS_KEPT) {
        events.removeFirst();
      }
    }
  }

  private void bug(Throwable bug) {
    Logger.error(bug, "a bug ended a loop");
    failed = true;
  }
}
