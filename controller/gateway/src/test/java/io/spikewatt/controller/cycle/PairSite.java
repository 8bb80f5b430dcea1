package io.spikewatt.controller.cycle;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.dispatch.DeviceRequests;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.dispatch.ShedRelayStore;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.limit.FeedInOrders;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.mode.SeparationStore;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A site with one of each device that takes each setpoint within a second, and its sources. */
final class PairSite {

  private static final int CYCLES = 14;
  private static final int SETTLED = 10;
  private static final double TOLERANCE_W = 130;

  private static final String YAML =
      """
      site: { name: pairs, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: IMPORT, export-limit-w: EXPORTPHASE }
      control: { reserve-soc-pct: RESERVE, negative-prices: pv-off }
      tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }
      storage: { directory: state }
      mqtt: { broker: "tcp://127.0.0.1:1883" }
      devices:
        - { id: meter1, profile: eastron-sdm630, connection: { modbus-rtu-tcp: 127.0.0.1, port: 1, unit: 2 }, grid-meter: {} }
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: 127.0.0.1, port: 2, unit: 1 }, pv: { rated-w: 10000 } }
        - { id: battery1, profile: hybrid-battery, connection: { modbus-tcp: 127.0.0.1, port: 3, unit: 1 }, battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000 } }
        - { id: ev1, profile: plc-ev-charger, connection: &plc { opc-ua: "opc.tcp://127.0.0.1:4/plc", security: none }, ev-charger: { max-w: 11000 } }
        - { id: compute1, profile: plc-compute, connection: *plc, compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 } }
        - { id: genset1, profile: plc-genset, connection: *plc, genset: { rated-w: 8000 } }
        - { id: heatpump1, profile: lambda-eu-l, connection: { modbus-tcp: 127.0.0.1, port: 5, unit: 1 }, heat-pump: { max-w: 3000, min-w: 800, store-wh-per-k: 2000, lowest-c: 20, highest-c: 24 } }
        - { id: heatpump2, profile: sg-ready, connection: { gpio: [25, 26] }, sg-ready: {} }
        - { id: contact, profile: gpio-contact, connection: { gpio: 17 }, limit-contact: { import-limit-w: 3000, export-limit-w: 1000 } }
        - { id: receiver, profile: fnn-feed-in, connection: { gpio: [5, 6, 13] }, feed-in-limit: { fallback-pct: 60 } }
        - { id: key, profile: gpio-contact, connection: { gpio: 22 }, mode-switch: { asks: hold } }
      """;

  private static final Map<Set<Source>, Site> SITES = sites();

  private PairSite() {}

  /** Sources of limits, from the strongest rank to the weakest; voices of one rank are equal. */
  enum Source {
    CONTACT(1),
    RECEIVER(1),
    CONFIGURED(2),
    PHASES(2),
    CONFIGURED_RESERVE(2),
    KEY(3),
    A_LIMITS_IMPORT_TIGHTLY(4),
    A_LIMITS_EXPORT_TIGHTLY(4),
    B_LIMITS_IMPORT(4),
    B_LIMITS_EXPORT(4),
    FLEET_LIMITS_IMPORT(4),
    FLEET_LIMITS_EXPORT(4),
    A_RESERVES(4),
    FLEET_RESERVES(4),
    B_HOLDS(4),
    EXPORT_COSTS(5),
    IMPORT_PAYS(5);

    private final int rank;

    Source(int rank) {
      this.rank = rank;
    }

    /** The command of a source that is one; empty for all others. */
    private Optional<ActiveCommand> command() {
      return switch (this) {
        case A_LIMITS_IMPORT_TIGHTLY -> by("a", new SiteCommand.LimitImport(2500));
        case A_LIMITS_EXPORT_TIGHTLY -> by("a", new SiteCommand.LimitExport(500));
        case B_LIMITS_IMPORT -> by("b", new SiteCommand.LimitImport(6000));
        case B_LIMITS_EXPORT -> by("b", new SiteCommand.LimitExport(3000));
        case FLEET_LIMITS_IMPORT -> by("fleet/key1", new SiteCommand.LimitImport(4000));
        case FLEET_LIMITS_EXPORT -> by("fleet/key1", new SiteCommand.LimitExport(2000));
        case A_RESERVES -> by("a", new SiteCommand.ReserveSoc(80, Optional.empty()));
        case FLEET_RESERVES -> by("fleet/key1", new SiteCommand.ReserveSoc(70, Optional.empty()));
        case B_HOLDS -> by("b", new SiteCommand.SetMode(RequestedMode.HOLD));
        case CONTACT,
            RECEIVER,
            CONFIGURED,
            PHASES,
            CONFIGURED_RESERVE,
            KEY,
            EXPORT_COSTS,
            IMPORT_PAYS ->
            Optional.empty();
      };
    }

    private Optional<ActiveCommand> by(String sender, SiteCommand command) {
      return Optional.of(new ActiveCommand(command, name(), sender, Optional.empty()));
    }

    int rank() {
      return rank;
    }
  }

