import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastModelFile;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What nowcasts are worth in control: the daemon's whole control, with plans, on a measured home
 * and measured irradiance minute by minute, in virtual time, three times on the same days ({@link
 * Arm}).
 *
 * <p>Every run is four days and counts as one month of the demand charge. What is learnt was
 * recorded before it.
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

  /** Days of the home that are used, counted from the last one back. */
  private static final int HOME_DAYS = 19;

  /** Most of today's bill that overshoot and curtailment cost where nowcasts do not pay. */
  private static final double LEAST_LOSS = 0.005;

  private static final double GOAL_TODAY = -0.25;
  private static final double GOAL_PERSISTENCE = -0.10;

  /** The arms differ in their nowcasts only: the same controller, plans and guard of the peak. */
  enum Arm {
    /** None: {@code control.nowcast: off}. */
    TODAY("without"),

    /**
     * The last minute and the mean of fifteen carried on, of PV as the clear-sky index, blended and
     * with a band by their record of the last eight days; used in each place where learnt ones are.
     */
    PERSISTENCE("persistence"),

    /** The nowcaster that has learnt from the minutes before the run. */
    LEARNT("nowcaster");

    final String text;

    Arm(String text) {
      this.text = text;
    }
  }

  /**
   * Four days.
   *
   * @param firstDay of irradiance
   * @param pastDays of irradiance before it that are known
   * @param homeDays of the home until the run's end; those before the run are known
   */
  record Run(String month, int firstDay, int pastDays, int homeDays) {

    String name() {
      return "%s-%02d".formatted(month, firstDay);
    }
  }

  /** The home's last days, 28 days of irradiance. Nothing is chosen on them. */
  private static final List<Run> TEST =
      List.of(
          new Run("2016-06", 1, 28, HOME_DAYS),
          new Run("2016-06", 5, 28, HOME_DAYS),
          new Run("2016-10", 15, 14, HOME_DAYS),
          new Run("2016-10", 19, 14, HOME_DAYS),
          new Run("2016-06", 9, 28, HOME_DAYS),
          new Run("2016-10", 23, 14, HOME_DAYS),
          new Run("2016-10", 27, 14, HOME_DAYS));

  /** Days of the home and months of irradiance on which choices are made. */
  private static final List<Run> VALIDATION =
      List.of(
          new Run("2016-05", 26, 28, 15),
          new Run("2016-05", 10, 28, 13),
          new Run("2016-04", 26, 28, 11),
          new Run("2016-05", 18, 28, 15),
          new Run("2016-04", 12, 28, 13),
          new Run("2016-05", 2, 28, 11),
          new Run("2016-03", 29, 28, 15));

  /** Minutes of load and production before a run, and of its days. */
  private record Days(double[] pastLoad, double[] pastPv, double[] load, double[] pv) {}

  private NowcastControl() {}

  /**
   * Arguments: {@code test} or {@code validation}, number of runs, folder of the data, a folder:
   * empty, or with what was learnt before.
   */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path data = Path.of(args[2]);
    Path states = Path.of(args[3]);
    List<Run> all = args[0].equals("test") ? TEST : VALIDATION;
    List<Run> runs = all.subList(0, Math.min(all.size(), Integer.parseInt(args[1])));
    double[] home = home(data);
    Map<Instant, Double> sun = new TreeMap<>();
    for (String part : List.of("2015-03_2016-05", "2016-06", "2016-10")) {
      sun.putAll(minutes(data.resolve("fast_irradiance_lyngby_" + part + ".csv.gz"), "ghi_wm2"));
    }
    Map<Arm, List<Future<ControlTotals>>> begun = new TreeMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(2, Runtime.getRuntime().availableProcessors()))) {
      for (Run run : runs) {
        Days days = days(run, home, sun);
        Future<Path> learnt = threads.submit(() -> learnt(run, days, states));
        for (Arm arm : Arm.values()) {
          begun
              .computeIfAbsent(arm, k -> new ArrayList<>())
              .add(threads.submit(() -> run(run, days, arm, learnt.get())));
        }
      }
    }
    Map<Arm, List<ControlTotals>> results = new TreeMap<>();
    for (Map.Entry<Arm, List<Future<ControlTotals>>> each : begun.entrySet()) {
      List<ControlTotals> totals = new ArrayList<>();
      for (Future<ControlTotals> one : each.getValue()) {
        totals.add(one.get());
      }
      results.put(each.getKey(), totals);
    }
    print(results);
  }

  private static Days days(Run run, double[] home, Map<Instant, Double> sun) {
    double[] pv = irradiance(sun, start(run), -run.pastDays * DAY, DAYS * DAY);
    int first = (run.homeDays - DAYS) * DAY;
    return new Days(
        Arrays.copyOf(home, first),
        Arrays.copyOf(pv, run.pastDays * DAY),
        Arrays.copyOfRange(home, first, first + DAYS * DAY),
        Arrays.copyOfRange(pv, run.pastDays * DAY, pv.length));
  }

  private static Instant start(Run run) {
    return Instant.parse(run.name() + "T00:00:00Z");
  }

  /** The same days of this year: nothing else changes, and clocks of before are not believed. */
  private static Instant shown(Run run) {
    return Instant.parse(start(run).toString().replace("2016", "2026"));
  }

  private static Path learnt(Run run, Days days, Path states) throws Exception {
    Path folder = states.resolve(run.name() + "-" + run.homeDays);
    if (!Files.exists(folder)) {
      Path making = folder.resolveSibling(folder.getFileName() + "-making");
      prepare(making, shown(run), days.pastLoad, days.pastPv);
      Files.move(making, folder);
    }
    return folder;
  }

  private static ControlTotals run(Run run, Days days, Arm arm, Path learnt) throws IOException {
    Path own = copy(learnt, arm);
    ControlTotals totals = new HomeSimulation(own, site(arm), shown(run)).run(days.load, days.pv);
    System.out.printf("%s %-11s %s%n", run.name(), arm.text, totals);
    return totals;
  }

  private static void print(Map<Arm, List<ControlTotals>> results) {
    System.out.println();
    for (Map.Entry<Arm, List<ControlTotals>> each : results.entrySet()) {
      System.out.printf(
          "sum        %-11s %s%n",
          each.getKey().text,
          each.getValue().stream().reduce(ControlTotals.NONE, ControlTotals::plus));
    }
    Map<String, ToDoubleFunction<ControlTotals>> values = new LinkedHashMap<>();
    values.put("overshoot, kW", ControlTotals::overKw);
    values.put("overshoot, kWh", ControlTotals::overKwh);
    values.put("curtailed, kWh", ControlTotals::curtailedKwh);
    values.put("needless at that moment, kWh", ControlTotals::needlessKwh);
    values.put("both in money", ControlTotals::lost);
    values.put("bill", ControlTotals::bill);
    values.put("overshoot by the arm's plans, kW", ControlTotals::beyondPlanKw);
    values.put("overshoot by the arm's plans, kWh", ControlTotals::beyondPlanKwh);
    values.put("both in money by the arm's plans", ControlTotals::lostByPlan);
    System.out.printf("%n%-36s %-26s %s%n", "nowcaster", "against without", "persistence");
    for (Map.Entry<String, ToDoubleFunction<ControlTotals>> value : values.entrySet()) {
      System.out.printf(
          "%-36s %-26s %s%n",
          value.getKey(),
          against(results, Arm.TODAY, value.getValue()),
          against(results, Arm.PERSISTENCE, value.getValue()));
    }
    System.out.println();
    judge(results, values);
  }

  private static void judge(
      Map<Arm, List<ControlTotals>> results, Map<String, ToDoubleFunction<ControlTotals>> values) {
    for (Map.Entry<String, ToDoubleFunction<ControlTotals>> value : values.entrySet()) {
      if (value.getKey().equals("bill")) {
        continue;
      }
      double today = against(results, Arm.TODAY, value.getValue()).difference();
      double persistence = against(results, Arm.PERSISTENCE, value.getValue()).difference();
      System.out.printf(
          "%-36s %s by 25 %% against without, %s by 10 %% against persistence%n",
          value.getKey(),
          today <= GOAL_TODAY ? "falls" : "does not fall",
          persistence <= GOAL_PERSISTENCE ? "falls" : "does not fall");
    }
    ControlTotals without =
        results.get(Arm.TODAY).stream().reduce(ControlTotals.NONE, ControlTotals::plus);
    System.out.printf("share of the bill without nowcasts:%n");
    share("overshoot", without.lost() - without.curtailmentCost(), without.bill());
    share("curtailment", without.curtailmentCost(), without.bill());
    share("both", without.lost(), without.bill());
  }

  private static void share(String what, double cost, double bill) {
    System.out.printf(
        "  %-12s %6.2f %%%s%n",
        what, 100 * cost / bill, cost < LEAST_LOSS * bill ? ": nowcasts do not pay there" : "");
  }

  /** What has learnt against another arm; a block is a run of four days. */
  private static BlockBootstrap against(
      Map<Arm, List<ControlTotals>> results, Arm to, ToDoubleFunction<ControlTotals> value) {
    return BlockBootstrap.of(
        results.get(Arm.LEARNT).stream().mapToDouble(value).toArray(),
        results.get(to).stream().mapToDouble(value).toArray());
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
      HomeSimulation learning = new HomeSimulation(folder, site(Arm.LEARNT), start);
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

  private static Path copy(Path folder, Arm arm) throws IOException {
    Path own = folder.resolveSibling(folder.getFileName() + "-" + arm);
    FileTree.delete(own);
    Files.createDirectories(own.resolve("models"));
    for (Path from : List.of(folder, folder.resolve("models"))) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = own.resolve(folder.relativize(file));
          if (!file.toString().endsWith(".nowcast")) {
            Files.copy(file, to);
          } else if (arm != Arm.TODAY) {
            byte[] model = Files.readAllBytes(file);
            Files.write(to, arm == Arm.LEARNT ? model : persistence(model));
          }
        }
      }
    }
    return own;
  }

  /**
   * The model with nothing but the members that carry minutes on. Its record counts from the first
   * minute that is observed, as a nowcaster's without a model does.
   */
  private static byte[] persistence(byte[] file) {
    if (!(NowcastModelFile.read(file) instanceof NowcastModelRead.Loaded loaded)) {
      throw new IllegalStateException("a nowcaster that was just learnt is refused");
    }
    NowcastModel model = loaded.model();
    double[][] weights = new double[Nowcast.WINDOWS][NowcastModel.MEMBERS];
    for (double[] window : weights) {
      Arrays.fill(window, 0, NowcastModel.NETWORK, 1.0 / NowcastModel.NETWORK);
    }
    return NowcastModelFile.bytes(
        new NowcastModel(
            model.kind(),
            model.followsSky(),
            model.scale(),
            model.standardiser(),
            model.members(),
            new NowcastModel.BlendStart(weights, new double[Nowcast.WINDOWS][2]),
            model.from(),
            model.from()));
  }

  static RunningSite control(Site site, Path folder, PlantBoard board, Moment start) {
    return SiteAssembly.of(
        site,
        new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
        new SiteAssembly.Outside(
            new io.spikewatt.hal.message.NoBroker(),
            new io.spikewatt.controller.report.MqttTopics("x/"),
            Duration.ofHours(1),
            name -> true,
            event -> {},
            ConfigReload.NONE),
        PersistentState.of(HistoryStore.open(folder), folder.resolve("models"), site),
        start);
  }

  private static Site site(Arm arm) {
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
                arm == Arm.TODAY ? "off" : "load-and-pv",
                CAPACITY_WH,
                CHARGE_W,
                CHARGE_W);
    return switch (ConfigLoader.load(yaml, "bench.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new IllegalStateException(other.toString());
    };
  }

  /** W a minute, whole days from midnight UTC on; a gap keeps the value before it. */
  private static double[] home(Path data) {
    TreeMap<Instant, Double> minutes =
        minutes(data.resolve("fast_home_sceaux_20d_1min.csv.gz"), "load_kw");
    Instant last = minutes.lastKey();
    Instant end = Instant.ofEpochSecond(Math.floorDiv(last.getEpochSecond() + 60, 86_400) * 86_400);
    int length = HOME_DAYS * DAY;
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

  private static TreeMap<Instant, Double> minutes(Path file, String name) {
    SeriesTable table = MeasuredSeries.minutes(file);
    double[] column = table.column(name);
    TreeMap<Instant, Double> values = new TreeMap<>();
    for (int minute = 0; minute < column.length; minute++) {
      values.put(table.start().plus(Duration.ofMinutes(minute)), column[minute]);
    }
    return values;
  }
}
