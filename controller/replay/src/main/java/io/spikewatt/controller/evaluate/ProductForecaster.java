package io.spikewatt.controller.evaluate;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The product's forecaster: learns as the daemon does and measures its time. Not thread-safe. */
final class ProductForecaster {
  private static final long SEED = 1;
  private static final int LEARNS_AT_HOUR = 2;

  private final EvaluationTask task;
  private final Clock clock;
  private final Consumer<String> progress;
  private Optional<TrainingResult> learnt = Optional.empty();
  private Optional<ServiceForecaster> service = Optional.empty();
  private LocalDate learntOn = LocalDate.MIN;
  private double trainSeconds;
  private Duration spent = Duration.ZERO;
  private int forecasts;

  ProductForecaster(EvaluationTask task, Clock clock, Consumer<String> progress) {
    this.task = task;
    this.clock = clock;
    this.progress = progress;
  }

  /** Learns from the rows before the test part; the tuning part selects the model. */
  void learn() {
    EvaluationProtocol protocol = task.protocol();
    int rows = protocol.testStart();
    Moment begin = clock.now();
    learnt =
        ForecastTrainer.learn(
            task.series().head(rows),
            task.kind(),
            task.settings(),
            LearningSettings.onGateway(task.kind()),
            OptionalInt.of(protocol.trainEnd()),
            SEED,
            () -> false);
    trainSeconds = clock.now().since(begin).toNanos() / 1e9;
  }

  /**
   * The daemon's forecaster with the trained models. Online it blends and continues to learn;
   * otherwise it runs the chosen candidate alone, with the daemon's band.
   */
  private ServiceForecaster service() {
    ServiceForecaster made =
        new ServiceForecaster(
            task.kind(),
            task.settings(),
            ModelTrainer.usual(
                task.kind(), task.settings(), LearningSettings.onGateway(task.kind()), SEED),
            TrialRules.USUAL,
            task.online() ? Optional.empty() : Optional.of(chosen()),
            task.online()
                ? FirstMonthForecaster.shipped(task.kind(), task.settings())
                : Optional.empty());
    learnt.ifPresent(made::adopt);
    return made;
  }

  private ForecastSource chosen() {
    return learnt
        .flatMap(model -> model.chosen().validation())
        .map(
            validation ->
                switch (validation.chosen()) {
                  case SEASONAL -> ForecastSource.SEASONAL;
                  case RIDGE -> ForecastSource.RIDGE;
                  case SPIKING -> ForecastSource.SPIKING;
                })
        .orElse(ForecastSource.SEASONAL);
  }

  /** The linear models alone; the seasonal forecast without a trained model. */
  Forecast stack(int origin) {
    Optional<Forecaster> stack = learnt.map(TrainingResult::stack);
    return stack.orElseGet(this::seasonal).forecast(known(origin), task.settings().horizon());
  }

  /** The linear models and the network, whatever the selection. */
  Forecast spiking(int origin) {
    Optional<Forecaster> spiking = learnt.flatMap(TrainingResult::spiking);
    return spiking.orElseGet(this::seasonal).forecast(known(origin), task.settings().horizon());
  }

  /** The forecast that the product would publish; origins must ascend. */
  Forecast published(int origin) {
    TimeSeries history = known(origin);
    ServiceForecaster serving = service.orElseGet(this::service);
    service = Optional.of(serving);
    if (task.online()) {
      learnAtNight(serving, history);
    }
    Moment begin = clock.now();
    Forecast forecast = serving.forecast(history, task.settings().horizon());
    spent = spent.plus(clock.now().since(begin));
    forecasts++;
    return forecast;
  }

  /** Once each local day, soon after two o'clock. */
  private void learnAtNight(ServiceForecaster serving, TimeSeries history) {
    LocalDate day =
        history.end().atZone(task.settings().zone()).minusHours(LEARNS_AT_HOUR).toLocalDate();
    if (day.isAfter(learntOn)) {
      learntOn = day;
      serving.learn(history, () -> false);
      serving.news().forEach(news -> progress.accept(day + ": " + news.text()));
    }
  }

  private Forecaster seasonal() {
    return new SeasonalForecaster(task.kind(), task.settings());
  }

  private TimeSeries known(int origin) {
    return task.series().head(origin);
  }

  /** The record of the last learning. */
  Optional<TuningResult> tuning() {
    return learnt
        .flatMap(model -> model.chosen().validation())
        .map(found -> new TuningResult(task.target(), found, trainSeconds));
  }

  /** Counts and times, after all forecasts were made. */
  Optional<ModelFigures> figures() {
    return learnt.map(this::figures);
  }

  private ModelFigures figures(TrainingResult model) {
    TrainedForecaster chosen = model.chosen();
    SpikingForecaster spiking = model.spiking().orElseThrow();
    Topology shape = spiking.network().topology();
    int steps = task.settings().horizon();
    return new ModelFigures(
        chosen.validation().orElseThrow().chosen(),
        shape.parameters(),
        model.stack().base().stack().parameters(),
        spiking.blend(),
        model.stack().base().holidayShare(),
        model.stack().base().usesWeather(),
        new ModelFigures.Inference(
            steps,
            steps * chosen.validation().orElseThrow().spikesPerStep(),
            steps * OperationCounts.denseStep(shape),
            forecasts == 0 ? 0 : spent.toNanos() / 1e3 / forecasts),
        trainSeconds);
  }
}
