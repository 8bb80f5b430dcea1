import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.naive.SameTimeForecaster;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * {@code PvWeather FOLDER GOAL,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE,WEATHER…}: the table of
 * {@code bench/pv-weather}. Plants with predicted weather by the protocol of {@code forecast
 * evaluate}, and the same models with predictions that become worse where the last fifth begins,
 * beside models without weather. Exit code 1 if a goal is missed.
 */
final class PvWeather {
  private static final double GOAL_MEAN = 0.46;
  private static final double WORST = 0.01;
  private static final double BIAS = 1.6;
  private static final int HOLE_EVERY_DAYS = 3;
  private static final long SEED = 1;

  private final MeasuredSeries site;
  private final TimeSeries series;
  private final int day;
  private final int trainEnd;
  private final int testStart;

  private PvWeather(MeasuredSeries site) {
    this.site = site;
    series = site.series();
    day = series.slotsPerDay();
    trainEnd = (int) (0.7 * series.values().length);
    testStart = (int) (0.8 * series.values().length);
  }

  public static void main(String[] arguments) {
    BenchGoals goals = new BenchGoals();
    List<String> sites = Arrays.asList(arguments).subList(1, arguments.length);
    double[] ratios = new double[sites.size()];
    System.out.printf(
        "%-14s %7s %7s | error over that without weather: %s%n",
        "", "skill", "goal", "as they were, x 1.6, holes, 6 h late, 12 h late");
    for (int i = 0; i < ratios.length; i++) {
      String[] cells = sites.get(i).split(",", 2);
      double goal = Double.parseDouble(cells[0]);
      MeasuredSeries site =
          MeasuredSeries.read(Path.of(arguments[0]), cells[1], Duration.ofDays(1));
      ratios[i] = new PvWeather(site).line(goal, goals);
    }
    double mean =
        1 - Math.exp(Arrays.stream(ratios).map(Math::log).average().orElseThrow());
    System.out.printf(
        Locale.ROOT, "geometric mean %.3f (goal %.2f)%n", mean, GOAL_MEAN);
    goals.check(mean >= GOAL_MEAN, "geometric mean of the skill");
    goals.exit();
  }

  /** Prints a plant's line; returns its error over that of the better seasonal naive. */
  private double line(double goal, BenchGoals goals) {
    double naive =
        Math.min(
            error(plain(SameTimeForecaster.day(site.kind()))),
            error(plain(SameTimeForecaster.week(site.kind()))));
    ForecastSettings blind = settings(List.of());
    TimeSeries dark = with(WeatherColumns.NONE);
    double without = error(served(learnt(dark, blind), blind, dark::head));
    ForecastSettings settings = settings(site.settings().weather());
    TrainingResult model = learnt(series, settings);
    double asPredicted = error(served(model, settings, series::head));
    TimeSeries biased = changed(this::brighter);
    TimeSeries holed = changed(this::holed);
    double[] worse = {
      error(served(model, settings, biased::head)),
      error(served(model, settings, holed::head)),
      error(served(model, settings, origin -> late(origin, 6))),
      error(served(model, settings, origin -> late(origin, 12)))
    };
    double skill = 1 - asPredicted / naive;
    System.out.printf(
        Locale.ROOT,
        "%-14s %7.3f %7.2f | %+6.1f %% %+6.1f %% %+6.1f %% %+6.1f %% %+6.1f %%%n",
        site.name(),
        skill,
        goal,
        100 * (asPredicted / without - 1),
        100 * (worse[0] / without - 1),
        100 * (worse[1] / without - 1),
        100 * (worse[2] / without - 1),
        100 * (worse[3] / without - 1));
    goals.check(skill >= goal, site.name() + ": skill");
    for (double error : worse) {
      goals.check(error <= (1 + WORST) * without, site.name() + ": worse than without weather");
    }
    return asPredicted / naive;
  }

