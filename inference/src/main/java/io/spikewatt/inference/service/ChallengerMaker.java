package io.spikewatt.inference.service;

import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.Learnt;
import java.util.Optional;
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
}
