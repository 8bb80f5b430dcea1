import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.io.DeviceRunner;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.drivers.quality.CheckedDevices;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.chaos.ChaosBroker;
import io.spikewatt.simulator.physics.SelfRegulatingBattery;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.HuaweiBattery;
import io.spikewatt.simulator.server.SolarEdgeBattery;
import io.spikewatt.simulator.server.VendorBattery;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** One home with one battery and the whole control cycle on it, in virtual time, in one thread. */
final class HomeRun {

  /** Who runs the battery. */
  enum Battery {
    /** Its own mode alone. */
    ALONE,
    /** The product, written at no cost. */
    UNRESTRICTED,
    HUAWEI,
    SOLAREDGE
  }

  /**
   * A run's outcome.
   *
   * @param cost of import less export, and of energy that is missing at the end, currency
   * @param wearing most writes of a day into memory that wears
   * @param writes most writes of a day
   */
  record Outcome(double cost, double importKwh, double exportKwh, long wearing, long writes) {}

  static final double FLAT_IMPORT = 0.30;
  static final double FLAT_EXPORT = 0.08;
  private static final double FEES = 0.10;
  private static final double CAPACITY_WH = 10_000;
  private static final double POWER_W = 5_000;
  private static final int CYCLE_S = 5;
  private static final SiteParameters.Battery SIZE =
      new SiteParameters.Battery(CAPACITY_WH, POWER_W, POWER_W, 5, 100, 50, 0.96, 0);

  /** Registers of both vendors that may wear. */
  private static final Set<Integer> WEARING =
      Set.of(47247, 47249, 47083, 47246, 0xE004, 0xE00A, 0xE00B, 0xE00E, 0xE010);

  private final HomeSeries home;
  private final Battery kind;
  private final boolean dayAhead;
  private final SelfRegulatingBattery battery = new SelfRegulatingBattery(SIZE);
  private final ChaosBroker broker = new ChaosBroker(message -> {});
  private Optional<VendorBattery> registers = Optional.empty();
  private List<Link> links = List.of();
  private long second;
  private double gridW;

  HomeRun(HomeSeries home, Battery kind, boolean dayAhead) {
    this.home = home;
    this.kind = kind;
    this.dayAhead = dayAhead;
  }

  private double loadW() {
    return home.loadW()[(int) (second / 60)];
  }

  private double pvW() {
    return home.pvW()[(int) (second / 60)];
  }

  private double importPerKwh() {
    return dayAhead ? FEES + home.spot()[(int) (second / 3600)] : FLAT_IMPORT;
  }

  private double exportPerKwh() {
    return dayAhead ? home.spot()[(int) (second / 3600)] : FLAT_EXPORT;
  }

  private Moment now() {
    return new Moment(second * 1_000_000_000L, home.start().plusSeconds(second));
  }

  /**
   * Runs.
   *
   * @param folder empty, for configuration and state
   */
  Outcome run(Path folder) throws IOException {
    Optional<RunningSite> control =
        kind == Battery.ALONE ? Optional.empty() : Optional.of(control(folder));
    List<DeviceRunner> runners = new ArrayList<>();
    for (Link link : kind == Battery.ALONE ? List.<Link>of() : links) {
      runners.add(
          new DeviceRunner(
              link.devices(), control.get().plant().board(), control.get().plant().outbox()));
    }
    double cost = 0;
    double imported = 0;
    double exported = 0;
    double priceSum = 0;
    double startWh = battery.storage().storedWh();
    long[] most = {0, 0};
    long[] before = {0, 0};
    long end = home.days() * 86_400L;
    for (second = 0; second < end; second++) {
      if (control.isPresent() && second % CYCLE_S == 0) {
        cycle(control.get(), runners);
      }
      double net = loadW() - pvW();
      gridW = net - battery.step(second * 1_000_000_000L, net, 1);
      double kwh = gridW / 3.6e6;
      imported += Math.max(0, kwh);
      exported += Math.max(0, -kwh);
      cost += kwh * (kwh > 0 ? importPerKwh() : exportPerKwh());
      priceSum += importPerKwh();
      if (second % 86_400 == 86_399 && registers.isPresent()) {
        long[] sum = {registers.get().writes(this::wears), registers.get().writes(_ -> true)};
        for (int i = 0; i < 2; i++) {
          most[i] = Math.max(most[i], sum[i] - before[i]);
          before[i] = sum[i];
        }
      }
    }
    double missingKwh = (startWh - battery.storage().storedWh()) / 1000;
    control.ifPresent(RunningSite::close);
    return new Outcome(cost + missingKwh * priceSum / end, imported, exported, most[0], most[1]);
  }

  private void cycle(RunningSite control, List<DeviceRunner> runners) {
    if (dayAhead && (second == 0 || second % 86_400 == 13 * 3600)) {
      publishPrices();
    }
    runners.forEach(runner -> runner.read(now()));
    var _ = control.cycle().run(now());
    runners.forEach(runner -> runner.write(now()));
    control.plans().tick(now());
  }

