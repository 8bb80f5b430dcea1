package io.spikewatt.controller.evaluate;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.inference.forecast.FadingForecaster;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.reference.PlainRidge;
import io.spikewatt.inference.reference.PlainRidgeTrainer;
import io.spikewatt.inference.reference.SameTimeForecaster;
import io.spikewatt.inference.score.Quantile;
import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.score.Scores;
import io.spikewatt.inference.score.Tally;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares the product with what others would use, on the last fifth of a series. Every forecaster
 * gets the rows before an origin and nothing else; outcomes that were not measured are not scored.
 */
public final class Evaluation {
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

  /** What the product can be compared with, in the order of the comparison. */
  public static final List<String> OTHERS =
      Stream.concat(SEASONAL.stream(), Stream.of(PERSISTENCE, RUNNING_MEAN)).toList();

  private final Task task;
  private final Protocol protocol;
  private final Clock clock;
  private final Consumer<String> progress;

  /** Receives the forecasts that the product would publish. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param origin row at which it was issued
     */
    void take(int origin, Forecast forecast);
  }

  public Evaluation(Task task, Clock clock, Consumer<String> progress) {
    this.task = task;
    this.protocol = task.protocol();
    this.clock = clock;
    this.progress = progress;
  }

  /** Why a series cannot be measured, or empty if it can. */
  public static Optional<String> obstacle(Task task) {
    double[] values = task.series().values();
    Protocol protocol = task.protocol();
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
  public Result run(Sink sink) {
    Optional<String> obstacle = obstacle(task);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(obstacle.get());
    }
    progress.accept("learning a ridge regression");
    PlainRidge ridge =
        new PlainRidgeTrainer(
                task.series().head(protocol.testStart()),
                task.kind(),
                task.settings(),
                task.series().weather(),
                protocol.trainEnd(),
                protocol.spacing())
            .train();
    progress.accept("learning the product's models");
    Product product = new Product(task, clock, progress);
    product.learn();

    Map<String, Scores> baselines = new LinkedHashMap<>();
    for (String name : task.kind().hasSeason() ? SEASONAL : OTHERS) {
      baselines.put(name, scores(other(name, ridge, product), (origin, forecast) -> {}));
    }
    Contestant measured =
        task.forecaster()
            .map(name -> other(name, ridge, product))
            .orElseGet(() -> new Contestant(PUBLISHED, product::published));
    Scores published = scores(measured, sink);
    Scores day = Objects.requireNonNull(baselines.get(NAIVE_DAY));
    Scores week = Objects.requireNonNull(baselines.get(NAIVE_WEEK));
    return new Result(
        task.target(),
        task.series().step(),
        protocol.origins(),
        protocol.horizon(),
        unit(),
        task.forecaster().orElse(Result.PRODUCT),
        published,
        Score.skill(published.mae(), Math.min(day.mae(), week.mae())),
        Score.skill(published.rmse(), Math.min(day.rmse(), week.rmse())),
        baselines,
        task.forecaster().isPresent() ? Optional.empty() : product.figures());
  }

  private Contestant other(String name, PlainRidge ridge, Product product) {
    return switch (name) {
      case NAIVE_DAY -> plain(name, SameTimeForecaster.day(task.kind()));
      case NAIVE_WEEK -> plain(name, SameTimeForecaster.week(task.kind()));
      case SIMILAR_DAY -> plain(name, SameTimeForecaster.similarDay(task.kind()));
      case PERSISTENCE -> plain(name, FadingForecaster.persistence(task.settings()));
      case RUNNING_MEAN -> plain(name, FadingForecaster.runningMean(task.settings()));
      case RIDGE -> {
        PlainRidge.Reader reader = ridge.over(task.series(), task.series().weather());
        yield new Contestant(name, origin -> reader.at(origin, protocol.horizon()));
      }
      case STACK -> new Contestant(name, product::stack);
      case SPIKING -> new Contestant(name, product::spiking);
      default ->
          throw new IllegalArgumentException("expected one of " + OTHERS + ", found " + name);
    };
  }

  /**
   * Only learns; rows of the test part are not looked at.
   *
   * @return empty if there is too little to learn from
   */
  public Optional<Tuning> tune() {
    progress.accept("learning the product's models");
    Product product = new Product(task, clock, progress);
    product.learn();
    return product.tuning();
  }

  private Contestant plain(String name, Forecaster forecaster) {
    return new Contestant(
        name, origin -> forecaster.forecast(task.series().head(origin), protocol.horizon()));
  }

  private Scores scores(Contestant contestant, Sink sink) {
    progress.accept("forecasting: " + contestant.name());
    double[] actual = task.series().values();
    Tally tally = new Tally();
    for (int i = 0; i < protocol.origins(); i++) {
      int origin = protocol.origin(i);
      Forecast f = contestant.from().apply(origin);
      for (int k = 0; k < f.slots(); k++) {
        tally.add(actual[origin + k], f.p10()[k], f.p50()[k], f.p90()[k], f.mean()[k]);
      }
      sink.take(origin, f);
    }
    return tally.scores().orElseThrow();
  }

  /** Mean absolute load of the test part; of production its capacity, given or from training. */
  private double unit() {
    double[] values = task.series().values();
    double[] part =
        !task.kind().isBounded()
            ? Arrays.copyOfRange(values, protocol.testStart(), values.length)
            : Arrays.copyOf(values, protocol.trainEnd());
    double[] good = Arrays.stream(part).filter(Double::isFinite).sorted().toArray();
    return !task.kind().isBounded()
        ? Arrays.stream(good).map(Math::abs).average().orElseThrow()
        : task.settings().capacity().orElse(Quantile.of(good, 0.9995));
  }
}
