import io.spikewatt.fleet.analyse.FeederForecaster;
import io.spikewatt.fleet.analyse.ForecastReconciliation;
import io.spikewatt.fleet.analyse.ReconciliationMethod;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Day-ahead forecasts of feeders and their sites, made to add up, on series that were measured at
 * the same time: 60 % of the days to learn from, 10 % to weigh the nodes, 10 % to choose the
 * method, 20 % to test.
 */
final class FeederBench {

  private static final int MOST_DAYS = 400;
  private static final int BLOCK_DAYS = 7;
  private static final double COHERENT = 1e-9;

  private static final Map<String, List<String>> FEEDERS =
      Map.of(
          "london",
          List.of(
              "home_london_03",
              "home_london_07",
              "home_london_10",
              "home_london_24",
              "home_london_45"),
          "nsw",
          List.of("home_nsw_6414", "home_nsw_7554", "home_nsw_7562", "home_nsw_7936"),
          "fontana",
          List.of("home_fontana_01", "home_fontana_10", "home_fontana_17"),
          "campus",
          List.of("campus_library", "campus_student_services", "campus_social_science"));

  private FeederBench() {}

  /**
   * Sums of absolute errors, one a block of days.
   *
   * @param feeder of the sum, over the feeder's mean so that feeders count alike
   * @param sites of all sites, over the same
   * @param squares of the sum's errors, over the same squared
   */
  private record Losses(double[] feeder, double[] sites, double[] squares) {

    static Losses of(int blocks) {
      return new Losses(new double[blocks], new double[blocks], new double[blocks]);
    }

    double total() {
      return Arrays.stream(feeder).sum() + Arrays.stream(sites).sum();
    }
  }

