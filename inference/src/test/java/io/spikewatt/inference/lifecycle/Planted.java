package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.Medians;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Models that are as good or as bad as a test wants them. */
final class Planted {
  static final int DAY = 48;
  static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Duration.ofMinutes(30), DAY, Optional.empty(), OptionalDouble.empty());

  /** Half hours, to be quick. */
  static final TimeSeries LOAD = halved(Synthetic.load(140, 11));

  private static final LearningSettings QUICK =
      new LearningSettings(
          new LearningSettings.NetworkLearning(8, 2, 3000, 600, 4e-3, 0.1),
          4,
          60,
          new double[][] {{1000}, {1000}},
          new double[][] {{3000}, {3000}});

  private Planted() {}

  static TimeSeries halved(TimeSeries quarters) {
    double[] v = new double[quarters.values().length / 2];
    for (int k = 0; k < v.length; k++) {
      v[k] = (quarters.values()[2 * k] + quarters.values()[2 * k + 1]) / 2;
    }
    return new TimeSeries(quarters.start(), Duration.ofMinutes(30), v);
  }

  static TrainingResult learn(TimeSeries history) {
    return ForecastTrainer.learn(
            history, SeriesKind.LOAD, SETTINGS, QUICK, OptionalInt.empty(), 1, () -> false)
        .orElseThrow();
  }

  /**
   * The model with medians that are too high or too low by a factor, as of another time. What lies
   * near 1 the model's own offset mends: a bad model must lie well beyond its bound of 30 %.
   */
  static TrainingResult scaled(TrainingResult trainingResult, double factor, Instant to) {
    return scaled(trainingResult, factor, to, CandidateModel.RIDGE);
  }

  /** As {@link #scaled(Learnt, double, Instant)}, as if validation had chosen another. */
  static TrainingResult scaled(
      TrainingResult trainingResult, double factor, Instant to, CandidateModel validated) {
    LinearBase base = trainingResult.spiking().orElseThrow().ridge().base();
    LinearBase other = Medians.scaled(base, factor);
    RidgeForecaster alone = new RidgeForecaster(other, trainingResult.stack().band());
    SpikingForecaster spiking =
        new SpikingForecaster(
            new RidgeForecaster(other, trainingResult.spiking().orElseThrow().ridge().band()),
            trainingResult.spiking().orElseThrow().network(),
            trainingResult.spiking().orElseThrow().blend());
    ValidationResult v = trainingResult.chosen().validation().orElseThrow();
    ValidationResult ridge =
        new ValidationResult(
            validated,
            v.mae(),
            v.skill(),
            v.skillRmse(),
            v.coverage(),
            v.counts(),
            v.spikesPerStep());
    TrainedForecaster chosen =
        new TrainedForecaster(
            base.kind(),
            base.settings(),
            alone,
            Optional.of(ridge),
            to.minus(Duration.ofDays(60)),
            to);
    return new TrainingResult(chosen, alone, Optional.of(spiking));
  }
}
