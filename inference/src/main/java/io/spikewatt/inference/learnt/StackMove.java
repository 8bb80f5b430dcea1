package io.spikewatt.inference.learnt;

import java.util.Arrays;

/**
 * What a linear stack's forecast has moved since its slot began, by the minutes that are over. In
 * the series' unit, one value a lead; 0 for the slot that runs.
 *
 * @param median of the forecast for absolute errors
 * @param mean of that for squared errors
 */
public record StackMove(double[] median, double[] mean) {

  boolean isFinite() {
    return Arrays.stream(median).allMatch(Double::isFinite)
        && Arrays.stream(mean).allMatch(Double::isFinite);
  }
}
