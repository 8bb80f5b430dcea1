import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.LearningSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code ColdStart FOLDER NETWORKS
 * COLLECTION,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…]…}: the table of {@code
 * bench/cold-start}. From commissioning on, the daemon's forecaster learns at two each night and
 * forecasts the coming day each hour. NETWORKS holds {@code KIND-COLLECTION.pooled}, trained
 * without the collection, or is "none". Exit code 1 if a forecast is missing or no number.
 */
final class ColdStart {
  /** First days of the phases, and the day after the last. */
  private static final int[] PHASES = {0, 1, 7, 28, 56, 91};

  private static final int WARM_UP_SLOTS = 4;
  private static final int LEARNS_AT_HOUR = 2;
  private static final String NONE = "none";
  private static final long SEED = 1;

  private final String name;
  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final TimeSeries series;
  private final Optional<FirstMonthForecaster> firstMonth;
  private final double[] error = new double[PHASES.length - 1];
  private final double[] naive = new double[PHASES.length - 1];

  private ColdStart(Path folder, String networks, String told) {
    String[] cells = told.split(",", 2);
    MeasuredSeries site = MeasuredSeries.read(folder, cells[1]);
    series = site.development().tail((PHASES[PHASES.length - 1] + 1) * site.series().slotsPerDay());
    kind = site.kind();
    settings = site.settings();
    name = site.name();
    firstMonth =
        networks.equals(NONE)
            ? Optional.empty()
            : Optional.of(firstMonth(Path.of(networks), cells[0]));
  }

  private FirstMonthForecaster firstMonth(Path networks, String collection) {
    Path file = networks.resolve(kind + "-" + collection + ".pooled");
    try (InputStream in = Files.newInputStream(file)) {
      return new FirstMonthForecaster(kind, settings, PooledNetwork.read(kind, in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) {
    System.out.printf(
        "%-34s %9s %9s %9s %9s %9s%n",
        "error / naive error, day", "1", "2-7", "8-28", "29-56", "57-91");
    List<ColdStart> sites = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      ColdStart site = new ColdStart(Path.of(arguments[0]), arguments[1], arguments[i]);
      site.run();
      System.out.println(line(site.name, site.ratios()));
      sites.add(site);
    }
    for (SeriesKind kind : SeriesKind.values()) {
      List<ColdStart> of = sites.stream().filter(site -> site.kind == kind).toList();
      if (!of.isEmpty()) {
        double[] mean = new double[PHASES.length - 1];
        for (int p = 0; p < mean.length; p++) {
          int phase = p;
          mean[p] =
              Math.exp(
                  of.stream().mapToDouble(s -> Math.log(s.ratios()[phase])).average().orElse(0));
        }
        System.out.println(line("geometric mean, " + of.size() + " " + kind, mean));
      }
    }
  }

  private static String line(String name, double[] ratios) {
    StringBuilder line = new StringBuilder(String.format("%-34s", name));
    for (double ratio : ratios) {
      line.append(String.format(Locale.ROOT, " %9.3f", ratio));
    }
    return line.toString();
  }

  private double[] ratios() {
    double[] ratios = new double[error.length];
    Arrays.setAll(ratios, phase -> error[phase] / naive[phase]);
    return ratios;
  }

  private void run() {
    int day = series.slotsPerDay();
    int hour = Math.max(1, day / 24);
    LearningSettings learning = LearningSettings.onGateway(kind);
    ServiceForecaster forecaster =
        new ServiceForecaster(
            kind,
            settings,
            ModelTrainer.usual(kind, settings, learning, SEED),
            TrialRules.USUAL,
            Optional.empty(),
            firstMonth);
    LocalDate learntOn = LocalDate.MIN;
    for (int origin = WARM_UP_SLOTS; origin + day <= series.values().length; origin += hour) {
      TimeSeries known = series.head(origin);
      if (known.goodSlots() == 0) {
        continue;
      }
      LocalDate today =
          known.end().atZone(settings.zone()).minus(Duration.ofHours(LEARNS_AT_HOUR)).toLocalDate();
      if (today.isAfter(learntOn)) {
        learntOn = today;
        forecaster.learn(known, () -> false);
      }
      score(origin, day, forecaster.forecast(known, settings.horizon()));
    }
  }

  private void score(int origin, int day, Forecast forecast) {
    int phase = 0;
    while (phase + 1 < error.length && origin >= PHASES[phase + 1] * day) {
      phase++;
    }
    double[] values = series.values();
    for (int k = 0; k < day; k++) {
      double said = forecast.p50()[k];
      if (!Double.isFinite(said)) {
        System.out.println(name + ": no number, origin " + origin + " slot " + k);
        System.exit(1);
      }
      // The same time yesterday; in the first day, what was measured last.
      double before = before(origin + k - (origin + k < day || origin < day ? 0 : day), origin);
      double outcome = values[origin + k];
      if (Double.isFinite(outcome) && Double.isFinite(before)) {
        error[phase] += Math.abs(said - outcome);
        naive[phase] += Math.abs(before - outcome);
      }
    }
  }

  /** The newest value at or before a row that was known at the origin. */
  private double before(int row, int origin) {
    int k = Math.min(row, origin - 1);
    while (k >= 0 && !Double.isFinite(series.values()[k])) {
      k--;
    }
    return k < 0 ? Double.NaN : series.values()[k];
  }
}