  /**
   * How limits and requests are combined; a mutant widens here.
   *
   * @param limits of the limits in force and the commands' effects
   * @param requests of the requests in force
   */
  record Control(
      BiFunction<GridLimits, CommandEffects, GridLimits> limits,
      UnaryOperator<DeviceRequests> requests) {

    /** What the daemon does. */
    static final Control REAL = new Control((limits, effects) -> limits, requests -> requests);
  }

  /**
   * Extremes that orders to the devices reach.
   *
   * @param least smallest value of each output and flow, at most 0
   * @param most largest value, at least 0
   */
  record Envelope(Map<String, Double> least, Map<String, Double> most) {

    /** Outputs and flows that go beyond another envelope. */
    List<String> beyond(Envelope other) {
      List<String> beyond = new ArrayList<>();
      for (String name : most.keySet()) {
        double over = get(most, name) - get(other.most, name);
        double under = get(other.least, name) - get(least, name);
        double tolerance = name.equals("heatpump2") ? 0.5 : TOLERANCE_W;
        if (over > tolerance || under > tolerance) {
          beyond.add(name);
        }
      }
      return beyond;
    }

    private static double get(Map<String, Double> values, String name) {
      return values.getOrDefault(name, 0.0);
    }

    private void add(String name, double value) {
      least.merge(name, Math.min(0, value), Math::min);
      most.merge(name, Math.max(0, value), Math::max);
    }
  }

  /** The envelope with these sources in force, over surplus and deficit and all extreme orders. */
  static Envelope envelope(Set<Source> sources, Control control) {
    Envelope envelope = new Envelope(new TreeMap<>(), new TreeMap<>());
    for (double pvW : new double[] {0, 7000}) {
      for (Map<String, Double> orders : orders()) {
        run(sources, control, pvW, orders, envelope);
      }
    }
    return envelope;
  }

  private static List<Map<String, Double>> orders() {
    Map<String, Double> take =
        Map.of(
            "battery1", -5000.0,
            "ev1", -11_000.0,
            "compute1", 3000.0,
            "heatpump1", 3000.0,
            "heatpump2", 4.0);
    return List.of(Map.of(), take, Map.of("ev1", -11_000.0), Map.of("battery1", 5000.0));
  }

  private static void run(
      Set<Source> sources,
      Control control,
      double pvPotentialW,
      Map<String, Double> orders,
      Envelope envelope) {
    Site site = site(sources);
    StateEstimator estimator = new StateEstimator(site);
    Dispatcher dispatcher =
        new Dispatcher(
            site, OutputSpecs.of(site), _ -> Optional.empty(), ShedRelayStore.inMemory());
    Supervision supervision =
        new Supervision(
            site,
            new FeedInOrders(site, KeptValues.inMemory(), at(0)),
            new ImportPeak(site.zone(), KeptValues.inMemory()),
            new SeparationStore(KeptValues.inMemory()),
            (_, _) -> prices(sources),
            Optional::empty,
            _ -> OptionalDouble.empty(),
            at(0));
    ActiveCommands commands = commands(sources, orders);
    CommandEffects effects = CommandEffects.of(commands);
    Map<String, Double> told = new HashMap<>();
    for (int second = 0; second < CYCLES; second++) {
      Map<String, Double> powers = powers(told, pvPotentialW);
      PlantSnapshot snapshot = snapshot(sources, powers, at(second));
      PlantState state = estimator.estimate(snapshot, Map.of());
      Supervision.Regime regime =
          supervision.next(
              new InputStage.Inputs(snapshot, state, commands, effects, Optional.empty()));
      DeviceRequests requests =
          new DeviceRequests(
              effects.deviceRequests(),
              effects.reserveSocPct(at(second).instant()),
              DeviceRequests.Scope.of(regime.mode(), regime.local()));
      Dispatch dispatch =
          dispatcher.dispatch(
              state,
              Optional.empty(),
              control.limits.apply(regime.tightest(), effects),
              control.requests.apply(requests),
              regime.mode(),
              at(second));
      dispatch.setpoints().forEach(s -> told.put(s.signal().deviceId(), s.value()));
      if (second >= SETTLED) {
        told.forEach(envelope::add);
        double gridW = powers(told, pvPotentialW).values().stream().mapToDouble(w -> -w).sum();
        envelope.add("import", Math.max(0, gridW));
        envelope.add("export", Math.max(0, -gridW));
      }
    }
  }

  private static PaidPrices prices(Set<Source> sources) {
    return new PaidPrices(
        OptionalDouble.of(sources.contains(Source.IMPORT_PAYS) ? -0.02 : 0.3),
        OptionalDouble.of(sources.contains(Source.EXPORT_COSTS) ? -0.05 : 0.08));
  }

  private static ActiveCommands commands(Set<Source> sources, Map<String, Double> orders) {
    List<ActiveCommand> voices = new ArrayList<>();
    sources.stream().sorted().forEach(source -> source.command().ifPresent(voices::add));
    orders.forEach(
        (device, value) -> {
          boolean limit = !device.equals("battery1") && !device.equals("ev1");
          SiteCommand order = new SiteCommand.DeviceSetpoint(device, value, limit);
          voices.add(new ActiveCommand(order, device, "c", Optional.empty()));
        });
    return new ActiveCommands(voices);
  }

