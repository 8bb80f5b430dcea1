package io.spikewatt.inference.service;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.Learnt;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Learns a model that may become the next one in use: anew, or from the one in use. */
@FunctionalInterface
public interface ChallengerMaker {

  /**
   * Learns; may take long.
   *
   * @param history all that is known
   * @param inUse the model in use, to start from or to stay near
   * @param cancelled true as soon as it is to be given up
   * @return empty if cancelled, or if there is too little to learn from
   */
  Optional<Learnt> make(TimeSeries history, Optional<ServedModel> inUse, BooleanSupplier cancelled);

  /**
   * Learns from all of the history, the old and the new alike: nothing is forgotten, and the model
   * in use is not needed. Up to half a CPU minute.
   *
   * @param seed equal histories give equal models
   */
  static ChallengerMaker anew(
      SeriesKind kind, ForecastSettings settings, LearningSettings learning, long seed) {
    return (history, inUse, cancelled) ->
        ForecastTrainer.learn(
            history, kind, settings, learning, OptionalInt.empty(), seed, cancelled);
  }
}
