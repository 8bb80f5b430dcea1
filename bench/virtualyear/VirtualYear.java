import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A year of a recorded home in virtual time. See bench/virtual-year. */
final class VirtualYear {

  /** Weeks by which the record is moved: the same weekdays, after the earliest credible clock. */
  private static final Duration MOVED = Duration.ofDays(7 * 783);

  private static final Duration CYCLE = Duration.ofSeconds(5);
  private static final Duration FORESIGHT = CYCLE.multipliedBy(5);
  private static final double CAPACITY_WH = 10_000;
  private static final double RATED_W = 5000;
  private static final double EFFICIENCY = 0.95;

  /** Five years of the history are to fit into 90 MB. */
  private static final long MOST_GROWTH_BYTES = 50_000;

  private static final long MOST_HEAP_GROWTH_BYTES = 3_000_000;

  /** Rows that a table may have: four weeks of half hours; decisions of 120 days, nine a slot. */
  private static final Map<String, Long> MOST_ROWS =
      Map.of("minute", 29L * 48, "decision", 121L * 96 * 9, "backlog", 2000L);

  private static final String YAML =
      """
      site: { name: year, timezone: Australia/Sydney, latitude: -33.87, longitude: 151.21 }
      page: {}
      grid: { import-limit-w: 11000, export-limit-w: 5000 }
      tariff:
        currency: AUD
        import:
          - { from: "00:00", to: "07:00", per-kwh: 0.18 }
          - { from: "07:00", to: "22:00", per-kwh: 0.34 }
          - { from: "22:00", to: "24:00", per-kwh: 0.18 }
        export-per-kwh: 0.07
      storage: { directory: %s }
      control: { cycle-ms: 5000, reserve-soc-pct: 15 }
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
          grid-meter: {}
        - id: pv1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
          pv: { rated-w: 5000 }
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
          battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, min-soc-pct: 10, max-soc-pct: 95, wear-per-kwh: 0.02 }
      """;

  /** State of the process and of its files at the end of a day. */
  private record Kept(
      int day, double cpuS, long heapBytes, long fileBytes, Map<String, Long> rows, int threads, long descriptors) {}

  private final Path directory;
  private final TimeSeries loadKw;
  private final TimeSeries pvKw;
  private final Site site;
  private final ManualClock clock;
  private final PlantBoard board;
  private final PlantBoard.Place place;
  private final SetpointBoard setpoints = new SetpointBoard();
  private final RunningSite control;
  private double storedWh;
  private double batteryW;

  private VirtualYear(Path data, Path directory) throws Exception {
    this.directory = directory;
    this.loadKw = MeasuredSeries.column(data, "load_kw");
    this.pvKw = MeasuredSeries.column(data, "pv_kw");
    Path state = Files.createDirectories(directory.resolve("state"));
    Path file = Files.writeString(directory.resolve("site.yaml"), YAML.formatted(state));
    if (!(ConfigLoader.load(file) instanceof LoadedSite.Ok ok)) {
      throw new IllegalStateException(ConfigLoader.load(file).toString());
    }
    site = ok.site();
    Path plant = directory.resolve("plant");
    String[] before =
        Files.exists(plant)
            ? Files.readString(plant).strip().split(" ")
            : new String[] {first().toString(), "" + CAPACITY_WH / 2};
    clock = new ManualClock(Instant.parse(before[0]));
    storedWh = Double.parseDouble(before[1]);
    board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    place = board.place(List.of());
    control =
        SiteAssembly.of(
            site,
            new SiteAssembly.Plant(board, setpoints, SiteAssembly.gateOf(site)),
            new SiteAssembly.Outside(
                new NoBroker(), MqttTopics.of(site), Duration.ofHours(1), _ -> true, _ -> {}, ConfigReload.NONE),
            PersistentState.of(HistoryStore.open(state), state.resolve("models"), site),
            clock.now());
  }

  public static void main(String[] args) throws Exception {
    VirtualYear year = new VirtualYear(Path.of(args[0]), Path.of(args[1]));
    System.exit(year.run(Integer.parseInt(args[2])) ? 0 : 1);
  }

  /** Start of the record. */
  private Instant first() {
    return loadKw.start().plus(MOVED);
  }

  private boolean run(int days) throws Exception {
    Instant first = first();
    int day = (int) Duration.between(first, clock.now().instant()).toDays();
    List<Kept> all = known();
    System.out.printf(
        Locale.ROOT, "%5s %8s %8s %8s %9s %9s %8s %8s%n", "day", "CPU s", "heap MB", "files MB", "minutes", "decisions", "threads", "open");
    int last = Math.min(day + days, (int) loadKw.step().multipliedBy(loadKw.values().length).toDays() - 1);
    for (; day < last; day++) {
      double before = cpuS();
      Instant end = first.plus(Duration.ofDays(day + 1));
      while (clock.now().instant().isBefore(end)) {
        cycle();
      }
      Kept kept = kept(day + 1, cpuS() - before);
      all.add(kept);
      System.out.printf(
          Locale.ROOT,
          "%5d %8.1f %8.1f %8.2f %9d %9d %8d %8d%n",
          kept.day, kept.cpuS, kept.heapBytes / 1e6, kept.fileBytes / 1e6,
          kept.rows.get("minute"), kept.rows.get("decision"), kept.threads, kept.descriptors);
      Files.writeString(directory.resolve("days"), line(kept), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    control.close();
    Files.writeString(directory.resolve("plant"), clock.now().instant() + " " + storedWh + "\n");
    return judge(all);
  }

  private static String line(Kept kept) {
    return "%d %s %d %d %d %d %d %d%n".formatted(
        kept.day, kept.cpuS, kept.heapBytes, kept.fileBytes,
        kept.rows.get("minute"), kept.rows.get("decision"), kept.threads, kept.descriptors);
  }

  private List<Kept> known() throws IOException {
    List<Kept> all = new ArrayList<>();
    Path file = directory.resolve("days");
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] cells = line.split(" ");
      all.add(
          new Kept(
              Integer.parseInt(cells[0]),
              Double.parseDouble(cells[1]),
              Long.parseLong(cells[2]),
              Long.parseLong(cells[3]),
              Map.of("minute", Long.valueOf(cells[4]), "decision", Long.valueOf(cells[5]), "backlog", 0L),
              Integer.parseInt(cells[6]),
              Long.parseLong(cells[7])));
    }
    return all;
  }

