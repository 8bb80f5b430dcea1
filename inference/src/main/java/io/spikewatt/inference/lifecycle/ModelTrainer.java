package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Makes a model that may become the next one in use. */
@FunctionalInterface
public interface ModelTrainer {

  /**
   * Trains a model; may take long.
   *
   * @param history the whole known history
   * @param of the model whose linear part is refitted; empty for a wholly new model
   * @param network whether a wholly new model tries a network
   * @param cancelled true once the training is to stop
   * @return empty if cancelled, or if there is too little to learn from
   */
  Optional<TrainingResult> make(
      TimeSeries history, Optional<ServedModel> of, boolean network, BooleanSupplier cancelled);

  /**
   * Trains on the whole history; old rows weigh as much as new ones. A few CPU seconds for the
   * linear part, up to half a minute for all. A seed and equal histories give equal models.
   */
  static ModelTrainer usual(
      SeriesKind kind, ForecastSettings settings, LearningSettings learning, long seed) {
    return (history, of, network, cancelled) -> {
      if (of.isPresent()) {
        return ForecastTrainer.refresh(of.get().learnt(), history, learning, cancelled);
      }
      return network
          ? ForecastTrainer.learn(
              history, kind, settings, learning, OptionalInt.empty(), seed, cancelled)
          : ForecastTrainer.learnWithoutNetwork(history, kind, settings, learning, cancelled);
    };
  }
}