  /** Until the end of tomorrow. */
  private void publishPrices() {
    int first = (int) (second / 86_400) * 24;
    int hours = second % 86_400 == 0 ? 24 : 48;
    double[] exports = Arrays.copyOfRange(home.spot(), first, first + hours);
    double[] imports = Arrays.stream(exports).map(spot -> FEES + spot).toArray();
    String text =
        "{\"id\":\"prices-%d\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":{\"start\":\"%s\",\"slotS\":3600,\"importPerKwh\":%s,\"exportPerKwh\":%s}}"
            .formatted(
                second,
                now().instant(),
                home.start().plusSeconds(first * 3600L),
                Arrays.toString(imports),
                Arrays.toString(exports));
    broker.deliver(
        new Message("spikewatt/home/command/prices", text.getBytes(StandardCharsets.UTF_8), false));
  }

  private boolean wears(int address) {
    return WEARING.contains(address);
  }

  private RunningSite control(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String id : List.of("meter", "pv", "battery")) {
      Files.writeString(folder.resolve("bench-" + id + ".yaml"), profile(id));
    }
    Site loaded = SimulatedSite.configure(folder.resolve("site.yaml"), yaml(folder)).site();
    List<Link> made = new ArrayList<>();
    for (DeviceConfig device : loaded.devices()) {
      made.add(new Link(device.id(), List.of(CheckedDevices.of(device, device(device)))));
    }
    links = made;
    return SiteAssembly.of(
        loaded,
        SiteAssembly.Plant.of(loaded, SiteAssembly.gateOf(loaded), made, now()),
        broker,
        event -> {},
        ConfigReload.NONE,
        now());
  }

  private Device device(DeviceConfig config) {
    return switch (config.id()) {
      case "meter1" -> new Plain("meter1", List.of(Quantity.POWER_W), List.of(() -> gridW));
      case "pv1" -> new Plain("pv1", List.of(Quantity.POWER_W), List.of(this::pvW));
      default -> {
        if (kind == Battery.UNRESTRICTED) {
          yield new Plain(
              "battery1",
              List.of(Quantity.POWER_W, Quantity.SOC_PCT),
              List.of(() -> battery.storage().powerW(), () -> battery.storage().socPct()));
        }
        VendorBattery bank =
            kind == Battery.HUAWEI ? new HuaweiBattery(battery) : new SolarEdgeBattery(battery);
        registers = Optional.of(bank);
        yield new PolledModbusDevice(
            config.id(), (DeviceProfile.Modbus) config.profile().points(), bank);
      }
    };
  }

  /** A device without a wire; the battery takes any power at once. */
  private final class Plain implements Device {
    private final String id;
    private final List<Quantity> quantities;
    private final List<DoubleSupplier> values;

    Plain(String id, List<Quantity> quantities, List<DoubleSupplier> values) {
      this.id = id;
      this.quantities = quantities;
      this.values = values;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Set<Signal> inputs() {
      return Set.copyOf(quantities.stream().map(q -> new Signal(id, q)).toList());
    }

    @Override
    public Set<Signal> outputs() {
      return id.equals("battery1") ? Set.of(new Signal(id, Quantity.POWER_W)) : Set.of();
    }

    @Override
    public List<Sample> read(Moment now) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        samples.add(
            new Sample.Good(new Signal(id, quantities.get(i)), values.get(i).getAsDouble(), now));
      }
      return samples;
    }

    @Override
    public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
      battery.force(now.nanos(), setpoint.value(), Duration.ofMinutes(1));
      return new WriteReceipt.Written(setpoint.signal(), setpoint.value(), true, now);
    }

    @Override
    public void close() {}
  }

  private static String profile(String id) {
    String soc = "    - { signal: soc_pct, address: 2, type: u16, factor: 0.1 }\n";
    String output =
        "  outputs:\n"
            + "    - { signal: power_w, registers: [ { address: 10, type: s32, persistence:"
            + " volatile } ] }\n";
    boolean isBattery = id.equals("battery");
    return """
    id: bench-%s
    title: Device of this benchmark
    verified: source-only
    %smodbus:
      inputs:
        - { signal: power_w, address: 0, type: s32 }
    """
            .formatted(id, isBattery ? "response: { dead-time-s: 3, settling-s: 15 }\n" : "")
        + (isBattery ? soc + output : "");
  }

  private String yaml(Path folder) {
    String profile =
        switch (kind) {
          case HUAWEI -> "huawei-luna2000";
          case SOLAREDGE -> "solaredge-battery";
          case ALONE, UNRESTRICTED -> "bench-battery.yaml";
        };
    return """
    site: { name: home, timezone: %s, latitude: 34, longitude: -117 }
    grid: { import-limit-w: 17000, export-limit-w: 17000 }
    tariff: { currency: EUR, import-per-kwh: %s, export-per-kwh: %s }
    mqtt: { broker: "tcp://127.0.0.1:1883", telemetry-s: 3600, commands: all }
    control: { cycle-ms: %d, reserve-soc-pct: 5 }
    storage: { directory: %s }
    devices:
      - id: meter1
        profile: bench-meter.yaml
        connection: { modbus-tcp: 127.0.0.1, port: 1 }
        grid-meter: {}
      - id: battery1
        profile: %s
        connection: { modbus-tcp: 127.0.0.1, port: 2 }
        battery: { capacity-wh: %s, charge-w: %s, discharge-w: %s, min-soc-pct: 5, max-soc-pct: 100, efficiency: 0.96, wear-per-kwh: 0 }
      - id: pv1
        profile: bench-pv.yaml
        connection: { modbus-tcp: 127.0.0.1, port: 3 }
        pv: { rated-w: 5000 }
    """
        .formatted(
            home.zone(),
            FLAT_IMPORT,
            FLAT_EXPORT,
            1000 * CYCLE_S,
            folder,
            profile,
            CAPACITY_WH,
            POWER_W,
            POWER_W);
  }
}
