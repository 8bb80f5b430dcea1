package io.spikewatt.simulator.scenario;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.simulator.physics.PastHistory;
import io.spikewatt.simulator.physics.RuleBasedSite;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.GpioContacts;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A simulated site with the real gateway on it, in one simulated time. The creating thread is one
 * of that time's workers: time stops while it works, for example kills a server, and it receives
 * every control cycle.
 */
public final class LiveSite implements AutoCloseable {

  /** Period of the control cycle. */
  public static final Duration CYCLE = Duration.ofSeconds(2);

  /** Dead time, settling and a last ramp of the battery, and two cycles to see and to write. */
  static final Duration ALLOWANCE = Duration.ofMillis(6_400).plus(CYCLE.multipliedBy(2));

  private static final double TOLERANCE_W = 50;
  private static final double SPEED = 300;

  /** Longer than any server takes to stop or any driver waits for an answer. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Enough for the seasonal forecast, too little for learning, which would take seconds. */
  private static final int PAST_DAYS = 8;

  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final PacedClock clock;
  private final Clock.Worker ownThread;
  private final Moment epoch;
  private final MockGpio gpio;
  private final SimulatedSite plant;
  private final Site site;
  private final Gateway gateway;

  private LiveSite(
      SiteParameters parameters,
      Instant start,
      Path directory,
      boolean pastCharge,
      UnaryOperator<String> adapt)
      throws IOException {
    this.clock = new PacedClock(start, SPEED, GRACE);
    this.ownThread = clock.work(Thread.currentThread());
    this.epoch = clock.now();
    this.gpio = new MockGpio(clock, Duration.ZERO);
    this.plant =
        new SimulatedSite(parameters, clock, new GpioContacts(gpio), 0, ALLOWANCE, TOLERANCE_W);
    plant.start();
    Path file = directory.resolve("site.yaml");
    String yaml = plant.configYaml(directory.resolve("state"), CYCLE, CYCLE.multipliedBy(5));
    LoadedSite.Ok config = SimulatedSite.configure(file, adapt.apply(yaml));
    this.site = config.site();
    remember(start, parameters, pastCharge);
    ServiceStatus status = ServiceStatus.of(config.configHash(), clock.now());
    this.gateway =
        new Gateway(
            site,
            new Gateway.Environment(
                clock,
                gpio,
                BrokerConnection.connect(site, status),
                status,
                events::add,
                () -> {},
                ConfigReload.NONE,
                bugs::add));
  }

  /**
   * Starts the servers, the gateway, then time.
   *
   * @param pastCharge whether the gateway finds the battery's charge of the past days recorded, as
   *     it was under plain rules; that takes a second or two
   * @param adapt derives the gateway's configuration from the site's own
   */
  public static LiveSite start(
      SiteParameters parameters,
      Instant start,
      Path directory,
      boolean pastCharge,
      UnaryOperator<String> adapt)
      throws IOException {
    LiveSite made = new LiveSite(parameters, start, directory, pastCharge, adapt);
    made.gateway.start();
    made.clock.start();
    return made;
  }

  private void remember(Instant start, SiteParameters parameters, boolean pastCharge)
      throws IOException {
    List<SlotMean> means = RecordedPast.before(start, PAST_DAYS, parameters);
    if (pastCharge) {
      Instant first = means.getFirst().start();
      double[] soc = RuleBasedSite.socPct(parameters, start, PAST_DAYS, PastHistory.SLOT);
      for (int i = 0; i < soc.length; i++) {
        Instant slot = first.plus(PastHistory.SLOT.multipliedBy(i));
        means.add(new SlotMean(SiteSeries.socPct("battery1"), slot, soc[i]));
      }
    }
    RecordedPast.write(Path.of(site.storage().directory()), means);
  }

  /** The physics and its servers. */
  public SimulatedSite plant() {
    return plant;
  }

  public Gateway gateway() {
    return gateway;
  }

  /** The configuration in force. */
  public Site site() {
    return site;
  }

  /** The board's pins. */
  public MockGpio gpio() {
    return gpio;
  }

  /** Topic prefix of the site. */
  public String prefix() {
    return "spikewatt/" + site.name() + "/";
  }

  public String broker() {
    return "tcp://127.0.0.1:" + plant.port(ServerName.BROKER);
  }

  /** Everything that the gateway noted so far. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** Exceptions that escaped a loop. */
  public List<Throwable> bugs() {
    return List.copyOf(bugs);
  }

  public Moment now() {
    return clock.now();
  }

  /** The site's time; who waits by it does not hold it up. */
  public Clock clock() {
    return clock;
  }

  /** The next control cycle, once it has been decided and written; empty before the first. */
  public Optional<CycleReport> next() throws InterruptedException {
    long period = CYCLE.toNanos();
    long look = 3 * period / 4;
    long begun = Math.floorDiv(clock.now().since(epoch).toNanos() - look, period) + 1;
    clock.sleepUntil(epoch.plus(Duration.ofNanos(begun * period + look)));
    return gateway.latest();
  }

  @Override
  public void close() {
    ownThread.close();
    gateway.close();
    clock.close();
    plant.close();
    gpio.close();
  }
}
