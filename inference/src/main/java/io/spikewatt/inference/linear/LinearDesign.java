package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;

/**
 * The linear model of each lead, and its columns. The one-hot columns come first: nearly all are
 * zero, and a fit skips a row's zero columns.
 */
public interface LinearDesign {

  /** Number of models. */
  int models();

  /** Number of columns of each. */
  int columns();

  /** The column that is always 1 and bears no penalty: a penalised constant shrinks the level. */
  int constant();

  /** Model for a lead whose target is in a local hour. */
  int model(int lead, int hour);

  /**
   * Writes the columns of a lead.
   *
   * @param index of the lead in the rows' arrays
   */
  void fill(OriginRows rows, int index, double[] result);

  /**
   * Forecasts of a bank of this design for every lead, scaled units, unbounded. Allocates nothing;
   * the order of the sums is fixed.
   */
  void predict(LinearBank bank, OriginRows rows, float[] result);
}
