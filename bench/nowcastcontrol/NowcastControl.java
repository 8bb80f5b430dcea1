import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.PersistentState;
import io.spikewatt.controller.daemon.SiteControl;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.hal.time.Moment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What nowcasts are worth in control: the daemon's whole control, with plans, on a measured home
 * and measured irradiance minute by minute, in virtual time, three times on the same days: without
 * nowcasts, with a nowcaster that has learnt nothing yet, and with one that has.
 *
 * <p>Every run is four days, the home's last ones, and counts as one month of the demand charge.
 * What is learnt was recorded before it.
 */
final class NowcastControl {

  static final double EXPORT_LIMIT_W = 2_500;
  static final double CHARGE_W = 2_500;
  static final double CAPACITY_WH = 5_000;
  static final double PV_W_PER_WM2 = 5;
  static final double IMPORT_PER_KWH = 0.30;
  static final double EXPORT_PER_KWH = 0.08;
  static final double DEMAND_PER_KW = 8.33;

  /** Limit of import by order of the grid operator (§14a), and the hours of it, UTC. */
  static final double ORDERED_W = 4_200;

  static final int ORDERED_FROM_H = 17;
  static final int ORDERED_TO_H = 19;

  private static final int DAY = 1_440;
  private static final int DAYS = 4;
  private static final int LOAD_PAST_DAYS = 15;

  enum Kind {
    TODAY("without nowcasts"),
    PERSISTENCE("nothing learnt yet"),
    LEARNT("learnt nowcaster");

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** A run's first day, and the days of irradiance before it that are known. */
  record Run(String month, int firstDay, int pastDays) {}

  private NowcastControl() {}

  /**
   * Arguments: number of runs, folder of the data, a folder: empty, or with what was learnt before.
   */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path data = Path.of(args[1]);
    List<Run> runs =
        List.of(
            new Run("2016-06", 1, 28),
            new Run("2016-06", 5, 28),
            new Run("2016-10", 15, 14),
            new Run("2016-10", 19, 14),
            new Run("2016-06", 9, 28),
            new Run("2016-10", 23, 14),
            new Run("2016-10", 27, 14));
    double[] home = home(data);
    Map<Instant, Double> sun = new TreeMap<>();
    for (String part : List.of("2015-03_2016-05", "2016-06", "2016-10")) {
      sun.putAll(minutes(data.resolve("fast_irradiance_lyngby_" + part + ".csv.gz"), "ghi_wm2"));
    }
    Map<Kind, List<ControlTotals>> all = new TreeMap<>();
    for (Run run : runs.subList(0, Integer.parseInt(args[0]))) {
      Path folder = Path.of(args[2]).resolve(run.month + "-" + run.firstDay);
      Instant start = Instant.parse("%s-%02dT00:00:00Z".formatted(run.month, run.firstDay));
      // The same days of this year: nothing but the year changes, and clocks of before are not
      // believed.
      Instant shown = Instant.parse(start.toString().replace("2016", "2026"));
      double[] pv = irradiance(sun, start, -run.pastDays * DAY, DAYS * DAY);
      double[] past = Arrays.copyOf(home, home.length - DAYS * DAY);
      double[] load = Arrays.copyOfRange(home, home.length - DAYS * DAY, home.length);
      if (!Files.exists(folder)) {
        prepare(folder, shown, past, Arrays.copyOf(pv, run.pastDays * DAY));
      }
      double[] days = Arrays.copyOfRange(pv, run.pastDays * DAY, pv.length);
      for (Kind kind : Kind.values()) {
        Path own = copy(folder, kind);
        ControlTotals tally = new HomeSimulation(own, site(kind), shown).run(load, days);
        all.computeIfAbsent(kind, k -> new ArrayList<>()).add(tally);
        System.out.printf("%s-%02d  %-24s %s%n", run.month, run.firstDay, kind.text, tally);
      }
    }
    System.out.println();
    ControlTotals today = ControlTotals.sum(all.get(Kind.TODAY));
    for (Kind kind : Kind.values()) {
      ControlTotals sum = ControlTotals.sum(all.get(kind));
      System.out.printf(
          "all      %-24s %s%s%n", kind.text, sum, kind == Kind.TODAY ? "" : sum.against(today));
    }
    System.out.printf(
        "today's overshoot and curtailment are %.2f %% of its bill%n",
        100 * today.lostMoney() / today.bill());
  }

  /** Leaves a state directory in which forecasters and nowcasters have learnt. */
  private static void prepare(Path folder, Instant start, double[] load, double[] pv)
      throws Exception {
    Files.createDirectories(folder);
    try (HistoryStore store = HistoryStore.open(folder)) {
      HistoryBuffer history = new HistoryBuffer(store);
      record(history, SiteSeries.LOAD_W, start, load);
      record(history, SiteSeries.PV_W, start, pv);
      history.flushAll().ifPresent(why -> System.err.println(why));
    }
    // A night learns one nowcaster, and there are two.
    for (int night = 0; night < 2; night++) {
      HomeSimulation learning = new HomeSimulation(folder, site(Kind.LEARNT), start);
      learning.learn();
    }
  }

