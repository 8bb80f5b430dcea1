package io.spikewatt.inference.train;

import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import java.time.Instant;

/**
 * Result of one training: the chosen forecaster and all candidates.
 *
 * @param chosen for service
 * @param stack the linear models alone
 * @param spiking the linear models and the network, blended as validation decided
 */
public record TrainingResult(
    TrainedForecaster chosen, RidgeForecaster stack, SpikingForecaster spiking) {

  /** The same on linear models that were fitted anew. */
  TrainingResult on(LinearBase base, Instant to) {
    RidgeForecaster newStack = new RidgeForecaster(base, stack.band());
    SpikingForecaster newSpiking =
        new SpikingForecaster(
            new RidgeForecaster(base, spiking.ridge().band()), spiking.network(), spiking.blend());
    Forecaster winner =
        switch (chosen.chosen()) {
          case SpikingForecaster _ -> newSpiking;
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
