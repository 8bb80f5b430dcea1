import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.analyse.RecordedSite;
import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Records of sites made of measured loads and plants, some with a fault in their last week, and how
 * many of the faults a ranking names. {@code make DATA FOLDER SITES SEED} writes {@code
 * records.db}, {@code feeders.csv} and {@code faults.csv}; {@code judge FOLDER RANKING} compares.
 */
final class RankingBench {

  private static final int DAYS = 49;
  private static final int RECENT_DAYS = 7;
  private static final int DAY = 96;
  private static final int QUARTERS = DAYS * DAY;
  private static final int RECENT = QUARTERS - RECENT_DAYS * DAY;

  /** Sites of a feeder share a plant's weather. */
  private static final int FEEDER = 7;

  /** Every third site has a fault. */
  private static final int FAULTY = 3;

  private static final double DEVELOPMENT = 0.7;
  private static final Instant START = Instant.parse("2026-05-04T00:00:00Z");

  private static final List<String> LOADS =
      List.of(
          "home_london_03",
          "home_london_07",
          "home_london_10",
          "home_london_24",
          "home_london_45",
          "home_nsw_7936",
          "home_nsw_6414",
          "home_sydney_pv",
          "home_fontana_01",
          "home_fontana_10",
          "home_fontana_17");

  private static final List<String> PLANTS =
      List.of(
          "pv_campus_sdsc",
          "pv_campus_hopkins",
          "pv_reunion",
          "home_fontana_01",
          "home_sydney_pv",
          "pv_hebei_01");

