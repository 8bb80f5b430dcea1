package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;

/** Columns of each lead's linear model; the one-hot ones come first, so a fit skips their zeros. */
public interface LinearDesign {

  /** Number of models. */
  int models();

  /** Number of columns of each. */
  int columns();

  /** The column that is always 1 and bears no penalty: a penalised constant shrinks the level. */
  int constant();

  /** Model for a lead whose target is in a local hour. */
  int model(int lead, int hour);

  /** Writes the columns of the lead at an index of the rows' arrays. */
  void fill(OriginRows rows, int index, double[] result);

  /**
   * Forecasts of a bank of this design for every lead, scaled units, unbounded. Allocates nothing;
   * the order of the sums is fixed.
   */
  void predict(LinearBank bank, OriginRows rows, float[] result);
}
