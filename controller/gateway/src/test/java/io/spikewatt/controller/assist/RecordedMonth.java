package io.spikewatt.controller.assist;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.planning.DayCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.Letterbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;

/**
 * The month of the assistant's questions. Quarter hours are those of a simple plant by rule; at the
 * times that questions name the real control runs for some cycles in virtual time, and decides and
 * logs as it does in service.
 */
final class RecordedMonth implements AutoCloseable {

  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  static final Instant NOW = local("2026-11-01T14:10");
  private static final LocalDate LAST = LocalDate.parse("2026-11-01");
  private static final Instant FIRST = local("2026-09-20T00:00");
  private static final Duration CYCLE = Duration.ofSeconds(5);

  /** Devices of a home with PV, battery, car, heat pump and the grid operator's contact. */
  static final String DEVICES =
      """
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
          grid-meter: {}
        - id: pv1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
          pv: { rated-w: 8000 }
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
          battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, min-soc-pct: 10, max-soc-pct: 95, wear-per-kwh: 0.02 }
        - id: ev1
          profile: plc-ev-charger
          connection: { opc-ua: "opc.tcp://127.0.0.1:4840/plc", security: none }
          ev-charger: { min-w: 4140, max-w: 11000 }
        - id: heatpump1
          profile: lambda-eu-l
          connection: { modbus-tcp: 127.0.0.1, port: 15023, unit: 1 }
          heat-pump: { max-w: 3000, min-w: 800, cop: 3.5, store-wh-per-k: 580, loss-w-per-k: 6, lowest-c: 40, highest-c: 55, min-run-s: 1200 }
        - id: dso-contact
          profile: gpio-contact
          connection: { gpio: 17 }
          limit-contact: { import-limit-w: 4200 }
      """;

  private static String site(Path state) {
    String head =
        """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      page: {}
      assistant:
        clients: [{ name: test, token-file: test, propose: "charging-mode, limit-import" }]
      grid: { import-limit-w: 11000, export-limit-w: 7000 }
      tariff:
        currency: EUR
        import:
          - { from: "00:00", to: "06:00", per-kwh: 0.20 }
          - { from: "06:00", to: "24:00", per-kwh: 0.32 }
        export-per-kwh: 0.08
      storage: { directory: %s }
      control: { cycle-ms: 5000, reserve-soc-pct: 20 }
      """
            .formatted(state);
    return head + DEVICES;
  }

  /** The plant at a moment; powers as consumed or produced, positive. */
  record Plant(
      double loadW, double pvW, double batteryW, double socPct, double carW, double pumpW) {

    double gridW() {
      return loadW + carW + pumpW - pvW - batteryW;
    }
  }

  private final Path folder;
  private final Site site;
  private final HistoryStore store;
  private final Map<Instant, Plant> plants = new LinkedHashMap<>();
  private final ManualClock clock;
  private final Letterbox broker = new Letterbox();
  private final PlantBoard board;
  private final PlantBoard.Place place;
  private final RunningSite control;
  private final List<CompletableFuture<CommandResult>> answers = new ArrayList<>();
  private int commands;
  private LocalDate priced = LocalDate.MIN;
  private Optional<CycleReport> latest = Optional.empty();

  RecordedMonth(Path folder) throws Exception {
    this.folder = folder;
    Path state = Files.createDirectory(folder.resolve("state"));
    Path file = Files.writeString(folder.resolve("site.yaml"), site(state));
    LoadedSite loaded = ConfigLoader.load(file);
    if (!(loaded instanceof LoadedSite.Ok ok)) {
      throw new IllegalStateException(loaded.toString());
    }
    site = ok.site();
    store = HistoryStore.open(state);
    store.append(rows());
    clock = new ManualClock(local("2026-10-07T02:59"));
    board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    place = board.place(List.of());
    control =
        SiteAssembly.of(
            site,
            new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
            new SiteAssembly.Outside(
                broker,
                MqttTopics.of(site),
                Duration.ofHours(1),
                _ -> true,
                _ -> {},
                ConfigReload.NONE),
            PersistentState.of(store, state.resolve("models"), site),
            clock.now());
    live();
  }

