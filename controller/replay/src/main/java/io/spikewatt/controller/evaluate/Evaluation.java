package io.spikewatt.controller.evaluate;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.naive.FadingForecaster;
import io.spikewatt.inference.naive.SameTimeForecaster;
import io.spikewatt.inference.reference.PlainRidge;
import io.spikewatt.inference.reference.PlainRidgeTrainer;
import io.spikewatt.inference.score.SampleQuantile;
import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.score.ScoreAccumulator;
import io.spikewatt.inference.score.Scores;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Compares the product with common alternatives on the last fifth of a series. Every forecaster
 * gets only the rows before an origin. Unmeasured outcomes are not scored.
 */
public record Evaluation(EvaluationTask task, Clock clock, Consumer<String> progress) {
  public static final String NAIVE_DAY = "seasonalNaiveDay";
  public static final String NAIVE_WEEK = "seasonalNaiveWeek";
  public static final String SIMILAR_DAY = "similarDay";
  public static final String RIDGE = "ridge";
  public static final String PERSISTENCE = "persistence";
  public static final String RUNNING_MEAN = "runningMean";
  public static final String STACK = "stack";
  public static final String SPIKING = "spiking";
  private static final String PUBLISHED = "published";

  private static final List<String> SEASONAL =
      List.of(NAIVE_DAY, NAIVE_WEEK, SIMILAR_DAY, RIDGE, STACK, SPIKING);

  /** Names of the alternatives, in the order of the comparison. */
  public static final List<String> OTHERS =
      Stream.concat(SEASONAL.stream(), Stream.of(PERSISTENCE, RUNNING_MEAN)).toList();

