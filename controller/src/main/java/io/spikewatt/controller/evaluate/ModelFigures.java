package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.CandidateModel;

/**
 * What the product's forecast costs, counted or timed.
 *
 * @param chosen what validation chose
 * @param parameters of the network
 * @param stackParameters coefficients of the linear models under it
 * @param share of the network in the published median
 * @param meanShare of the network in the published mean
 * @param holidayShare how far a holiday goes from its weekday to a Sunday
 * @param steps of the network in one forecast
 * @param spikesPerInference mean number of spikes in one forecast, on validation
 * @param denseMacs multiplications of the network in one forecast: input current, skip and read-out
 * @param inferenceMicros wall time of one forecast from the raw history, mean over the test part
 * @param trainSeconds wall time of learning
 */
public record ModelFigures(
    CandidateModel chosen,
    int parameters,
    int stackParameters,
    double share,
    double meanShare,
    double holidayShare,
    int steps,
    double spikesPerInference,
    long denseMacs,
    double inferenceMicros,
    double trainSeconds) {}