  /** What one span of days gave by method; the base forecasts have no method. */
  private record Span(Losses base, Map<ReconciliationMethod, Losses> reconciled, double gap) {}

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    boolean tuneOnly = arguments.length > 1 && arguments[1].equals("tune");
    List<Span> chosenFrom = new ArrayList<>();
    List<Span> tested = new ArrayList<>();
    for (String feeder : FEEDERS.keySet().stream().sorted().toList()) {
      List<TimeSeries> sites = together(data, FEEDERS.get(feeder));
      int slots = sites.getFirst().values().length;
      int day = sites.getFirst().slotsPerDay();
      int days = slots / day;
      int[] at = {days * 6 / 10 * day, days * 7 / 10 * day, days * 8 / 10 * day, days * day};
      FeederForecaster forecaster =
          FeederForecaster.of(
              sites, SeriesKind.LOAD, zone(data, FEEDERS.get(feeder).getFirst()), at[0], true);
      List<double[]> errors = forecaster.errors(at[0], at[1]);
      Map<ReconciliationMethod, ForecastReconciliation> methods =
          new EnumMap<>(ReconciliationMethod.class);
      for (ReconciliationMethod method : ReconciliationMethod.values()) {
        methods.put(method, ForecastReconciliation.of(forecaster.hierarchy(), method, errors));
      }
      chosenFrom.add(span(forecaster, methods, at[1], at[2]));
      System.out.printf(
          "%s: %d sites, %d days, models %s%n",
          feeder,
          sites.size(),
          days,
          forecaster.forecasters().stream().map(model -> model.id()).distinct().toList());
      if (!tuneOnly) {
        tested.add(span(forecaster, methods, at[2], at[3]));
      }
    }
    table("validation part", chosenFrom);
    ReconciliationMethod best =
        Arrays.stream(ReconciliationMethod.values())
            .min((one, other) -> Double.compare(total(chosenFrom, one), total(chosenFrom, other)))
            .orElseThrow();
    System.out.println("chosen on the validation part: " + best);
    if (!tuneOnly) {
      table("test part", tested);
    }
    double gap =
        Stream.concat(chosenFrom.stream(), tested.stream())
            .mapToDouble(Span::gap)
            .max()
            .orElseThrow();
    System.out.printf("largest gap between a sum and its sites: %.1e of the feeder's mean%n", gap);
    System.exit(gap <= COHERENT ? 0 : 1);
  }

  private static double total(List<Span> spans, ReconciliationMethod method) {
    return spans.stream().mapToDouble(span -> span.reconciled().get(method).total()).sum();
  }

  private static void table(String name, List<Span> spans) {
    double[] feeder = blocks(spans, span -> span.base().feeder());
    double[] sites = blocks(spans, span -> span.base().sites());
    double[] baseSquares = blocks(spans, span -> span.base().squares());
    double[] sums =
        blocks(spans, span -> span.reconciled().get(ReconciliationMethod.BOTTOM_UP).feeder());
    System.out.printf(
        "%s, %d blocks of %d days; MAE beside the base forecasts, and beside bottom-up%n",
        name, feeder.length, BLOCK_DAYS);
    for (ReconciliationMethod method : ReconciliationMethod.values()) {
      double[] own = blocks(spans, span -> span.reconciled().get(method).feeder());
      double[] ofSites = blocks(spans, span -> span.reconciled().get(method).sites());
      double[] squares = blocks(spans, span -> span.reconciled().get(method).squares());
      System.out.printf(
          "  %-9s feeder %s   its squares %s   sites %s   feeder, beside bottom-up %s%n",
          method,
          BlockBootstrap.of(own, feeder),
          BlockBootstrap.of(squares, baseSquares),
          BlockBootstrap.of(ofSites, sites),
          BlockBootstrap.of(own, sums));
    }
  }

  private static double[] blocks(List<Span> spans, Function<Span, double[]> of) {
    return spans.stream().map(of).flatMapToDouble(Arrays::stream).toArray();
  }

  private static Span span(
      FeederForecaster forecaster,
      Map<ReconciliationMethod, ForecastReconciliation> methods,
      int from,
      int to) {
    int day = forecaster.slotsPerDay();
    int blocks = Math.max(1, (to - from) / day / BLOCK_DAYS);
    double mean =
        Arrays.stream(forecaster.nodes().getFirst().head(from).values())
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
    Losses base = Losses.of(blocks);
    Map<ReconciliationMethod, Losses> reconciled = new EnumMap<>(ReconciliationMethod.class);
    methods.forEach((method, _) -> reconciled.put(method, Losses.of(blocks)));
    double gap = 0;
    for (int origin = from; origin + day <= to; origin += day) {
      Optional<double[][]> forecast = forecaster.base(origin);
      if (forecast.isEmpty()) {
        continue;
      }
      int block = Math.min(blocks - 1, (origin - from) / day / BLOCK_DAYS);
      double[][] outcome = forecaster.outcome(origin);
      for (int slot = 0; slot < day; slot++) {
        double[] row = forecast.get()[slot];
        add(base, block, row, outcome[slot], mean);
        for (Map.Entry<ReconciliationMethod, ForecastReconciliation> entry : methods.entrySet()) {
          double[] nodes = entry.getValue().reconciled(row);
          add(reconciled.get(entry.getKey()), block, nodes, outcome[slot], mean);
          double sum = Arrays.stream(nodes, 1, nodes.length).sum();
          gap = Math.max(gap, Math.abs(sum - nodes[0]) / mean);
        }
      }
    }
    return new Span(base, reconciled, gap);
  }

  /** A slot counts where every site was measured. */
  private static void add(
      Losses losses, int block, double[] forecast, double[] outcome, double mean) {
    if (Double.isFinite(outcome[0])) {
      double error = (forecast[0] - outcome[0]) / mean;
      losses.feeder()[block] += Math.abs(error);
      losses.squares()[block] += error * error;
      for (int node = 1; node < forecast.length; node++) {
        losses.sites()[block] += Math.abs(forecast[node] - outcome[node]) / mean;
      }
    }
  }

  private static ZoneId zone(Path data, String file) throws IOException {
    return Files.readAllLines(data.resolve("sites.csv")).stream()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells[0].equals(file + ".csv.gz"))
        .map(cells -> ZoneId.of(cells[3]))
        .findFirst()
        .orElseThrow();
  }

  /** The last days that all have in common. */
  private static List<TimeSeries> together(Path data, List<String> files) {
    List<TimeSeries> all =
        files.stream()
            .map(file -> MeasuredSeries.column(data.resolve(file + ".csv.gz"), "load_kw"))
            .toList();
    Duration step = all.getFirst().step();
    Instant end = all.stream().map(TimeSeries::end).min(Instant::compareTo).orElseThrow();
    Instant first = all.stream().map(TimeSeries::start).max(Instant::compareTo).orElseThrow();
    Instant longest = end.minus(Duration.ofDays(MOST_DAYS));
    Instant start = first.isBefore(longest) ? longest : first;
    int slots = (int) Duration.between(start, end).dividedBy(step);
    return all.stream()
        .map(
            series -> {
              int from = (int) Duration.between(series.start(), start).dividedBy(step);
              return new TimeSeries(
                  start, step, Arrays.copyOfRange(series.values(), from, from + slots));
            })
        .toList();
  }
}
