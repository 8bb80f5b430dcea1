package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.linear.BaseForecast;
import java.util.List;

/**
 * Training data of a network from one series.
 *
 * @param origins with their outcomes; all of one length
 * @param bases the stack's out-of-sample forecast for each origin
 * @param inputs how both become inputs
 * @param stepsPerHour steps of the horizon in an hour
 */
record NetworkTrainingData(
    List<OriginRows> origins, List<BaseForecast> bases, NetworkInputs inputs, int stepsPerHour) {}
