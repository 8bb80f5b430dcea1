package io.spikewatt.inference.calibrate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.linear.MedianCurve;

/**
 * What the outcomes of a model's own forecasts of the last seven days tell of the next one: to
 * which of its members it should lean ({@link MemberReweighting}), how far off it lies then ({@link
 * BiasCorrection}) and how wide it has to be ({@link IntervalScaling}). Its median alone follows a
 * share of its curve ({@link Bend}), which tells nothing of other quantiles, and has the offset
 * that is left then.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #look}. Makes nothing.
 */
public final class Recalibration {
  private final int length;
  private final MemberReweighting memberReweighting;
  private final BiasCorrection biasCorrection;
  private final IntervalScaling intervalScaling;
  private final CurveShare curveShare;
  private final float[][] said;
  private final float[][] moved;
  private final double[][] outcomes;
  private final float[] leaning;
  private final float[] shift;
  private final float[] middle;
  private int days;
  private double factor;

  /**
   * @param length slots of each forecast that are compared, a day at the most
   * @param leads slots of a forecast
   * @param kind of the series: production leans to the trees alone
   * @param curve of the model
   */
  public Recalibration(int length, int slotsPerDay, int leads, SeriesKind kind, MedianCurve curve) {
    this.length = length;
    memberReweighting = new MemberReweighting(!kind.isBounded(), length);
    biasCorrection = new BiasCorrection(length, slotsPerDay);
    intervalScaling = new IntervalScaling(kind.openCoverage(), length);
    curveShare = new CurveShare(curve, length);
    said = new float[BiasCorrection.DAYS][];
    moved = new float[BiasCorrection.DAYS][3 * length];
    outcomes = new double[BiasCorrection.DAYS][length];
    leaning = new float[leads];
    shift = new float[leads];
    middle = new float[leads];
  }

  public void begin() {
    days = 0;
  }

  /**
   * Adds a day; seven at the most.
   *
   * @param forecast medians, low and high quantiles, {@code length} each, of one model or several
   *     one after the other, and at the end the medians of their hours' models and trees; scaled
   * @param values outcomes from {@code from} on in the series' unit, NaN = not measured
   * @param scale of one scaled unit
   */
  public void add(float[] forecast, double[] values, int from, double scale) {
    said[days] = forecast;
    double[] outcome = outcomes[days++];
    for (int k = 0; k < length; k++) {
      outcome[k] = values[from + k] / scale;
    }
  }

  /**
   * @param at place of the model in what was added
   * @param medians that it says now
   * @param hours what the linear models of one hour say now
   * @param trees what trees say now, NaN where nothing is to be moved
   * @param spread factor on its band that validation found
   */
  public void look(int at, float[] medians, float[] hours, float[] trees, double spread) {
    lean(at, medians, hours, trees);
    offset(shift);
    intervalScaling.begin();
    for (int d = 0; d < days; d++) {
      intervalScaling.add(moved[d], 0, shift, outcomes[d]);
    }
    factor = intervalScaling.width(spread);
    if (curveShare.isLevel()) {
      System.arraycopy(shift, 0, middle, 0, shift.length);
    } else {
      bend(medians);
    }
    for (int k = 0; k < shift.length; k++) {
      shift[k] += leaning[k];
      middle[k] += leaning[k];
    }
  }

  private void lean(int at, float[] medians, float[] hours, float[] trees) {
    memberReweighting.begin();
    for (int d = 0; d < days; d++) {
      memberReweighting.add(said[d], at, hours(d), trees(d), outcomes[d]);
    }
    double found = memberReweighting.lean();
    for (int k = 0; k < leaning.length; k++) {
      leaning[k] = MemberReweighting.move(found, medians[k], hours[k], trees[k]);
    }
    for (int d = 0; d < days; d++) {
      lean(d, at, found);
    }
  }

  private int hours(int day) {
    return said[day].length - 2 * length;
  }

  private int trees(int day) {
    return said[day].length - length;
  }

  /** Median, low and high quantiles of a day, all moved alike. */
  private void lean(int day, int at, double found) {
    float[] from = said[day];
    for (int k = 0; k < length; k++) {
      float by =
          MemberReweighting.move(found, from[at + k], from[hours(day) + k], from[trees(day) + k]);
      for (int part = k; part < 3 * length; part += length) {
        moved[day][part] = from[at + part] + by;
      }
    }
  }

  private void offset(float[] out) {
    biasCorrection.begin();
    for (int d = 0; d < days; d++) {
      biasCorrection.add(moved[d], 0, outcomes[d]);
    }
    biasCorrection.write(out);
  }

  /** The medians of the past follow the curve, and so does the one of now. */
  private void bend(float[] medians) {
    curveShare.begin();
    for (int d = 0; d < days; d++) {
      curveShare.add(moved[d], outcomes[d]);
    }
    double share = curveShare.share();
    for (int d = 0; d < days; d++) {
      curveShare.follow(share, d, moved[d]);
    }
    offset(middle);
    for (int k = 0; k < middle.length; k++) {
      middle[k] += curveShare.of(share, medians[k] + leaning[k]);
    }
  }

  /** What is to be added to P10 and P90, scaled, one a slot. */
  public float[] shift() {
    return shift;
  }

  /** What is to be added to the median, which is to stay between them. */
  public float[] middle() {
    return middle;
  }

  /** Factor on what lies between P10 and P90 and the median that goes with them. */
  public double width() {
    return factor;
  }
}