  /** Receives the forecasts that the product would publish. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the forecast that was issued at a row. */
    void take(int origin, Forecast forecast);
  }

  private EvaluationProtocol protocol() {
    return task.protocol();
  }

  /** Why a series cannot be evaluated, or empty if it can. */
  public static Optional<String> obstacle(EvaluationTask task) {
    double[] values = task.series().values();
    EvaluationProtocol protocol = task.protocol();
    int day = task.series().slotsPerDay();
    if (protocol.trainEnd() < 32 * day || protocol.testStart() - protocol.trainEnd() < day) {
      return Optional.of(
          "46 days of rows, of which 70 % are learnt from, found " + values.length / day);
    }
    if (protocol.origins() < 1) {
      return Optional.of("a day of rows after 80 % of them");
    }
    if (measured(values, 0, protocol.trainEnd()) == 0
        || measured(values, protocol.trainEnd(), protocol.testStart()) == 0
        || measured(values, protocol.testStart(), values.length) == 0) {
      return Optional.of("values in the first 70 %, the next 10 % and the last 20 % of the rows");
    }
    return Optional.empty();
  }

  private static long measured(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).filter(Double::isFinite).count();
  }

  /**
   * Runs the comparison.
   *
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public EvaluationResult run(Sink sink) {
    Optional<String> obstacle = obstacle(task);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(obstacle.get());
    }
    progress.accept("learning a ridge regression");
    PlainRidge ridge =
        new PlainRidgeTrainer(
                task.series().head(protocol().testStart()),
                task.kind(),
                task.settings(),
                task.series().weather(),
                protocol().trainEnd(),
                protocol().spacing())
            .train();
    progress.accept("learning the product's models");
    ProductForecaster product = new ProductForecaster(task, clock, progress);
    product.learn();

    Map<String, Scores> baselines = new LinkedHashMap<>();
    MonthlyErrors naiveDay = new MonthlyErrors(task.settings().zone(), task.series().values());
    MonthlyErrors naiveWeek = new MonthlyErrors(task.settings().zone(), task.series().values());
    for (String name : task.kind().hasSeason() ? SEASONAL : OTHERS) {
      Sink months =
          switch (name) {
            case NAIVE_DAY -> naiveDay::add;
            case NAIVE_WEEK -> naiveWeek::add;
            default -> (origin, forecast) -> {};
          };
      baselines.put(name, scores(other(name, ridge, product), months));
    }
    EvaluatedForecaster measured =
        task.forecaster()
            .map(name -> other(name, ridge, product))
            .orElseGet(() -> new EvaluatedForecaster(PUBLISHED, product::published));
    MonthlyErrors productMonths = new MonthlyErrors(task.settings().zone(), task.series().values());
    Scores published =
        scores(
            measured,
            (origin, forecast) -> {
              productMonths.add(origin, forecast);
              sink.take(origin, forecast);
            });
    Scores day = Objects.requireNonNull(baselines.get(NAIVE_DAY));
    Scores week = Objects.requireNonNull(baselines.get(NAIVE_WEEK));
    return new EvaluationResult(
        task,
        unit(),
        published,
        Score.skill(published.mae(), Math.min(day.mae(), week.mae())),
        Score.skill(published.rmse(), Math.min(day.rmse(), week.rmse())),
        baselines,
        months(productMonths.means(), naiveDay.means(), naiveWeek.means()),
        task.forecaster().isPresent() ? Optional.empty() : product.figures());
  }

  private static SortedMap<YearMonth, MonthError> months(
      Map<YearMonth, Double> product, Map<YearMonth, Double> day, Map<YearMonth, Double> week) {
    SortedMap<YearMonth, MonthError> months = new TreeMap<>();
    product.forEach(
        (month, mae) ->
            months.put(
                month,
                new MonthError(
                    mae,
                    Math.min(
                        Objects.requireNonNull(day.get(month)),
                        Objects.requireNonNull(week.get(month))))));
    return months;
  }

  private EvaluatedForecaster other(String name, PlainRidge ridge, ProductForecaster product) {
    return switch (name) {
      case NAIVE_DAY -> plain(name, SameTimeForecaster.day(task.kind()));
      case NAIVE_WEEK -> plain(name, SameTimeForecaster.week(task.kind()));
      case SIMILAR_DAY -> plain(name, SameTimeForecaster.similarDay(task.kind()));
      case PERSISTENCE -> plain(name, FadingForecaster.persistence(task.settings()));
      case RUNNING_MEAN -> plain(name, FadingForecaster.runningMean(task.settings()));
      case RIDGE -> {
        PlainRidge.Reader reader = ridge.over(task.series(), task.series().weather());
        yield new EvaluatedForecaster(name, origin -> reader.at(origin, protocol().horizon()));
      }
      case STACK -> new EvaluatedForecaster(name, product::stack);
      case SPIKING -> new EvaluatedForecaster(name, product::spiking);
      default ->
          throw new IllegalArgumentException("expected one of " + OTHERS + ", found " + name);
    };
  }

  /**
   * Only learns; ignores the rows of the test part.
   *
   * @return empty if there is too little to learn from
   */
  public Optional<TuningResult> tune() {
    progress.accept("learning the product's models");
    ProductForecaster product = new ProductForecaster(task, clock, progress);
    product.learn();
    return product.tuning();
  }

  private EvaluatedForecaster plain(String name, Forecaster forecaster) {
    return new EvaluatedForecaster(
        name, origin -> forecaster.forecast(task.series().head(origin), protocol().horizon()));
  }

  private Scores scores(EvaluatedForecaster forecaster, Sink sink) {
    progress.accept("forecasting: " + forecaster.name());
    double[] actual = task.series().values();
    ScoreAccumulator accumulator = new ScoreAccumulator();
    for (int i = 0; i < protocol().origins(); i++) {
      int origin = protocol().origin(i);
      Forecast f = forecaster.from().apply(origin);
      for (int k = 0; k < f.slots(); k++) {
        accumulator.add(actual[origin + k], f.p10()[k], f.p50()[k], f.p90()[k], f.mean()[k]);
      }
      sink.take(origin, f);
    }
    return accumulator.scores().orElseThrow();
  }

  /** Normalisation: mean absolute load of the test part, or the capacity of production. */
  private double unit() {
    double[] values = task.series().values();
    double[] part =
        !task.kind().isBounded()
            ? Arrays.copyOfRange(values, protocol().testStart(), values.length)
            : Arrays.copyOf(values, protocol().trainEnd());
    double[] good = Arrays.stream(part).filter(Double::isFinite).sorted().toArray();
    return !task.kind().isBounded()
        ? Arrays.stream(good).map(Math::abs).average().orElseThrow()
        : task.settings().capacity().orElse(SampleQuantile.of(good, 0.9995));
  }

  /** A forecaster by its name in the comparison, which forecasts from ascending origins. */
  private record EvaluatedForecaster(String name, IntFunction<Forecast> from) {}
}