  private RankingBench() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[arguments[0].equals("make") ? 2 : 1]);
    if (arguments[0].equals("make")) {
      make(
          Path.of(arguments[1]),
          folder,
          Integer.parseInt(arguments[3]),
          Long.parseLong(arguments[4]));
    } else {
      System.exit(judge(folder, Path.of(arguments[2])) ? 0 : 1);
    }
  }

  private static void make(Path data, Path folder, int sites, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> feeders = new ArrayList<>(List.of("gateway,feeder"));
    List<String> faults = new ArrayList<>(List.of("gateway,kind"));
    Map<String, double[]> read = new TreeMap<>();
    double[] weather = {};
    try (SqliteRecords records = SqliteRecords.open(folder)) {
      for (int number = 0; number < sites; number++) {
        String gateway = String.format(Locale.ROOT, "site%03d", number);
        if (number % FEEDER == 0) {
          String plant = PLANTS.get(number / FEEDER % PLANTS.size());
          weather = window(read, data, plant, "pv_kw", random);
        }
        String home = LOADS.get(random.nextInt(LOADS.size()));
        Map<String, double[]> series =
            site(window(read, data, home, "load_kw", random), weather, random);
        feeders.add(gateway + ",feeder" + number / FEEDER);
        List<QuarterRecord> events = new ArrayList<>();
        if (number % FAULTY == 1) {
          Kind kind = Kind.values()[number / FAULTY % Kind.values().length];
          faults.add(gateway + "," + kind);
          fail(series, kind, events, random);
        }
        List<QuarterRecord> rows = new ArrayList<>(events);
        series.forEach(
            (name, values) -> {
              for (int k = 0; k < QUARTERS; k++) {
                if (Double.isFinite(values[k])) {
                  rows.add(new QuarterRecord(at(k), name, 0, values[k], ""));
                }
              }
            });
        records.store(gateway, rows);
      }
    }
    Files.write(folder.resolve("feeders.csv"), feeders);
    Files.write(folder.resolve("faults.csv"), faults);
    System.out.println(at(QUARTERS));
  }

  private static Instant at(int quarter) {
    return START.plus(Duration.ofMinutes(15L * quarter));
  }

  /** A stretch of the part for development, scaled to a mean of 1, in quarter hours. */
  private static double[] window(
      Map<String, double[]> read, Path data, String file, String column, SplittableRandom random) {
    TimeSeries all = MeasuredSeries.column(data.resolve(file + ".csv.gz"), column);
    int repeat = (int) (all.step().toMinutes() / 15);
    double[] values = read.computeIfAbsent(file + column, _ -> all.values());
    int days = (int) (DEVELOPMENT * values.length) / all.slotsPerDay() - DAYS;
    // At the same weekday.
    int from = random.nextInt(days / 7) * 7 * all.slotsPerDay();
    double[] window = new double[QUARTERS];
    Arrays.setAll(window, k -> values[from + k / repeat]);
    double mean = Arrays.stream(window).filter(Double::isFinite).average().orElse(Double.NaN);
    return Arrays.stream(window).map(value -> value / mean).toArray();
  }

  /** Powers in W; a small noise parts the quarter hours of an hour's mean. */
  private static Map<String, double[]> site(
      double[] load, double[] weather, SplittableRandom random) {
    double loadW = random.nextDouble(200, 900);
    double pvW = random.nextDouble(300, 1500);
    double[] loads = new double[QUARTERS];
    double[] pv = new double[QUARTERS];
    double[] battery = new double[QUARTERS];
    double[] grid = new double[QUARTERS];
    double storedWh = 2000;
    for (int k = 0; k < QUARTERS; k++) {
      loads[k] = loadW * load[k] * random.nextDouble(0.97, 1.03);
      pv[k] = pvW * weather[k] * random.nextDouble(0.97, 1.03);
      double net = loads[k] - pv[k];
      double most = net > 0 ? Math.min(2500, 4 * storedWh) : Math.min(2500, 4 * (5000 - storedWh));
      double wanted = Math.clamp(net, -most, most);
      battery[k] = Double.isFinite(wanted) ? wanted : 0;
      storedWh -= battery[k] / 4;
      // Meters differ by a percent.
      grid[k] = (net - battery[k]) * random.nextDouble(0.99, 1.01);
    }
    Map<String, double[]> series = new TreeMap<>();
    series.put(RecordedSite.LOAD, loads);
    series.put(RecordedSite.PV, pv);
    series.put(RecordedSite.BATTERY, battery);
    series.put(RecordedSite.GRID, grid);
    return series;
  }

  private static void fail(
      Map<String, double[]> series,
      Kind kind,
      List<QuarterRecord> events,
      SplittableRandom random) {
    double[] grid = series.get(RecordedSite.GRID);
    double[] pv = series.get(RecordedSite.PV);
    double[] load = series.get(RecordedSite.LOAD);
    switch (kind) {
      case SILENT ->
          series
              .values()
              .forEach(
                  values ->
                      Arrays.fill(
                          values, QUARTERS - random.nextInt(40, 200), QUARTERS, Double.NaN));
      case MISSING -> {
        for (int k = RECENT; k < QUARTERS; k++) {
          if (random.nextDouble() < 0.15) {
            for (double[] values : series.values()) {
              values[k] = Double.NaN;
            }
          }
        }
      }
      case BALANCE -> {
        for (int k = RECENT; k < QUARTERS; k++) {
          grid[k] *= 0.7;
        }
      }
      case STUCK -> {
        int from = RECENT + random.nextInt(5 * DAY);
        Arrays.fill(load, from, from + 20, load[from]);
      }
      case PV -> {
        for (int k = RECENT; k < QUARTERS; k++) {
          grid[k] += 0.5 * pv[k];
          pv[k] *= 0.5;
        }
      }
      case LOAD -> {
        for (int k = RECENT; k < QUARTERS; k++) {
          grid[k] += 2 * load[k];
          load[k] *= 3;
        }
      }
      case EVENTS -> {
        for (int i = 0; i < 12; i++) {
          Instant at = at(RECENT + random.nextInt(RECENT_DAYS * DAY)).plusSeconds(i);
          events.add(new QuarterRecord(at, "event:grid-power-unknown", 0, 1, "5 s"));
        }
      }
    }
  }

  /**
   * Returns whether every fault was named and all faulty sites precede the sites that have none.
   */
  private static boolean judge(Path folder, Path ranking) throws IOException {
    Map<String, String> faults = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("faults.csv")).stream().skip(1).toList()) {
      faults.put(line.split(",")[0], line.split(",")[1]);
    }
    Map<String, String> missed = new TreeMap<>(faults);
    List<String> without = new ArrayList<>();
    int first = -1;
    List<String> lines = Files.readAllLines(ranking).stream().skip(1).toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", 4);
      String fault = faults.get(cells[0]);
      if (fault == null) {
        without.add(cells[0] + ": " + cells[2] + " " + cells[1] + " " + cells[3]);
        first = first < 0 ? i + 1 : first;
      } else if (List.of(cells[2].split(" ")).contains(fault)) {
        missed.remove(cells[0]);
      }
    }
    System.out.printf(
        "%d of %d faults named; %d sites without a fault ranked%s%n",
        faults.size() - missed.size(),
        faults.size(),
        without.size(),
        first < 0 ? "" : ", the first in place " + first + " of " + lines.size());
    missed.forEach((gateway, kind) -> System.out.println("  missed: " + gateway + " " + kind));
    without.forEach(line -> System.out.println("  no fault: " + line));
    lines.stream().limit(5).forEach(line -> System.out.println("  " + line));
    return missed.isEmpty();
  }
}