  /** Powers into the bus once the devices have taken what they were told, W. */
  private static Map<String, Double> powers(Map<String, Double> told, double pvPotentialW) {
    Map<String, Double> powers = new HashMap<>();
    powers.put("load", -1000.0);
    powers.put("pv1", Math.min(pvPotentialW, told.getOrDefault("pv1", 10_000.0)));
    powers.put("battery1", told.getOrDefault("battery1", 0.0));
    powers.put("ev1", told.getOrDefault("ev1", 0.0));
    powers.put("compute1", -told.getOrDefault("compute1", 300.0));
    return powers;
  }

  private static PlantSnapshot snapshot(
      Set<Source> sources, Map<String, Double> powers, Moment now) {
    List<Sample> samples = new ArrayList<>();
    double gridW = powers.values().stream().mapToDouble(w -> -w).sum();
    double unbalancedW = sources.contains(Source.PHASES) ? 400 : 0;
    good(samples, "meter1", Quantity.POWER_W, gridW, now);
    good(samples, "meter1", Quantity.POWER_L1_W, gridW / 3 + unbalancedW, now);
    good(samples, "meter1", Quantity.POWER_L2_W, gridW / 3 - unbalancedW, now);
    good(samples, "meter1", Quantity.POWER_L3_W, gridW / 3, now);
    good(samples, "meter1", Quantity.VOLTAGE_L1_V, 230, now);
    good(samples, "meter1", Quantity.VOLTAGE_L2_V, 230, now);
    good(samples, "meter1", Quantity.VOLTAGE_L3_V, 230, now);
    for (String id : List.of("pv1", "battery1", "ev1", "compute1")) {
      good(samples, id, Quantity.POWER_W, powers.getOrDefault(id, 0.0), now);
    }
    good(samples, "heatpump1", Quantity.POWER_W, 0, now);
    good(samples, "battery1", Quantity.SOC_PCT, 60, now);
    good(samples, "ev1", Quantity.CONNECTED, 1, now);
    good(samples, "ev1", Quantity.SOC_PCT, 40, now);
    good(samples, "ev1", Quantity.SOC_TARGET_PCT, 80, now);
    good(samples, "ev1", Quantity.DEPARTURE_IN_S, 30_000, now);
    good(samples, "ev1", Quantity.CAPACITY_WH, 50_000, now);
    good(samples, "contact", Quantity.CONTACT, is(sources, Source.CONTACT), now);
    good(samples, "key", Quantity.CONTACT, is(sources, Source.KEY), now);
    double orderPct = sources.contains(Source.RECEIVER) ? 15 : 100;
    good(samples, "receiver", Quantity.FEED_IN_LIMIT_PCT, orderPct, now);
    return new PlantSnapshot(now, samples);
  }

  private static double is(Set<Source> sources, Source source) {
    return sources.contains(source) ? 1 : 0;
  }

  private static void good(List<Sample> to, String id, Quantity quantity, double value, Moment at) {
    to.add(new Sample.Good(new Signal(id, quantity), value, at));
  }

  /** Each configuration is read once: reading takes longer than a run. */
  private static Map<Set<Source>, Site> sites() {
    Map<Set<Source>, Site> sites = new HashMap<>();
    List<Source> configured = List.of(Source.CONFIGURED, Source.PHASES, Source.CONFIGURED_RESERVE);
    for (int bits = 0; bits < 1 << configured.size(); bits++) {
      Set<Source> some = EnumSet.noneOf(Source.class);
      for (int i = 0; i < configured.size(); i++) {
        if ((bits >> i & 1) == 1) {
          some.add(configured.get(i));
        }
      }
      sites.put(Set.copyOf(some), load(some));
    }
    return Map.copyOf(sites);
  }

  private static Site site(Set<Source> sources) {
    Set<Source> configured = EnumSet.noneOf(Source.class);
    configured.addAll(sources);
    configured.retainAll(EnumSet.of(Source.CONFIGURED, Source.PHASES, Source.CONFIGURED_RESERVE));
    return Objects.requireNonNull(SITES.get(configured));
  }

  private static Site load(Set<Source> sources) {
    boolean tight = sources.contains(Source.CONFIGURED);
    String yaml =
        YAML.replace("IMPORT", tight ? "5000" : "9000")
            .replace("EXPORTPHASE", (tight ? "1500" : "5000") + phase(sources))
            .replace("RESERVE", sources.contains(Source.CONFIGURED_RESERVE) ? "75" : "0");
    return switch (ConfigLoader.load(yaml, "pairs.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new AssertionError(other);
    };
  }

  private static String phase(Set<Source> sources) {
    return sources.contains(Source.PHASES) ? ", phase-limit-w: 1600" : "";
  }

  private static Moment at(int second) {
    return new Moment(
        second * 1_000_000_000L, Instant.parse("2026-06-15T10:00:00Z").plusSeconds(second));
  }
}
