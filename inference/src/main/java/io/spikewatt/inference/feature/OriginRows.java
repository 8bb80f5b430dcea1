package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * Features at one origin for all leads, or a slice of them. Readers must not change the arrays.
 * {@link RowBuilder#fill} overwrites one origin with another.
 */
public final class OriginRows {
  private final int first;
  private final int features;
  private final int shared;
  private final float[] x;
  private final byte[] hour;
  private final byte[] part;
  private final boolean[] weekend;
  private final boolean[] dark;
  private final float[] holiday;
  private final float[] target;
  private final OriginState state = new OriginState();

  /**
   * Buffers for some leads, with no target yet.
   *
   * @param first lead that the arrays begin with
   * @param features number of features a lead
   * @param shared number of features, from the first on, that every site has
   */
  public OriginRows(int first, int leads, int features, int shared) {
    this.first = first;
    this.features = features;
    this.shared = shared;
    x = new float[leads * features];
    hour = new byte[leads];
    part = new byte[leads];
    weekend = new boolean[leads];
    dark = new boolean[leads];
    holiday = new float[leads];
    target = new float[leads];
    Arrays.fill(target, Float.NaN);
  }

  /** Intermediate values of the features; kept here, so that an origin allocates nothing. */
  OriginState state() {
    return state;
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

  /** Lead that the arrays begin with. */
  public int first() {
    return first;
  }

  /** Number of features a lead. */
  public int features() {
    return features;
  }

  /** Number of features, from the first on, that every site has. */
  public int shared() {
    return shared;
  }

  /** Leads × features, standardised. */
  public float[] x() {
    return x;
  }

  /** Local hour of each lead. */
  public byte[] hour() {
    return hour;
  }

  /** Slot of that hour. */
  public byte[] part() {
    return part;
  }

  /** Whether a lead falls on one. */
  public boolean[] weekend() {
    return weekend;
  }

  /** Whether the slot is known to be dark; all false for a load. */
  public boolean[] dark() {
    return dark;
  }

  /** Scaled holiday effect of each lead; a forecast adds it. */
  public float[] holiday() {
    return holiday;
  }

  /** Scaled outcome, NaN where it is unknown or may not be used; one a lead. */
  public float[] target() {
    return target;
  }
}