  static Instant local(String time) {
    return LocalDateTime.parse(time).atZone(ZONE).toInstant();
  }

  Site site() {
    return site;
  }

  Path state() {
    return folder.resolve("state");
  }

  RunningSite control() {
    return control;
  }

  Clock clock() {
    return clock;
  }

  /** Commands are judged in a cycle that runs at once. */
  CommandPort commands() {
    CommandPort queued = new CommandPort.Queued(() -> control);
    return new CommandPort() {
      @Override
      public CompletableFuture<CommandResult> tryOut(String command, byte[] payload) {
        CompletableFuture<CommandResult> answer = queued.tryOut(command, payload);
        cycle(RecordedMonth.this::lost);
        return answer;
      }

      @Override
      public CompletableFuture<CommandResult> submit(String command, byte[] payload) {
        throw new IllegalStateException("a proposal was executed: " + command);
      }
    };
  }

  SiteFacts facts() {
    return new RunningSiteFacts(
        SitePage.view(() -> control, this::status), () -> control, folder.resolve("site.yaml"));
  }

  private SiteStatus status() {
    Moment now = clock.now();
    return new SiteStatus(
        new SiteStatus.Daemon(
            site, new ServiceStatus("1.2.3", "", now), now, 0, control.plans().waitsFor()),
        latest,
        control.reporter().alarms(),
        SiteStatus.DeviceAge.of(latest, board.lastGood()),
        control.plans().forecasts(),
        control.plans().plan(),
        List.of(),
        new SiteStatus.Outside(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty()));
  }

  /** Price of import of a quarter hour, currency a kWh: dear in the evening, cheap at night. */
  static double importPerKwh(Instant at) {
    ZonedDateTime time = at.atZone(ZONE);
    double hour = time.getHour() + time.getMinute() / 60.0;
    double day = 0.01 * Math.sin(time.getDayOfYear());
    return rounded(0.27 + day + 0.12 * gauss(hour - 19, 2.2) - 0.11 * gauss(hour - 3, 2.5));
  }

  static double exportPerKwh(Instant at) {
    ZonedDateTime time = at.atZone(ZONE);
    boolean negative = time.getDayOfMonth() == 18 && time.getHour() >= 12 && time.getHour() < 14;
    boolean dear = time.getDayOfMonth() == 12 && time.getHour() == 19;
    return negative ? -0.04 : dear ? 0.45 : rounded(0.07 + 0.03 * gauss(time.getHour() - 9.5, 1.5));
  }

  private static double rounded(double perKwh) {
    return Math.rint(1e4 * perKwh) / 1e4;
  }

  private static double gauss(double x, double width) {
    return Math.exp(-x * x / (width * width));
  }

  private List<SlotMean> rows() {
    List<SlotMean> means = new ArrayList<>();
    double socPct = 50;
    for (Instant at = FIRST;
        at.isBefore(NOW.plusSeconds(86_400));
        at = at.plus(QuarterHour.LENGTH)) {
      Instant slot = at;
      boolean future = at.isAfter(NOW.minusSeconds(900));
      if (at.isBefore(local("2026-11-02T00:00"))) {
        means.add(new SlotMean(SiteSeries.IMPORT_PER_KWH, slot, importPerKwh(slot)));
        means.add(new SlotMean(SiteSeries.EXPORT_PER_KWH, slot, exportPerKwh(slot)));
      }
      if (future) {
        continue;
      }
      Plant plant = plant(slot, socPct);
      plants.put(slot, plant);
      double storedWh = -plant.batteryW / 4 * (plant.batteryW < 0 ? 0.95 : 1 / 0.95);
      socPct = Math.clamp(socPct + storedWh / 100, 0, 100);
      if (!within(slot, "2026-10-27T20:45", "2026-10-27T23:15")) {
        record(means, slot, plant);
      }
    }
    return means;
  }

