package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.fixture.PostedReadings;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;

/** One lifetime of the daemon's control with Home Assistant, in virtual time. */
public final class AnnouncedSite implements AutoCloseable {

  public static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

  /** A site with one device of every role that is announced to Home Assistant. */
  static final String YAML =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 4000 }
      tariff:
        currency: EUR
        import: [{ from: "00:00", to: "24:00", per-kwh: 0.3 }]
        export-per-kwh: 0.08
      mqtt: { broker: "tcp://127.0.0.1:1883", home-assistant: true, commands: all }
      control: { reserve-soc-pct: 10 }
      storage: { directory: "%s" }
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
          grid-meter: {}
        - id: pv1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
          pv: { rated-w: 10000, safe-limit-w: 4000 }
        - id: wind1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: 15030, unit: 1 }
          wind: { rated-w: 5000, safe-limit-w: 4000 }
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
          battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, wear-per-kwh: 0.02 }
        - id: feeder1
          profile: plc-feeder
          connection: &plc { opc-ua: "opc.tcp://127.0.0.1:15023/spikewatt-plc", security: none }
          load: {}
        - id: ev1
          profile: plc-ev-charger
          connection: *plc
          ev-charger: { max-w: 11000 }
        - id: compute1
          profile: plc-compute
          connection: *plc
          compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
        - id: genset1
          profile: plc-genset
          connection: *plc
          genset: { rated-w: 8000, fuel-per-kwh: 0.5 }
        - id: tie1
          profile: plc-transfer-switch
          connection: *plc
          transfer-switch: {}
        - id: heatpump1
          profile: lambda-eu-l
          connection: { modbus-tcp: 127.0.0.1, port: 15031, unit: 1 }
          heat-pump: { max-w: 3000, min-w: 800, cop: 3.5, store-wh-per-k: 2000, loss-w-per-k: 150, lowest-c: 20, highest-c: 24 }
        - id: utility1
          profile: iec62056-meter
          connection: { iec62056: "tcp://127.0.0.1:15024", interval-s: 60 }
          utility-meter: {}
        - id: dso
          profile: fnn-feed-in
          connection: { gpio: [5, 6, 13] }
          feed-in-limit: { fallback-pct: 60 }
        - id: hold-key
          profile: gpio-contact
          connection: { gpio: 22 }
          mode-switch: { asks: hold }
        - id: shed
          profile: gpio-relay
          connection: { gpio: 27 }
          shed-relay: { load-w: 2000 }
      """;

  private final Site site;
  private final ManualClock clock;
  private final PostedReadings readings;
  private final RunningSite control;

  public AnnouncedSite(String yaml, MessagePort broker, Instant start) {
    this.site = load(yaml);
    this.clock = new ManualClock(start);
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    this.readings = new PostedReadings(board);
    this.control =
        SiteAssembly.of(
            site,
            new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
            broker,
            event -> {},
            ConfigReload.NONE,
            clock.now());
    usual();
  }

  public static Site load(String yaml) {
    LoadedSite loaded = ConfigLoader.load(yaml, "site.yaml");
    if (loaded instanceof LoadedSite.Ok ok) {
      return ok.site();
    }
    throw new AssertionError(loaded);
  }

  /** {@link #YAML} with its state in a directory. */
  public static String yaml(Path directory) {
    return YAML.formatted(directory);
  }

  public Site site() {
    return site;
  }

  /** A reading from now on. */
  public AnnouncedSite reads(String device, Quantity quantity, double value) {
    readings.set(device, quantity, value);
    return this;
  }

  /** Nothing of a device can be read from now on. */
  public AnnouncedSite silence(String device) {
    readings.silence(device);
    return this;
  }

  /** A second passes, and a control cycle runs. */
  public CycleReport cycle() {
    return cycleAfter(Duration.ofSeconds(1));
  }

  CycleReport cycleAfter(Duration time) {
    clock.advance(time);
    readings.post(clock.now());
    return control.cycle().run(clock.now());
  }

  /** Some seconds pass, each with a cycle. */
  void seconds(int count) {
    for (int i = 0; i < count; i++) {
      cycle();
      control.keep(clock.now());
    }
  }

  void plan() {
    control.plans().tick(clock.now());
  }

  void keep() {
    control.keep(clock.now());
  }

  public Moment now() {
    return clock.now();
  }

  @Override
  public void close() {
    control.close();
  }

  private void usual() {
    reads("meter1", Quantity.POWER_W, 400);
    reads("meter1", Quantity.VOLTAGE_L1_V, 230);
    reads("meter1", Quantity.FREQUENCY_HZ, 50);
    reads("meter1", Quantity.ENERGY_IMPORT_WH, 1_000_000);
    reads("meter1", Quantity.ENERGY_EXPORT_WH, 500_000);
    reads("pv1", Quantity.POWER_W, 3000);
    reads("wind1", Quantity.POWER_W, 500);
    reads("battery1", Quantity.POWER_W, -600);
    reads("battery1", Quantity.SOC_PCT, 50);
    reads("feeder1", Quantity.POWER_W, -1900);
    reads("ev1", Quantity.POWER_W, -1500);
    reads("ev1", Quantity.CONNECTED, 1);
    reads("ev1", Quantity.SOC_PCT, 40);
    reads("ev1", Quantity.SOC_TARGET_PCT, 80);
    reads("ev1", Quantity.DEPARTURE_IN_S, 20_000);
    reads("ev1", Quantity.CAPACITY_WH, 50_000);
    reads("compute1", Quantity.POWER_W, -500);
    reads("genset1", Quantity.POWER_W, 0);
    reads("genset1", Quantity.CONTACT, 0);
    reads("tie1", Quantity.CONTACT, 0);
    reads("tie1", Quantity.VOLTAGE_L1_V, 230);
    reads("heatpump1", Quantity.POWER_W, -800);
    reads("heatpump1", Quantity.TEMPERATURE_C, 22);
    reads("heatpump1", Quantity.OUTDOOR_TEMPERATURE_C, 5);
    reads("utility1", Quantity.ENERGY_IMPORT_WH, 2_000_000);
    reads("dso", Quantity.FEED_IN_LIMIT_PCT, 100);
    reads("hold-key", Quantity.CONTACT, 0);
  }
}
