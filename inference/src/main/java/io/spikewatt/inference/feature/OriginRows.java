package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * All a model may know at one origin, for some leads ahead of it: all of them, or a slice. Arrays
 * are not to be changed by readers. {@link RowBuilder#fill} writes one origin over another.
 */
public final class OriginRows {
  private final int first;
  private final int features;
  private final int shared;
  private final float[] x;
  private final float[] similar;
  private final float[] median;
  private final byte[] hour;
  private final byte[] part;
  private final boolean[] weekend;
  private final boolean[] dark;
  private final float[] holiday;
  private final float[] target;
  private int origin;

  /** What the features are made from on the way; one here, so that nothing is made an origin. */
  final OriginState state;

  /**
   * @param origin row of lead 0
   * @param first lead that the arrays begin with
   * @param features number of features a lead
   * @param shared how many of them, from the first on, every site has
   * @param x leads × features, standardised
   * @param similar mean of four similar days, scaled units, one a lead
   * @param median median of the last seven days at that time, scaled units, one a lead
   * @param hour local hour of each lead
   * @param part slot of that hour
   * @param weekend whether a lead falls on one
   * @param dark whether the sun is known to be down; all false for a load
   * @param holiday what a lead has more for falling on a holiday, scaled; a forecast adds it
   * @param target scaled outcome, NaN where it is unknown or may not be used; one a lead
   */
  public OriginRows(
      int origin,
      int first,
      int features,
      int shared,
      float[] x,
      float[] similar,
      float[] median,
      byte[] hour,
      byte[] part,
      boolean[] weekend,
      boolean[] dark,
      float[] holiday,
      float[] target) {
    this.origin = origin;
    this.first = first;
    this.features = features;
    this.shared = shared;
    this.x = x;
    this.similar = similar;
    this.median = median;
    this.hour = hour;
    this.part = part;
    this.weekend = weekend;
    this.dark = dark;
    this.holiday = holiday;
    this.target = target;
    state = new OriginState();
  }

  /** Room for some leads of a set's features. */
  static OriginRows room(FeatureSet set, int first, int leads) {
    float[] target = new float[leads];
    Arrays.fill(target, Float.NaN);
    return new OriginRows(
        0,
        first,
        set.size(),
        set.shared(),
        new float[leads * set.size()],
        new float[leads],
        new float[leads],
        new byte[leads],
        new byte[leads],
        new boolean[leads],
        new boolean[leads],
        new float[leads],
        target);
  }

  void moveTo(int to) {
    origin = to;
  }

  /** Number of leads in the arrays. */
  public int leads() {
    return hour.length;
  }

  public int origin() {
    return origin;
  }

  public int first() {
    return first;
  }

  public int features() {
    return features;
  }

  public int shared() {
    return shared;
  }

  public float[] x() {
    return x;
  }

  public float[] similar() {
    return similar;
  }

  public float[] median() {
    return median;
  }

  public byte[] hour() {
    return hour;
  }

  public byte[] part() {
    return part;
  }

  public boolean[] weekend() {
    return weekend;
  }

  public boolean[] dark() {
    return dark;
  }

  public float[] holiday() {
    return holiday;
  }

  public float[] target() {
    return target;
  }
}
