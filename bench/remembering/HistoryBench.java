import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.page.PageTexts;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.page.HistoryDocument;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.planning.DayCycle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures the size of a long history and the CPU time of its views, and compares them with the records. */
final class HistoryBench {

  private static final String SITE =
      """
      site: { name: made, timezone: Europe/Berlin, latitude: 52.5, longitude: 13.4 }
      grid: { import-limit-w: 22000, export-limit-w: 10000 }
      tariff: { currency: EUR, import-per-kwh: 0.3, export-per-kwh: 0.07 }
      page: {}
      storage: { directory: state }
      devices:
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: 127.0.0.1 }, pv: { rated-w: 9000 } }
        - { id: meter1, profile: eastron-sdm630, connection: { modbus-tcp: 127.0.0.2 }, grid-meter: {} }
        - id: battery1
          profile: sunspec-battery
          connection: { modbus-tcp: 127.0.0.3 }
          battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, min-soc-pct: 10, max-soc-pct: 95, efficiency: 0.95, wear-per-kwh: 0.02 }
      """;

  private static final int REPEATS = 15;
  private static final LocalDate END = LocalDate.parse("2026-11-20");

  private static final double MOST_MB = 90;
  private static final double MOST_YEAR_MS = 100;

  private final BenchGoals goals = new BenchGoals();
  private final Path state;
  private final Site site;
  private final LocalDate from;

  /** CPU time of summing, ms: of the longest call, and in total. */
  private double most;

  private double all;
  private int calls;

  private HistoryBench(Path state, Site site, LocalDate from) {
    this.state = state;
    this.site = site;
    this.from = from;
  }

  public static void main(String[] args) throws Exception {
    int months = Integer.parseInt(args[0]);
    Path directory = Path.of(args[1]);
    Path state = directory.resolve("state");
    Path file = Files.writeString(directory.resolve("made-site.yaml"), SITE);
    if (!(ConfigLoader.load(file) instanceof LoadedSite.Ok ok)) {
      throw new IllegalStateException("the site of this bench is refused: " + ConfigLoader.load(file));
    }
    new HistoryBench(state, ok.site(), END.minusMonths(months)).run();
  }