  private static void record(HistoryBuffer history, String series, Instant end, double[] minutes) {
    List<SlotMean> means = new ArrayList<>();
    List<SlotMean> slots = new ArrayList<>();
    double sum = 0;
    int known = 0;
    for (int i = 0; i < minutes.length; i++) {
      Instant at = end.minus(Duration.ofMinutes(minutes.length - i));
      if (!Double.isNaN(minutes[i])) {
        means.add(new SlotMean(series, at, minutes[i]));
        sum += minutes[i];
        known++;
      }
      if (i % 15 == 14) {
        if (known > 7) {
          slots.add(new SlotMean(series, at.minus(Duration.ofMinutes(14)), sum / known));
        }
        sum = 0;
        known = 0;
      }
    }
    for (int from = 0; from < slots.size(); from += 96) {
      history.take(slots.subList(from, Math.min(slots.size(), from + 96)));
      history.flush();
    }
    // The ring is written as it is recorded: a week of hours waits at most.
    for (int from = 0; from < means.size(); from += DAY) {
      history.takeMinutes(means.subList(from, Math.min(means.size(), from + DAY)));
      history.flush();
    }
  }

  private static Path copy(Path folder, Kind kind) throws IOException {
    Path own = folder.resolveSibling(folder.getFileName() + "-" + kind);
    Files.createDirectories(own.resolve("models"));
    Predicate<String> taken = name -> kind == Kind.LEARNT || !name.endsWith(".nowcast");
    for (Path from : List.of(folder, folder.resolve("models"))) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (taken.test(file.getFileName().toString())) {
            Files.copy(
                file, own.resolve(folder.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    return own;
  }

  static SiteControl control(Site site, Path folder, PlantBoard board, Moment start) {
    return new SiteControl(
        site,
        new SiteControl.Plant(board, new SetpointBoard(), SiteControl.gateOf(site)),
        new SiteControl.Outside(
            new io.spikewatt.hal.message.NoBroker(),
            new io.spikewatt.controller.report.MqttTopics("x/"),
            Duration.ofHours(1),
            name -> true,
            event -> {},
            ConfigReload.NONE),
        PersistentState.of(HistoryStore.open(folder), folder.resolve("models"), site),
        start);
  }

  private static Site site(Kind kind) {
    String yaml =
        """
        site: { name: bench, timezone: Europe/Copenhagen, latitude: 55.79, longitude: 12.53 }
        grid: { import-limit-w: 17000, export-limit-w: %.0f }
        tariff: { currency: EUR, import-per-kwh: %s, export-per-kwh: %s, demand-charge-per-kw: %s }
        storage: { directory: state }
        control: { cycle-ms: 5000, nowcast: %s }
        devices:
          - id: meter1
            profile: eastron-sdm630
            connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
            grid-meter: {}
          - id: pv1
            profile: sunspec-inverter
            connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
            pv: { rated-w: 6000, safe-limit-w: 2500 }
          - id: battery1
            profile: hybrid-battery
            connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
            battery: { capacity-wh: %.0f, charge-w: %.0f, discharge-w: %.0f, min-soc-pct: 5, max-soc-pct: 95, wear-per-kwh: 0.02 }
        """
            .formatted(
                EXPORT_LIMIT_W,
                IMPORT_PER_KWH,
                EXPORT_PER_KWH,
                DEMAND_PER_KW,
                kind == Kind.TODAY ? "off" : "load-and-pv",
                CAPACITY_WH,
                CHARGE_W,
                CHARGE_W);
    return switch (ConfigLoader.load(yaml, "bench.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new IllegalStateException(other.toString());
    };
  }

  /** W a minute, whole days from midnight UTC on; a gap keeps the value before it. */
  private static double[] home(Path data) throws IOException {
    Map<Instant, Double> minutes =
        minutes(data.resolve("fast_home_sceaux_20d_1min.csv.gz"), "load_kw");
    Instant last = ((TreeMap<Instant, Double>) minutes).lastKey();
    Instant end = Instant.ofEpochSecond(Math.floorDiv(last.getEpochSecond() + 60, 86_400) * 86_400);
    int length = (LOAD_PAST_DAYS + DAYS) * DAY;
    double[] watts = new double[length];
    double before = 500;
    for (int i = 0; i < length; i++) {
      Double kw = minutes.get(end.minus(Duration.ofMinutes(length - i)));
      before = kw == null || kw.isNaN() ? before : 1_000 * kw;
      watts[i] = before;
    }
    return watts;
  }

  private static double[] irradiance(Map<Instant, Double> sun, Instant start, int from, int to) {
    double[] watts = new double[to - from];
    double before = 0;
    for (int i = 0; i < watts.length; i++) {
      Double ghi = sun.get(start.plus(Duration.ofMinutes(from + i)));
      before = ghi == null || ghi.isNaN() ? before : Math.max(0, PV_W_PER_WM2 * ghi);
      watts[i] = before;
    }
    return watts;
  }

  private static Map<Instant, Double> minutes(Path file, String column) throws IOException {
    Map<Instant, Double> values = new TreeMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
      int which = List.of(in.readLine().split(",")).indexOf(column);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        values.put(
            Instant.parse(cells[0]),
            cells[which].isEmpty() ? Double.NaN : Double.parseDouble(cells[which]));
      }
    }
    return values;
  }
}
