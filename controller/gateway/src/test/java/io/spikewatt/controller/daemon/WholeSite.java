package io.spikewatt.controller.daemon;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One lifetime of the daemon's control on a site with one of every role, in virtual time. Its
 * devices read always the same, unless a test changes it.
 */
final class WholeSite implements AutoCloseable {

  static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

  private static final Site SITE = load("");
  private static final ConfigReload.Check SOUND = new ConfigReload.Check.Sound("", () -> {});

  final Letterbox broker = new Letterbox();
  final MqttTopics topics = MqttTopics.of(SITE);
  final PersistentState state;
  private final ManualClock clock;
  private final PlantBoard board;
  private final PlantBoard.Place place;
  private final SetpointBoard outbox = new SetpointBoard();
  private RunningSite control;

  /** Whether a reload waits for {@link #check}. */
  boolean awaitCheck;

  final CompletableFuture<ConfigReload.Check> check = new CompletableFuture<>();

  /** Signals that are not read. */
  Set<Signal> silent = Set.of();

  /** Values that replace the usual readings. */
  Map<Signal, Double> changed = Map.of();

  /**
   * @param directory what an earlier lifetime left; it need not exist
   * @param start when the process starts
   */
  WholeSite(Path directory, Instant start) {
    this(directory, start, SITE);
  }

  WholeSite(Path directory, Instant start, Site site) {
    this.clock = new ManualClock(start);
    this.board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    this.place = board.place(List.of());
    this.state = PersistentState.in(directory, SITE);
    SiteAssembly.Outside outside =
        new SiteAssembly.Outside(
            broker,
            topics,
            Duration.ZERO,
            name -> BrokerConnection.permits(SITE, name),
            event -> {},
            () -> awaitCheck ? check : CompletableFuture.completedFuture(SOUND));
    SiteAssembly.Plant plant = new SiteAssembly.Plant(board, outbox, SiteAssembly.gateOf(SITE));
    this.control = SiteAssembly.of(site, plant, outside, state, clock.now());
  }

  /** Another site follows with all that this one knows, while the links go on. */
  void reload() {
    replace(SITE);
  }

  void replace(Site next) {
    control = SiteAssembly.next(next, control, clock.now());
  }

  RunningSite running() {
    return control;
  }

  static Tariff dearer(Tariff tariff) {
    return new Tariff(
        tariff.imports().stream()
            .map(band -> new Tariff.Band(band.from(), band.to(), band.perKwh() + 0.1))
            .toList(),
        tariff.exportRange().most(),
        tariff.demandPerKw() + 1,
        tariff.co2(),
        tariff.currency());
  }

  /** Value that a device has to hold now; empty before the first decision. */
  OptionalDouble inForce(String device, Quantity quantity) {
    return outbox
        .get(new Signal(device, quantity), clock.now())
        .map(setpoint -> OptionalDouble.of(setpoint.value()))
        .orElseGet(OptionalDouble::empty);
  }

  private static Site load(String mqtt) {
    try (InputStream in = WholeSite.class.getResourceAsStream("whole-site.yaml")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      LoadedSite loaded =
          ConfigLoader.load(
              new String(text, StandardCharsets.UTF_8)
                  .replace("commands: all\n", "commands: all\n" + mqtt),
              "whole-site.yaml");
      return loaded instanceof LoadedSite.Ok ok ? ok.site() : throwing(loaded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Site throwing(LoadedSite failed) {
    throw new AssertionError(failed);
  }

  static Site site() {
    return SITE;
  }

  /** The same site, which Home Assistant sees. */
  static Site announced() {
    return load("  home-assistant: true\n");
  }

  /** Delivers a command; its name is what follows {@code command/}. */
  void command(String name, byte[] payload) {
    broker.put(new Message(topics.result(name).replaceFirst("/result$", ""), payload, false));
  }

  /** A second passes, and a control cycle runs. */
  CycleReport cycle() {
    clock.advance(Duration.ofSeconds(1));
    place.post(readings().stream().filter(it -> !silent.contains(it.signal())).toList());
    return control.cycle().run(clock.now());
  }

  /** Forecasts and plans; empty without a plan that holds now. */
  Optional<Plan> plan() {
    control.plans().tick(clock.now());
    return control.plans().plan().filter(plan -> plan.valid(clock.now()));
  }

  /** Commands in force in the last cycle. */
  ActiveCommands commandsInForce() {
    return control.cycle().commandsInForce();
  }

  /** What the first plan waits for. */
  Optional<Phrase> waitsFor() {
    return control.plans().waitsFor();
  }

  Optional<SiteForecasts> forecasts() {
    return control.plans().forecasts();
  }

  Moment moment() {
    return clock.now();
  }

  Instant now() {
    return moment().instant();
  }

  @Override
  public void close() {
    control.close();
  }

  private List<Sample> readings() {
    return List.of(
        read("meter1", Quantity.POWER_W, 400),
        read("meter1", Quantity.VOLTAGE_L1_V, 230),
        read("meter1", Quantity.FREQUENCY_HZ, 50),
        read("pv1", Quantity.POWER_W, 3000),
        read("wind1", Quantity.POWER_W, 500),
        read("battery1", Quantity.POWER_W, 0),
        read("battery1", Quantity.SOC_PCT, 50),
        read("feeder1", Quantity.POWER_W, -1900),
        read("ev1", Quantity.POWER_W, -1500),
        read("ev1", Quantity.CONNECTED, 1),
        read("ev1", Quantity.SOC_PCT, 40),
        read("ev1", Quantity.SOC_TARGET_PCT, 80),
        read("ev1", Quantity.DEPARTURE_IN_S, 20_000),
        read("ev1", Quantity.CAPACITY_WH, 50_000),
        read("compute1", Quantity.POWER_W, -500),
        read("genset1", Quantity.POWER_W, 0),
        read("tie1", Quantity.CONTACT, 0),
        read("tie1", Quantity.VOLTAGE_L1_V, 230),
        read("heatpump1", Quantity.POWER_W, -800),
        read("heatpump1", Quantity.TEMPERATURE_C, 22),
        read("heatpump1", Quantity.OUTDOOR_TEMPERATURE_C, 5),
        read("heat-meter2", Quantity.POWER_W, -500),
        read("heat-meter2", Quantity.TEMPERATURE_C, 50),
        read("dso", Quantity.FEED_IN_LIMIT_PCT, 100),
        read("hold-key", Quantity.CONTACT, 0));
  }

  private Sample read(String device, Quantity quantity, double value) {
    Signal signal = new Signal(device, quantity);
    return new Sample.Good(signal, changed.getOrDefault(signal, value), clock.now());
  }

  /** Removes a directory with all in it. */
  static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
