package io.spikewatt.inference.train;

import io.spikewatt.inference.forecast.RidgeForecaster;
import io.spikewatt.inference.forecast.SpikingForecaster;
import io.spikewatt.inference.forecast.TrainedForecaster;

/**
 * What one training made: the forecaster that validation chose, and what it chose from.
 *
 * @param chosen for service
 * @param stack the linear models alone
 * @param spiking the linear models and the network, blended as validation decided
 */
public record Learnt(TrainedForecaster chosen, RidgeForecaster stack, SpikingForecaster spiking) {}