  private static void record(List<SlotMean> means, Instant slot, Plant plant) {
    boolean meter = !within(slot, "2026-10-09T11:00", "2026-10-09T11:30");
    means.add(new SlotMean(SiteSeries.LOAD_W, slot, plant.loadW));
    means.add(new SlotMean(SiteSeries.PV_MEASURED_W, slot, plant.pvW));
    means.add(new SlotMean(SiteSeries.BATTERY_W, slot, plant.batteryW));
    means.add(new SlotMean(SiteSeries.EV_W, slot, -plant.carW));
    means.add(new SlotMean(SiteSeries.powerW("heatpump1"), slot, -plant.pumpW));
    means.add(new SlotMean(SiteSeries.socPct("battery1"), slot, plant.socPct));
    if (meter) {
      means.add(new SlotMean(SiteSeries.GRID_W, slot, plant.gridW()));
    }
    if (!within(slot, "2026-10-18T12:00", "2026-10-18T14:00")) {
      means.add(new SlotMean(SiteSeries.PV_W, slot, plant.pvW));
    }
  }

  private static boolean within(Instant at, String from, String to) {
    return !at.isBefore(local(from)) && at.isBefore(local(to));
  }

  private static Plant plant(Instant at, double socPct) {
    ZonedDateTime time = at.atZone(ZONE);
    double hour = time.getHour() + time.getMinute() / 60.0;
    int day = time.getDayOfYear();
    double loadW =
        350 + 500 * gauss(hour - 7.5, 1.2) + 1600 * gauss(hour - 18.7, 1.6) + 37 * (day % 7);
    loadW += within(at, "2026-10-08T18:15", "2026-10-08T19:00") ? 7000 : 0;
    boolean cloudy = time.getMonthValue() == 10 && time.getDayOfMonth() == 10;
    double cloud = cloudy && time.getMinute() / 15 % 2 == 1 ? 0.05 : 1;
    double pvW =
        Math.max(0, 6500 * Math.sin(Math.PI * (hour - 7.5) / 10) * (0.5 + 0.5 * (day * 7 % 5) / 4));
    pvW = Math.rint(pvW * cloud);
    pvW *= within(at, "2026-10-18T12:00", "2026-10-18T14:00") ? 0.2 : 1;
    double carW =
        within(at, "2026-10-20T00:45", "2026-10-20T04:00")
                || within(at, "2026-10-24T11:00", "2026-10-24T13:00")
            ? 6900
            : 0;
    double pumpW = (hour >= 12 && hour < 13.5) || (hour >= 5 && hour < 6) ? 1800 : 0;
    carW += within(at, "2026-10-14T17:30", "2026-10-14T19:00") ? 4140 : 0;
    pumpW += within(at, "2026-10-14T17:30", "2026-10-14T19:00") ? 900 : 0;
    double netW = loadW + carW + pumpW - pvW;
    boolean charges = within(at, "2026-10-07T03:00", "2026-10-07T06:00");
    boolean sells = within(at, "2026-10-12T19:00", "2026-10-12T19:45");
    boolean held = within(at, "2026-10-22T18:00", "2026-10-22T22:00");
    double wantedW =
        charges
            ? -3000
            : sells ? 5000 : held ? Math.min(netW, 300 * (socPct - Math.floor(socPct))) : netW;
    double mostW = socPct > 20 ? Math.min(5000, (socPct - 20) * 380) : 0;
    double leastW = socPct < 95 ? -Math.min(5000, (95 - socPct) * 420) : 0;
    double batteryW = Math.rint(Math.clamp(wantedW, leastW, mostW));
    return new Plant(Math.rint(loadW), pvW, batteryW, socPct, carW, pumpW);
  }

