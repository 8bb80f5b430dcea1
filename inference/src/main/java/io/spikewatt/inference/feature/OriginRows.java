package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * Features at one origin for all leads, or a slice of them. Readers must not change the arrays.
 * {@link RowBuilder#fill} overwrites one origin with another.
 *
 * @param first lead that the arrays begin with
 * @param features number of features a lead
 * @param shared how many features, from the first on, every site has
 * @param x leads × features, standardised
 * @param hour local hour of each lead
 * @param part slot of that hour
 * @param weekend whether a lead falls on one
 * @param dark whether the slot is known to be dark; all false for a load
 * @param holiday scaled holiday effect of each lead; a forecast adds it
 * @param target scaled outcome, NaN where it is unknown or may not be used; one a lead
 * @param state intermediate values of the features; kept here, so that an origin allocates nothing
 */
public record OriginRows(
    int first,
    int features,
    int shared,
    float[] x,
    byte[] hour,
    byte[] part,
    boolean[] weekend,
    boolean[] dark,
    float[] holiday,
    float[] target,
    OriginState state) {

  /** Buffers for some leads, with no target yet. */
  public OriginRows(int first, int leads, int features, int shared) {
    this(
        first,
        features,
        shared,
        new float[leads * features],
        new byte[leads],
        new byte[leads],
        new boolean[leads],
        new boolean[leads],
        new float[leads],
        new float[leads],
        new OriginState());
    Arrays.fill(target, Float.NaN);
  }

  /** Number of leads in the arrays. */
  public int leads() {
    return hour.length;
  }

  /** Row of lead 0. */
  public int origin() {
    return state.origin;
  }

  /** Elapsed share of the slot at the origin; leads are shorter by it. */
  public double elapsed() {
    return state.elapsed;
  }
}