  private ForecastSettings settings(List<String> weather) {
    ForecastSettings usual = site.settings();
    return new ForecastSettings(
        usual.zone(), usual.slot(), usual.horizon(), usual.position(), usual.capacity(), weather);
  }

  private TrainingResult learnt(TimeSeries history, ForecastSettings settings) {
    return ForecastTrainer.learn(
            history.head(testStart),
            site.kind(),
            settings,
            LearningSettings.onGateway(site.kind()),
            OptionalInt.of(trainEnd),
            SEED,
            () -> false)
        .orElseThrow();
  }

  /** Forecasts by origin, of the chosen model as the daemon would publish them. */
  private IntFunction<Forecast> served(
      TrainingResult model, ForecastSettings settings, IntFunction<TimeSeries> known) {
    ServiceForecaster service =
        new ServiceForecaster(
            site.kind(),
            settings,
            ModelTrainer.usual(
                site.kind(), settings, LearningSettings.onGateway(site.kind()), SEED),
            TrialRules.USUAL,
            Optional.of(chosen(model.chosen())),
            Optional.empty());
    service.adopt(model);
    return origin -> service.forecast(known.apply(origin), day);
  }

  private static ForecastSource chosen(TrainedForecaster model) {
    return switch (model.validation().orElseThrow().chosen()) {
      case SEASONAL -> ForecastSource.SEASONAL;
      case RIDGE -> ForecastSource.RIDGE;
      case SPIKING -> ForecastSource.SPIKING;
    };
  }

  private IntFunction<Forecast> plain(Forecaster forecaster) {
    return origin -> forecaster.forecast(series.head(origin), day);
  }

  /** Mean absolute error over the last fifth, origins two hours apart. */
  private double error(IntFunction<Forecast> from) {
    double sum = 0;
    int count = 0;
    for (int origin = testStart; origin + day <= series.values().length; origin += day / 12) {
      Forecast forecast = from.apply(origin);
      for (int k = 0; k < day; k++) {
        double outcome = series.values()[origin + k];
        if (Double.isFinite(outcome)) {
          sum += Math.abs(forecast.p50()[k] - outcome);
          count++;
        }
      }
    }
    return sum / count;
  }

  private TimeSeries with(WeatherColumns weather) {
    return new TimeSeries(series.start(), series.step(), series.values(), weather);
  }

  private TimeSeries changed(UnaryOperator<WeatherColumns.Column> change) {
    return with(
        WeatherColumns.of(series.weather().ahead().stream().map(change).toList()));
  }

  /** Irradiance too bright from the last fifth on. */
  private WeatherColumns.Column brighter(WeatherColumns.Column column) {
    double[] values = column.values().clone();
    boolean light = column.name().contains("ghi") || column.name().contains("dni");
    for (int k = testStart; light && k < values.length; k++) {
      values[k] *= BIAS;
    }
    return new WeatherColumns.Column(column.name(), values);
  }

  /** Every third UTC day from the last fifth on without any prediction. */
  private WeatherColumns.Column holed(WeatherColumns.Column column) {
    double[] values = column.values().clone();
    long first = utcDay(testStart);
    for (int k = testStart; k < values.length; k++) {
      if ((utcDay(k) - first) % HOLE_EVERY_DAYS == 0) {
        values[k] = Double.NaN;
      }
    }
    return new WeatherColumns.Column(column.name(), values);
  }

  private long utcDay(int row) {
    return Math.floorDiv(
        series.start().plus(series.step().multipliedBy(row)).getEpochSecond(), 86_400L);
  }

  /**
   * Predictions known at an origin, of a source that sees a day ahead and is some hours late:
   * nothing for the last of them of the day to forecast.
   */
  private TimeSeries late(int origin, int hours) {
    int end = origin + day - hours * day / 24;
    List<WeatherColumns.Column> columns =
        series.weather().ahead().stream()
            .map(
                column ->
                    new WeatherColumns.Column(column.name(), Arrays.copyOf(column.values(), end)))
            .toList();
    return with(WeatherColumns.of(columns)).head(origin);
  }
}
