package io.spikewatt.inference.learnt;

import java.util.Arrays;

/**
 * Move of a linear stack's forecast since its slot began, by the elapsed minutes. In the series'
 * unit, one value a lead; 0 for the running slot.
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