  private static double cpuMs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
  }

  private double mb() throws Exception {
    return Files.size(state.resolve("history.db")) / 1e6;
  }

  private void run() throws Exception {
    Files.deleteIfExists(state.resolve("history.db"));
    MadeHistory made = new MadeHistory(site.zone());
    // Grows the file as a box does: a month of records, then the sums that are due.
    for (LocalDate month = from; month.isBefore(END); month = month.plusMonths(1)) {
      LocalDate next = month.plusMonths(1);
      made.write(state, month, next.isBefore(END) ? next : END);
      sumDays();
    }
    System.out.printf(
        "%-58s %8d calls, %.0f ms CPU in all, %.0f ms the longest%n",
        "days summed and decisions thinned out", calls, all, most);
    print("rows and packed bytes");
    double years = (END.toEpochDay() - from.toEpochDay()) / 365.25;
    System.out.printf("%-58s %8.1f MB%n", "%.1f years of twelve series".formatted(years), mb());
    goals.check(mb() <= MOST_MB, "at most %.0f MB on disk".formatted(MOST_MB));
    views();
    equality();
    goals.exit();
  }

  private void sumDays() throws Exception {
    try (HistoryStore store = HistoryStore.open(state)) {
      DayCycle days = new DayCycle(store, site, DecisionChanges::byQuarterHour);
      boolean more = true;
      while (more) {
        double before = cpuMs();
        more = days.advance(Instant.now());
        double took = cpuMs() - before;
        all += took;
        most = Math.max(most, took);
        calls++;
      }
    }
  }

  private Connection open() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + state.resolve("history.db"));
  }

  private double number(String sql) throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getDouble(1) : Double.NaN;
    }
  }

  private void print(String title) throws Exception {
    System.out.println(title);
    for (String table : List.of("slot", "decision", "decision_day", "day")) {
      System.out.printf("  %-56s %8.0f rows%n", table, number("SELECT count(*) FROM " + table));
    }
    System.out.printf(
        "  %-56s %8.1f kB a day%n",
        "decisions of the last 30 days",
        number(
                "SELECT sum(length(document)) FROM decision WHERE at > (SELECT max(at) FROM decision)"
                    + " - 30 * 86400000")
            / 30e3);
  }

  private String document(HistoryPeriod period, LocalDate day) throws Exception {
    try (HistoryStore store = HistoryStore.reading(state)) {
      HistoryRequest request = new HistoryRequest(period, period.first(day));
      return HistoryDocument.of(
          PeriodHistory.read(store, site, request),
          PageTexts.of(Language.all(), site, request.first().atStartOfDay(site.zone()).toInstant()));
    }
  }

  private void views() throws Exception {
    // A year that is over, within the file; a short file has only a part of it.
    LocalDate shown = END.minusYears(1).isAfter(from) ? END.minusYears(1) : END.minusMonths(1);
    for (HistoryPeriod period : HistoryPeriod.values()) {
      double[] took = new double[REPEATS];
      int bytes = 0;
      for (int i = 0; i < REPEATS; i++) {
        double before = cpuMs();
        bytes = document(period, shown).length();
        took[i] = cpuMs() - before;
      }
      double first = took[0];
      Arrays.sort(took);
      System.out.printf(
          "%-58s %8.1f ms CPU, the first %.1f, %.1f kB%n",
          "a " + period.word(), took[REPEATS / 2], first, bytes / 1e3);
      if (period == HistoryPeriod.YEAR) {
        goals.check(first <= MOST_YEAR_MS, "a year in at most %.0f ms CPU".formatted(MOST_YEAR_MS));
      }
    }
  }

  /** Sums of the quarter hours by SQL, by flow. */
  private static final Map<String, String> SUMS =
      Map.of(
          "production", "series = 'pv_measured_w'|max(0, value)",
          "consumption",
              "series IN ('load_w', 'ev_w', 'compute_w', 'heatpump1_power_w')"
                  + "|CASE series WHEN 'load_w' THEN value ELSE -value END",
          "import", "series = 'grid_w'|max(0, value)",
          "export", "series = 'grid_w'|max(0, -value)",
          "charged", "series = 'battery_w'|max(0, -value)",
          "discharged", "series = 'battery_w'|max(0, value)",
          "car", "series = 'ev_w'|max(0, -value)",
          "heatPump", "series = 'heatpump1_power_w'|-value",
          "compute", "series = 'compute_w'|-value");

  private void equality() throws Exception {
    int compared = 0;
    int wrong = 0;
    for (int year = from.getYear(); year <= END.getYear(); year++) {
      JsonTree answer = JsonTree.of(document(HistoryPeriod.YEAR, LocalDate.of(year, 6, 1)));
      for (Map.Entry<String, String> sum : SUMS.entrySet()) {
        List<JsonTree> months =
            answer.find("flows").orElseThrow().find(sum.getKey()).orElseThrow().find("wh").orElseThrow().items();
        for (int month = 1; month <= 12; month++) {
          LocalDate first = LocalDate.of(year, month, 1);
          double raw = raw(sum.getValue(), first, first.plusMonths(1));
          String shown = months.get(month - 1).text();
          boolean unknown = shown.equals("null");
          boolean same = unknown ? raw == 0 : Math.abs(Double.parseDouble(shown) - raw) <= 0.002;
          wrong += same ? 0 : 1;
          compared++;
        }
      }
    }
    System.out.printf("%-58s %8d of %d%n", "monthly sums that differ from the records", wrong, compared);
    goals.check(wrong == 0, "equal to the sums of the records");
    int days = 0;
    int wrongDays = 0;
    for (LocalDate day = from; day.isBefore(END); day = day.plusDays(1)) {
      Instant start = day.atStartOfDay(site.zone()).toInstant();
      Instant end = day.plusDays(1).atStartOfDay(site.zone()).toInstant();
      long hours = (end.getEpochSecond() - start.getEpochSecond()) / 3600;
      if (hours != 24) {
        JsonTree answer = JsonTree.of(document(HistoryPeriod.DAY, day));
        JsonTree imports = answer.find("flows").orElseThrow().find("import").orElseThrow();
        double raw = raw("series = 'grid_w'|max(0, value)", day, day.plusDays(1));
        boolean same =
            imports.find("wh").orElseThrow().items().size() == hours * 4
                && Math.abs(imports.number("totalWh") - raw) <= 0.002;
        wrongDays += same ? 0 : 1;
        days++;
      }
    }
    System.out.printf("%-58s %8d of %d%n", "days of 23 and 25 hours that differ", wrongDays, days);
    goals.check(wrongDays == 0, "days of 23 and 25 hours are right");
  }

  private double raw(String of, LocalDate first, LocalDate end) throws Exception {
    String[] parts = of.split("\\|");
    return number(
        "SELECT total(%s) / 4 FROM slot WHERE %s AND start >= %d AND start < %d"
            .formatted(
                parts[1],
                parts[0],
                first.atStartOfDay(site.zone()).toEpochSecond(),
                end.atStartOfDay(site.zone()).toEpochSecond()));
  }
}
