import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * The daemon's control cycle as {@code Gateway} wires it (board, estimator, mode, limits,
 * dispatcher, gate, outbox), in virtual time: no forecasts and so no plan, which is plain
 * self-consumption.
 */
final class ProductLoop implements Rival, AutoCloseable {

  /** The profile's times for the battery and for the inverter, s. */
  record Profile(double deadS, double settlingS) {}

  private static final Duration CYCLE = Duration.ofSeconds(1);
  private static final Duration DECIDE = Duration.ofMillis(200);
  private static final Instant START = Instant.parse("2026-06-15T00:00:00Z");
  private static final double USUAL_PER_KWH = 0.08;
  private static final double NEGATIVE_PER_KWH = -0.05;
  private static final Signal METER = new Signal("meter1", Quantity.POWER_W);
  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);
  private static final Signal SOC = new Signal("battery1", Quantity.SOC_PCT);
  private static final Signal PV = new Signal("pv1", Quantity.POWER_W);
  private static final Signal PV_LIMIT = new Signal("pv1", Quantity.POWER_LIMIT_W);

  private final Instant start;
  private final HistoryStore store;
  private final PlantBoard board;
  private final PlantBoard.Place place;
  private final SetpointBoard setpointBoard = new SetpointBoard();
  private final ControlCycle cycle;
  private int accusations;

  /**
   * @param folder empty, for configuration and state
   * @param negativeAfterS when a quarter hour begins from which on export costs money, s after the
   *     start; 0 = no price is published
   */
  ProductLoop(Path folder, Profile battery, double exportLimitW, double negativeAfterS)
      throws IOException, SQLException {
    Files.createDirectories(folder);
    io.spikewatt.config.site.Site site = site(folder, battery, exportLimitW);
    this.start = START.minusNanos(Math.round(negativeAfterS * 1e9));
    this.store = HistoryStore.open(folder);
    if (negativeAfterS > 0) {
      store.append(prices());
    }
    SequencedMap<Signal, Duration> ages = new LinkedHashMap<>();
    for (Signal signal : List.of(METER, BATTERY, SOC, PV)) {
      ages.put(signal, CYCLE.multipliedBy(2));
    }
    Moment first = moment(0);
    this.board = new PlantBoard(ages, first);
    this.place = board.place(ages.keySet());
    CommandGate gate = new CommandGate(OutputSpecs.of(site), List.of(new SocInterlock(site)));
    SiteAssembly.Outside outside =
        new SiteAssembly.Outside(
            new NoBroker(),
            new MqttTopics(""),
            Duration.ofMinutes(1),
            command -> false,
            this::happened,
            io.spikewatt.controller.cycle.ConfigReload.NONE);
    this.cycle =
        SiteAssembly.of(
                site,
                new SiteAssembly.Plant(board, setpointBoard, gate),
                outside,
                PersistentState.of(store, folder.resolve("models"), site),
                first)
            .cycle();
  }

  private static List<SlotMean> prices() {
    List<SlotMean> prices = new ArrayList<>();
    for (int k = -4; k < 4; k++) {
      Instant slot = START.plus(QuarterHour.LENGTH.multipliedBy(k));
      prices.add(new SlotMean(SiteSeries.IMPORT_PER_KWH, slot, 0.3));
      prices.add(
          new SlotMean(SiteSeries.EXPORT_PER_KWH, slot, k < 0 ? USUAL_PER_KWH : NEGATIVE_PER_KWH));
    }
    return prices;
  }

  private void happened(Event event) {
    accusations +=
        event.kind() == Event.Kind.ALARM_RAISED && event.code().equals(InputStage.METER_ALARM)
            ? 1
            : 0;
  }

  /** How often the grid meter, which is honest, was said to lie. */
  int accusations() {
    return accusations;
  }

  private static io.spikewatt.config.site.Site site(Path folder, Profile battery, double exportW)
      throws IOException {
    String response =
        "response: { dead-time-s: %s, settling-s: %s }%n".formatted(battery.deadS, battery.settlingS);
    for (Map.Entry<String, String> profile : Profiles.ALL.entrySet()) {
      Files.writeString(
          folder.resolve(profile.getKey() + ".yaml"),
          profile.getValue().replace("RESPONSE\n", response));
    }
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, Profiles.site(folder, exportW, 1, 2, 3));
    return switch (ConfigLoader.load(file)) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new IllegalStateException(other.toString());
    };
  }

  @Override
  public Command decide(Reading reading) {
    Moment read = moment(reading.at());
    place.post(
        List.of(
            meter(reading.meterW(), read),
            new Sample.Good(BATTERY, reading.batteryW(), read),
            new Sample.Good(SOC, reading.socPct(), read),
            new Sample.Good(PV, reading.pvW(), read)));
    Moment now = read.plus(DECIDE);
    var _ = cycle.run(now);
    return inForce(now);
  }

  @Override
  public Optional<Command> glance(double at, OptionalDouble meterW) {
    Moment now = moment(at);
    if (!(meter(meterW, now) instanceof Sample.Good good)) {
      return Optional.empty();
    }
    board.powerOnly(List.of(good));
    return cycle.between(now) ? Optional.of(inForce(now)) : Optional.empty();
  }

  private Command inForce(Moment now) {
    return new Command(inForce(BATTERY, now, 0), inForce(PV_LIMIT, now, Rig.PV_W));
  }

  private static Sample meter(OptionalDouble watts, Moment at) {
    return watts.isPresent()
        ? new Sample.Good(METER, watts.getAsDouble(), at)
        : Sample.missing(METER, Fault.Kind.TIMEOUT, "no answer", at);
  }

  private double inForce(Signal signal, Moment now, double otherwise) {
    return setpointBoard.get(signal, now).map(ApprovedSetpoint::value).orElse(otherwise);
  }

  private Moment moment(double seconds) {
    long nanos = Math.round(seconds * 1e9);
    return new Moment(nanos, start.plusNanos(nanos));
  }

  @Override
  public void close() {
    store.close();
  }
}