  // ---- a cycle

  private void cycle() {
    clock.advance(CYCLE);
    Instant now = clock.now().instant();
    Instant recorded = now.minus(MOVED);
    long tick = now.getEpochSecond() / 5;
    // Appliances switch within the half hour; its mean stays what was recorded.
    double loadW = 1000 * MeasuredSeries.at(loadKw, recorded) * (tick % 24 < 8 ? 1.6 : 0.7);
    double pvW = Math.min(1000 * MeasuredSeries.at(pvKw, recorded), setpoint("pv1", Quantity.POWER_LIMIT_W, Double.POSITIVE_INFINITY));
    double wantedW = Math.clamp(setpoint("battery1", Quantity.POWER_W, 0), -RATED_W, RATED_W);
    boolean can = wantedW > 0 ? storedWh > 0.02 * CAPACITY_WH : storedWh < CAPACITY_WH;
    batteryW = can ? wantedW : 0;
    double hours = CYCLE.toSeconds() / 3600.0;
    storedWh -= batteryW * hours * (batteryW > 0 ? 1 / EFFICIENCY : EFFICIENCY);
    place.post(
        List.of(
            read("meter1", Quantity.POWER_W, loadW - pvW - batteryW),
            read("meter1", Quantity.VOLTAGE_L1_V, 230),
            read("meter1", Quantity.FREQUENCY_HZ, 50),
            read("pv1", Quantity.POWER_W, pvW),
            read("battery1", Quantity.POWER_W, batteryW),
            read("battery1", Quantity.SOC_PCT, 100 * storedWh / CAPACITY_WH)));
    control.cycle().run(clock.now());
    if (tick % FORESIGHT.dividedBy(CYCLE) == 0) {
      control.plans().tick(clock.now());
      control.keep(clock.now());
    }
    if (now.getEpochSecond() % 60 == 0) {
      control.carried().outlook().learner().tick(clock.now());
      control.carried().outlook().days().tick(now);
    }
  }

  private double setpoint(String device, Quantity quantity, double without) {
    return setpoints.get(new Signal(device, quantity), clock.now()).map(one -> one.value()).orElse(without);
  }

  private Sample read(String device, Quantity quantity, double value) {
    return new Sample.Good(new Signal(device, quantity), value, clock.now());
  }

  // ---- state of process and files

  private Kept kept(int day, double cpuS) throws Exception {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    long files;
    try (Stream<Path> all = Files.walk(directory.resolve("state"))) {
      files = all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    }
    Map<String, Long> rows = new LinkedHashMap<>();
    try (Connection history =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/history.db"));
        Statement statement = history.createStatement()) {
      for (String table : MOST_ROWS.keySet()) {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
          rows.put(table, result.getLong(1));
        }
      }
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return new Kept(
          day,
          cpuS,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          files,
          rows,
          ManagementFactory.getThreadMXBean().getThreadCount(),
          open.count());
    }
  }

  private static double cpuS() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static boolean judge(List<Kept> all) {
    Kept end = all.getLast();
    double cpuH = all.stream().mapToDouble(Kept::cpuS).sum() / 3600;
    System.out.printf(Locale.ROOT, "%n%d days, %.2f hours of processor time, goal 6 for 365%n", all.size(), cpuH);
    Optional<Kept> settled = all.stream().filter(kept -> kept.day == 30).findFirst();
    if (settled.isEmpty() || end.day < 40) {
      System.out.println("not judged before day 40");
      return true;
    }
    Kept base = settled.get();
    long most = all.stream().filter(kept -> kept.day > 30).mapToLong(Kept::heapBytes).max().orElse(0);
    long growth = (end.fileBytes - base.fileBytes) / (end.day - base.day);
    boolean good = true;
    good &= line("heap above day 30, MB", (most - base.heapBytes) / 1e6, MOST_HEAP_GROWTH_BYTES / 1e6);
    good &= line("files grow a day, kB", growth / 1e3, MOST_GROWTH_BYTES / 1e3);
    good &= line("threads above day 30", end.threads - base.threads, 0);
    good &= line("descriptors above day 30", end.descriptors - base.descriptors, 2);
    for (Map.Entry<String, Long> table : MOST_ROWS.entrySet()) {
      good &= line("rows of " + table.getKey(), end.rows.getOrDefault(table.getKey(), 0L), table.getValue());
    }
    good &= line("hours of processor time for 365 days", cpuH / all.size() * 365, 6);
    System.out.println(good ? "all held" : "MISSED");
    return good;
  }

  private static boolean line(String what, double value, double most) {
    System.out.printf(Locale.ROOT, "%-40s %10.2f   at most %.2f%s%n", what, value, most, value <= most ? "" : "   MISSED");
    return value <= most;
  }
}
