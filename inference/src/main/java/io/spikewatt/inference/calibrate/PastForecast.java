package io.spikewatt.inference.calibrate;

/**
 * First day of a forecast that a model issued, or would have issued, at an origin of the last week,
 * and the forecasts of two of its members; scaled units, one value a slot.
 *
 * @param quantiles of the model
 * @param hourMedians medians of the linear models of one hour of day
 * @param treeMedians medians of the trees, NaN where none is compared
 */
public record PastForecast(Quantiles quantiles, float[] hourMedians, float[] treeMedians) {

  /** A reusable buffer for a number of slots. */
  public static PastForecast room(int slots) {
    return new PastForecast(Quantiles.room(slots), new float[slots], new float[slots]);
  }

  /** Room for another model's forecast from the same origin, whose members are the same. */
  public PastForecast sibling() {
    return new PastForecast(Quantiles.room(quantiles.median().length), hourMedians, treeMedians);
  }
}
