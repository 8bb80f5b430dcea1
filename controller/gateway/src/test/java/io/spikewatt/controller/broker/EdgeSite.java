package io.spikewatt.controller.broker;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.fixture.PostedReadings;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Letterbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Control of a site that is an edge node, one virtual second a cycle, with a real link. */
final class EdgeSite implements AutoCloseable {

  final List<Event> events = new CopyOnWriteArrayList<>();
  private final ManualClock clock;
  private final Site site;
  private final PostedReadings readings;
  private final RunningSite control;
  private final SparkplugLink link;
  private CycleReport report;
  private long cycles;

  EdgeSite(Path directory, int port) {
    this(directory, port, "all", "");
  }

  /**
   * @param commands which are permitted
   * @param more further keys of Sparkplug, with a leading comma
   */
  EdgeSite(Path directory, int port, String commands, String more) {
    this(directory, port, commands, more, Instant.now().minusSeconds(60));
  }

  /**
   * @param start virtual time of the first cycle
   */
  EdgeSite(Path directory, int port, String commands, String more, Instant start) {
    this.clock = new ManualClock(start.truncatedTo(ChronoUnit.MILLIS));
    LoadedSite loaded =
        ConfigLoader.load(yaml(port, commands, more, directory.resolve("state")), "edge.yaml");
    this.site = ((LoadedSite.Ok) loaded).site();
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    this.readings = new PostedReadings(board);
    this.control =
        SiteAssembly.of(
            site,
            new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
            new SiteAssembly.Outside(
                new Letterbox(),
                MqttTopics.of(site),
                Duration.ofSeconds(1),
                name -> BrokerConnection.permits(site, name),
                events::add,
                ConfigReload.NONE),
            PersistentState.in(directory.resolve("state"), site),
            clock.now());
    set("meter1", Quantity.POWER_W, 400);
    set("meter1", Quantity.VOLTAGE_L1_V, 230);
    set("meter1", Quantity.FREQUENCY_HZ, 50);
    set("pv1", Quantity.POWER_W, 3000);
    set("battery1", Quantity.POWER_W, 0);
    set("battery1", Quantity.SOC_PCT, 50);
    set("ev1", Quantity.POWER_W, -1500);
    set("ev1", Quantity.CONNECTED, 1);
    set("compute1", Quantity.POWER_W, -500);
    this.link = SparkplugLink.start(site, clock).orElseThrow();
    cycle();
  }

  private static String yaml(int port, String commands, String more, Path state) {
    return """
    site: { name: edge, timezone: UTC }
    grid: { import-limit-w: 11000, export-limit-w: 4000 }
    tariff: { currency: EUR, import-per-kwh: 0.3 }
    mqtt:
      broker: "tcp://127.0.0.1:%d"
      client-id: edge
      commands: "%s"
      sparkplug: { group: Plant 1, node: Box%s }
    storage: { directory: %s }
    devices:
      - id: meter1
        profile: eastron-sdm630
        connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
        grid-meter: {}
      - id: pv1
        profile: sunspec-inverter
        connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
        pv: { rated-w: 10000, safe-limit-w: 4000 }
      - id: battery1
        profile: hybrid-battery
        connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
        battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000 }
      - id: ev1
        profile: plc-ev-charger
        connection: &plc { opc-ua: "opc.tcp://127.0.0.1:15023/spikewatt-plc", security: none }
        ev-charger: { max-w: 11000 }
      - id: compute1
        profile: plc-compute
        connection: *plc
        compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
    """
        .formatted(port, commands, more, state);
  }

  /** From now on the signal reads that value. */
  void set(String device, Quantity quantity, double value) {
    readings.set(device, quantity, value);
  }

  /** The signal is missing from now on. */
  void lose(String device, Quantity quantity) {
    readings.silence(device, quantity);
  }

  /** Every signal of the device is missing from now on. */
  void lose(String device) {
    readings.silence(device);
  }

  Instant now() {
    return clock.now().instant();
  }

  CycleReport report() {
    return report;
  }

  /** One virtual second. */
  void cycle() {
    clock.advance(Duration.ofSeconds(1));
    readings.post(clock.now());
    report = control.cycle().run(clock.now());
    link.cycle(control.outcome(report), control.commands(), control.reporter());
    if (++cycles % 5 == 0) {
      control.plans().tick(clock.now());
      link.keep(clock.now(), site, control.history());
    }
  }

  /** Virtual seconds, as fast as it goes. */
  void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      cycle();
    }
  }

  /** Ends the process without a word to the broker or the disk. */
  void kill() {
    link.close();
  }

  /** Runs cycles until the condition holds. */
  void until(String what, BooleanSupplier condition) {
    until(what, condition, Duration.ofMillis(10));
  }

  /** The same with fewer virtual seconds: 100 at most. */
  void untilSoon(String what, BooleanSupplier condition) {
    until(what, condition, Duration.ofMillis(200));
  }

  private void until(String what, BooleanSupplier condition, Duration pause) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 s: " + what);
      }
      cycle();
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  @Override
  public void close() {
    link.close();
    control.close();
  }
}