  /** Runs control at the times that questions name, then at the end. */
  private void live() throws Exception {
    run("2026-10-07T03:00", 5, _ -> {});
    run("2026-10-08T18:30", 5, _ -> {});
    run("2026-10-09T11:10", 5, samples -> samples.removeIf(RecordedMonth::isMeter));
    run("2026-10-12T19:15", 5, _ -> {});
    for (String time : List.of("17:30", "17:45", "18:00", "18:15", "18:30", "18:45", "19:00")) {
      run("2026-10-14T" + time, 5, samples -> contact(samples, !time.equals("19:00")));
    }
    run("2026-10-16T10:00", 5, _ -> {});
    run("2026-10-18T12:30", 5, _ -> {});
    run("2026-10-20T01:00", 5, this::carAtNight);
    run("2026-10-21T18:00", 5, _ -> {});
    run("2026-10-22T18:00", 1, _ -> {});
    Plant before = Objects.requireNonNull(plants.get(local("2026-10-22T18:00")));
    submit("dashboard", "reserve-soc", "" + Math.floor(before.socPct), 3600 * 4);
    run("2026-10-22T19:00", 5, _ -> {});
    for (int slot = 0; slot < 96; slot += 4) {
      log("2026-10-24", slot);
    }
    run("2026-10-30T12:30", 5, _ -> {});
    for (int slot = 0; slot < 96; slot += 4) {
      log("2026-10-31", slot);
    }
    days();
    end();
  }

  private void log(String day, int slot) {
    Instant at = local(day + "T00:00").plusSeconds(900L * slot + 5);
    run(at, 2, _ -> {});
  }

  private void carAtNight(List<Sample> samples) {
    samples.removeIf(sample -> sample.signal().deviceId().equals("ev1"));
    car(samples, 40, 6900, Duration.ofHours(6));
  }

  private void car(List<Sample> samples, double socPct, double watts, Duration leaves) {
    samples.add(read("ev1", Quantity.POWER_W, -watts));
    samples.add(read("ev1", Quantity.CONNECTED, 1));
    samples.add(read("ev1", Quantity.SOC_PCT, socPct));
    samples.add(read("ev1", Quantity.SOC_TARGET_PCT, 80));
    samples.add(read("ev1", Quantity.DEPARTURE_IN_S, (double) leaves.toSeconds()));
    samples.add(read("ev1", Quantity.CAPACITY_WH, 60_000));
  }

  private static boolean isMeter(Sample sample) {
    return sample.signal().deviceId().equals("meter1");
  }

  private void contact(List<Sample> samples, boolean closed) {
    samples.removeIf(sample -> sample.signal().deviceId().equals("dso-contact"));
    samples.add(read("dso-contact", Quantity.CONTACT, closed ? 1 : 0));
    samples.removeIf(sample -> sample.signal().deviceId().equals("ev1"));
    car(samples, 20, closed ? 4140 : 0, Duration.ofHours(3));
  }

  /** Changes what is read in a cycle. */
  @FunctionalInterface
  interface Change {
    void of(List<Sample> samples);
  }

  private void run(String time, int cycles, Change change) {
    run(local(time), cycles, change);
  }

  /** Cycles around a time; the first ones are before it, so that a plan is there. */
  private void run(Instant until, int cycles, Change change) {
    Instant start = until.plusSeconds(10).minus(CYCLE.multipliedBy(cycles));
    clock.advance(Duration.between(clock.now().instant(), start));
    LocalDate today = start.atZone(ZONE).toLocalDate();
    if (!today.equals(priced)) {
      priced = today;
      publish(today);
      // Those of the day after the last one are not known.
      if (!today.equals(LAST)) {
        publish(today.plusDays(1));
      }
    }
    for (int i = 0; i < cycles; i++) {
      clock.advance(CYCLE);
      cycle(change);
      control.plans().tick(clock.now());
    }
  }

  private void cycle(Change change) {
    List<Sample> samples = samples(clock.now().instant());
    change.of(samples);
    place.post(samples);
    latest = Optional.of(control.cycle().run(clock.now()));
  }

