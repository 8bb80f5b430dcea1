package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import java.util.OptionalInt;

/** A training of a fraction of a second, for tests that are not about its quality. */
public final class Quick {
  static final LearningSettings SETTINGS =
      new LearningSettings(
          new LearningSettings.NetworkLearning(8, 2, 3000, 600, 4e-3, 0.1),
          4,
          60,
          new double[][] {{1000}, {1000}},
          new double[][] {{3000}, {3000}});

  private Quick() {}

  public static TrainedForecaster train(
      TimeSeries history, SeriesKind kind, ForecastSettings settings) {
    return ForecastTrainer.train(history, kind, settings, SETTINGS, 1, () -> false).orElseThrow();
  }

  /** All candidates of such a training. */
  public static TrainingResult learn(
      TimeSeries history, SeriesKind kind, ForecastSettings settings) {
    return ForecastTrainer.learn(
            history, kind, settings, SETTINGS, OptionalInt.empty(), 1, () -> false)
        .orElseThrow();
  }
}
