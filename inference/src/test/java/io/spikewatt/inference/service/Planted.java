package io.spikewatt.inference.service;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Candidate;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.LinearBase;
import io.spikewatt.inference.forecast.Medians;
import io.spikewatt.inference.forecast.RidgeForecaster;
import io.spikewatt.inference.forecast.SpikingForecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.forecast.Validation;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.Learnt;
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

  static Learnt learn(TimeSeries history) {
    return ForecastTrainer.learn(
            history, SeriesKind.LOAD, SETTINGS, QUICK, OptionalInt.empty(), 1, () -> false)
        .orElseThrow();
  }

  /**
   * The model with medians that are too high or too low by a factor, as of another time. What lies
   * near 1 the model's own offset mends: a bad model must lie well beyond its bound of 30 %.
   */
  static Learnt scaled(Learnt learnt, double factor, Instant to) {
    return scaled(learnt, factor, to, Candidate.RIDGE);
  }

  /** As {@link #scaled(Learnt, double, Instant)}, as if validation had chosen another. */
  static Learnt scaled(Learnt learnt, double factor, Instant to, Candidate validated) {
    LinearBase base = learnt.spiking().ridge().base();
    LinearBase other = Medians.scaled(base, factor);
    RidgeForecaster alone = new RidgeForecaster(other, learnt.stack().band());
    SpikingForecaster spiking =
        new SpikingForecaster(
            new RidgeForecaster(other, learnt.spiking().ridge().band()),
            learnt.spiking().network(),
            learnt.spiking().blend());
    Validation v = learnt.chosen().validation().orElseThrow();
    Validation ridge =
        new Validation(
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
    return new Learnt(chosen, alone, spiking);
  }
}