  private void publish(LocalDate day) {
    Instant start = day.atStartOfDay(ZONE).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZONE).toInstant();
    StringJoiner imports = new StringJoiner(",", "[", "]");
    StringJoiner exports = new StringJoiner(",", "[", "]");
    for (Instant at = start; at.isBefore(end); at = at.plus(QuarterHour.LENGTH)) {
      imports.add(String.valueOf(importPerKwh(at)));
      exports.add(String.valueOf(exportPerKwh(at)));
    }
    submit(
        "day-ahead",
        "prices",
        "{\"start\":\"%s\",\"slotS\":900,\"importPerKwh\":%s,\"exportPerKwh\":%s}"
            .formatted(start, imports, exports),
        3600);
  }

  private List<Sample> samples(Instant at) {
    Plant plant = plants.get(QuarterHour.startOf(at));
    if (plant == null) {
      plant = new Plant(700, 2600, 0, 60, 0, 0);
    }
    List<Sample> samples = new ArrayList<>();
    samples.add(read("meter1", Quantity.POWER_W, plant.gridW()));
    samples.add(read("meter1", Quantity.VOLTAGE_L1_V, 230));
    samples.add(read("meter1", Quantity.FREQUENCY_HZ, 50));
    samples.add(read("pv1", Quantity.POWER_W, plant.pvW));
    samples.add(read("battery1", Quantity.POWER_W, plant.batteryW));
    samples.add(read("battery1", Quantity.SOC_PCT, plant.socPct));
    samples.add(read("ev1", Quantity.POWER_W, -plant.carW));
    samples.add(read("ev1", Quantity.CONNECTED, 0));
    samples.add(read("heatpump1", Quantity.POWER_W, -plant.pumpW));
    samples.add(read("heatpump1", Quantity.TEMPERATURE_C, 46));
    samples.add(read("dso-contact", Quantity.CONTACT, 0));
    return samples;
  }

  private Sample read(String device, Quantity quantity, double value) {
    return new Sample.Good(new Signal(device, quantity), value, clock.now());
  }

  private void days() throws Exception {
    flush();
    DayCycle cycle = new DayCycle(store, site, DecisionChanges::byQuarterHour);
    while (cycle.advance(NOW)) {
      // Each call sums a month.
    }
  }

  private void flush() {
    String problem = control.history().flushAll().orElse("");
    if (!problem.isEmpty()) {
      throw new IllegalStateException(problem);
    }
  }

  private void end() throws Exception {
    run("2026-11-01T13:41", 1, this::present);
    run("2026-11-01T13:42", 2, this::lost);
    submit("page", "limit-import", "6000", 4 * 3600);
    submit("home-assistant", "reserve-soc", "40", 6 * 3600);
    control
        .reporter()
        .serving(
            "sources",
            Map.of("source/day-ahead", AlarmTexts.sourceFailing("day-ahead", "timeout")));
    Map<String, Phrase> foreign =
        Map.of("foreign-writer/battery1", AlarmTexts.foreignWriter("battery1", "other setpoints"));
    control.reporter().serving("test-writer", foreign);
    run("2026-11-01T14:02", 2, this::lost);
    run("2026-11-01T14:10", 5, this::lost);
    flush();
    for (CompletableFuture<CommandResult> answer : answers) {
      if (!(answer.getNow(null) instanceof CommandResult.Accepted)) {
        throw new IllegalStateException("a command was not accepted: " + answer.getNow(null));
      }
    }
    Files.writeString(
        folder.resolve("site.yaml"),
        site(state()).replace("import-limit-w: 11000", "import-limit-w: eleven"));
  }

  private void present(List<Sample> samples) {
    samples.removeIf(sample -> sample.signal().deviceId().equals("ev1"));
    car(samples, 35, 0, Duration.between(clock.now().instant(), local("2026-11-02T07:00")));
  }

  private void lost(List<Sample> samples) {
    present(samples);
    samples.removeIf(sample -> sample.signal().deviceId().equals("heatpump1"));
    for (Quantity quantity : List.of(Quantity.POWER_W, Quantity.TEMPERATURE_C)) {
      samples.add(
          new Sample.Missing(
              new Signal("heatpump1", quantity),
              Fault.of(Fault.Kind.UNREACHABLE, "no answer"),
              clock.now()));
    }
  }

  private void submit(String sender, String name, String value, int validForS) {
    commands++;
    String text =
        "{\"id\":\"c%d\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%s}"
            .formatted(commands, clock.now().instant(), validForS, value);
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    if (sender.equals("page")) {
      answers.add(control.commands().submit(CommandQueue.FROM_PAGE + name, payload));
    } else {
      answers.add(control.commands().submit("from/" + sender + "/" + name, payload));
    }
  }

  @Override
  public void close() {
    control.close();
  }
}
