package io.spikewatt.inference.train;

import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import java.time.Instant;
import java.util.Optional;

/**
 * Result of one training: the chosen forecaster and all candidates.
 *
 * @param chosen for service
 * @param stack the linear models alone
 * @param spiking the linear models and the network, blended as validation decided; empty if no
 *     network was learnt
 */
public record TrainingResult(
    TrainedForecaster chosen, RidgeForecaster stack, Optional<SpikingForecaster> spiking) {

  /** The same on linear models that were fitted anew. */
  TrainingResult on(LinearBase base, Instant to) {
    RidgeForecaster newStack = new RidgeForecaster(base, stack.band());
    Optional<SpikingForecaster> newSpiking =
        spiking.map(
            s ->
                new SpikingForecaster(
                    new RidgeForecaster(base, s.ridge().band()), s.network(), s.blend()));
    Forecaster winner =
        switch (chosen.chosen()) {
          case SpikingForecaster _ -> newSpiking.orElseThrow();
          case RidgeForecaster _ -> newStack;
          default -> chosen.chosen();
        };
    return new TrainingResult(
        new TrainedForecaster(
            chosen.kind(), chosen.settings(), winner, chosen.validation(), chosen.from(), to),
        newStack,
        newSpiking);
  }
}
