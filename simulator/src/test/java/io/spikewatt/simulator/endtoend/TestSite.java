package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.Loaded;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.app.Brokers;
import io.spikewatt.controller.app.Gateway;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.demo.GpioContacts;
import io.spikewatt.simulator.physics.PastHistory;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The simulated site with the real gateway on it, in one simulated time. The test's thread is one
 * of that time's workers: time stands still while it does something, for example kills a server,
 * and it sees every control cycle.
 */
final class TestSite implements AutoCloseable {

  static final Duration CYCLE = Duration.ofSeconds(2);

  /** Dead time, settling and a last ramp of the battery, and two cycles to see and to write. */
  private static final Duration ALLOWANCE = Duration.ofMillis(6_400).plus(CYCLE.multipliedBy(2));

  private static final double TOLERANCE_W = 50;
  private static final double SPEED = 300;

  /** Longer than any server takes to stop or any driver waits for an answer. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Enough for the seasonal forecast, too little for learning, which would take seconds. */
  private static final int PAST_DAYS = 8;

  /**
   * Sessions with the PLC, the broker and the utility meter come back in real time, which a hurried
   * simulated time would leave behind.
   */
  private static final Duration REAL_PAUSE = Duration.ofMillis(10);

  private final Clock realTime = new SystemClock();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final PacedClock clock;
  private final Clock.Worker testThread;
  private final Moment epoch;
  private final MockGpio gpio;
  private final SimulatedSite plant;
  private final Site site;
  private final Gateway gateway;

  private TestSite(Instant start, Path directory) throws IOException, SQLException {
    this.clock = new PacedClock(start, SPEED, GRACE);
    this.testThread = clock.work(Thread.currentThread());
    this.epoch = clock.now();
    this.gpio = new MockGpio(clock, Duration.ZERO);
    SiteParameters parameters = SiteParameters.demo(7);
    this.plant =
        new SimulatedSite(parameters, clock, new GpioContacts(gpio), 0, ALLOWANCE, TOLERANCE_W);
    plant.start();
    Path file = directory.resolve("site.yaml");
    Files.writeString(
        file, plant.configYaml(directory.resolve("state"), CYCLE, CYCLE.multipliedBy(5)));
    if (!(ConfigLoader.load(file) instanceof Loaded.Ok config)) {
      throw new AssertionError("the simulated site's own configuration is refused");
    }
    this.site = config.site();
    remember(start, parameters);
    this.gateway =
        new Gateway(
            site,
            new Gateway.Surroundings(
                clock,
                gpio,
                Brokers.connect(site, config.configHash(), clock.now()),
                events::add,
                () -> {},
                () -> {},
                bugs::add));
  }

  /** Starts the servers, the gateway, then time. */
  static TestSite start(Instant start, Path directory) throws IOException, SQLException {
    TestSite made = new TestSite(start, directory);
    made.gateway.start();
    made.clock.start();
    return made;
  }

  private void remember(Instant start, SiteParameters parameters) throws IOException, SQLException {
    List<SlotMean> means = new ArrayList<>();
    for (PastHistory.Slot slot : PastHistory.before(start, PAST_DAYS, parameters)) {
      means.add(new SlotMean(SiteSeries.LOAD_W, slot.start(), slot.loadW()));
      means.add(new SlotMean(SiteSeries.PV_W, slot.start(), slot.pvW()));
    }
    try (HistoryStore store = HistoryStore.open(Path.of(site.storage().directory()))) {
      store.append(means);
    }
  }

  SimulatedSite plant() {
    return plant;
  }

  /** Topic prefix of the site. */
  String prefix() {
    return "spikewatt/" + site.name() + "/";
  }

  String broker() {
    return "tcp://127.0.0.1:" + plant.port(ServerName.BROKER);
  }

  /** How often an event of this kind and code happened. */
  long events(Event.Kind kind, String code) {
    return events.stream().filter(e -> e.kind() == kind && e.code().equals(code)).count();
  }

  Moment now() {
    return clock.now();
  }

  /** The next control cycle, once it has been decided and written. */
  CycleReport next() throws InterruptedException {
    long period = CYCLE.toNanos();
    long look = 3 * period / 4;
    long begun = Math.floorDiv(clock.now().since(epoch).toNanos() - look, period) + 1;
    clock.sleepUntil(epoch.plus(Duration.ofNanos(begun * period + look)));
    return gateway.latest().orElseThrow(() -> new AssertionError("no cycle yet: " + bugs));
  }

  /** The first cycle that is as wanted; fails if none is in {@code within} of simulated time. */
  CycleReport await(String what, Duration within, Predicate<CycleReport> wanted)
      throws InterruptedException {
    Moment deadline = clock.now().plus(within);
    CycleReport report = next();
    while (!wanted.test(report)) {
      if (!clock.now().isBefore(deadline)) {
        fail(what + ": not within " + within + "\n" + tell(report));
      }
      realTime.sleepUntil(realTime.now().plus(REAL_PAUSE));
      report = next();
    }
    return report;
  }

  /** Looks at every cycle of {@code length} and fails if one is missing. */
  void everyCycle(Duration length, Consumer<CycleReport> look) throws InterruptedException {
    long missed = gateway.missedCycles();
    Moment end = clock.now().plus(length);
    Moment last = clock.now();
    while (clock.now().isBefore(end)) {
      CycleReport report = next();
      assertTrue(report.snapshot().at().isAfter(last), "a cycle was left out");
      last = report.snapshot().at();
      try {
        look.accept(report);
      } catch (AssertionError wrong) {
        throw new AssertionError(wrong.getMessage() + "\n" + tell(report), wrong);
      }
    }
    assertEquals(missed, gateway.missedCycles(), "cycles were missed");
  }

  /** Waits until the plan is in force and every device is read. */
  CycleReport awaitWell(Duration within) throws InterruptedException {
    return await(
        "mode auto and all signals good",
        within,
        report -> report.mode().name().equals("auto") && Signals.missing(report).isEmpty());
  }

  private String tell(CycleReport report) {
    return "%s %s, missing %s%n%s%nsetpoints %s%nalarms %s%nreceipts %s%ntruth %s%nbugs %s%nevents %s"
        .formatted(
            report.snapshot().at().instant(),
            report.mode(),
            Signals.missing(report),
            report.dispatch().explanation(),
            report.verdicts(),
            report.dispatch().alarms(),
            report.receipts(),
            plant.truth(),
            bugs,
            events);
  }

  @Override
  public void close() {
    testThread.close();
    gateway.close();
    clock.close();
    plant.close();
    gpio.close();
    assertEquals(List.of(), bugs);
  }
}
