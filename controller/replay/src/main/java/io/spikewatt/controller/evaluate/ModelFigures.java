package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.NetworkBlend;

/**
 * Costs of the product's forecast, counted or timed.
 *
 * @param chosen what validation chose
 * @param parameters of the network
 * @param stackParameters coefficients of the linear models under it
 * @param blend shares of the network in what is published
 * @param holidayShare how far a holiday goes from its weekday to a Sunday
 * @param usesWeather whether the linear models use the columns of weather
 * @param inference cost of one forecast
 * @param trainSeconds wall time of learning
 */
public record ModelFigures(
    CandidateModel chosen,
    int parameters,
    int stackParameters,
    NetworkBlend blend,
    double holidayShare,
    boolean usesWeather,
    Inference inference,
    double trainSeconds) {

  /**
   * Cost of one forecast.
   *
   * @param steps of the network
   * @param spikes mean number, on validation
   * @param denseMacs multiplications of the network: input current, skip and read-out
   * @param micros wall time from the raw history, mean over the test part, µs
   */
  public record Inference(int steps, double spikes, long denseMacs, double micros) {}
}
