package io.spikewatt.inference.calibrate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.linear.MedianCurve;
import java.util.Arrays;

/**
 * Recalibrates a model's next forecast by the outcomes of its own forecasts of the last seven days:
 * members ({@link MemberReweighting}), bias ({@link BiasCorrection}) and band ({@link
 * IntervalScaling}). The median alone follows a share of the model's curve ({@link CurveShare}) and
 * has the bias that is left then. {@link #begin}, {@link #add} for each day, then {@link #look}.
 * Allocates nothing.
 */
public final class Recalibration {
  /** Days of forecasts whose outcomes are used. */
  public static final int DAYS = BiasCorrection.DAYS;

  private final int length;
  private final MemberReweighting memberReweighting;
  private final BiasCorrection biasCorrection;
  private final IntervalScaling intervalScaling;
  private final CurveShare curveShare;
  private final PastForecast[] past = new PastForecast[DAYS];
  private final Quantiles[] moved = new Quantiles[DAYS];
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
    intervalScaling = new IntervalScaling(kind.modelCoverage(), length);
    curveShare = new CurveShare(curve, length);
    Arrays.setAll(moved, day -> Quantiles.room(length));
    outcomes = new double[DAYS][length];
    leaning = new float[leads];
    shift = new float[leads];
    middle = new float[leads];
  }

  public void begin() {
    days = 0;
  }

  /** Adds a day, seven at most: unscaled outcomes from {@code from} on, NaN = not measured. */
  public void add(PastForecast forecast, double[] values, int from, double scale) {
    past[days] = forecast;
    double[] outcome = outcomes[days++];
    for (int k = 0; k < length; k++) {
      outcome[k] = values[from + k] / scale;
    }
  }

  /**
   * Finds the correction of the present forecast.
   *
   * @param medians of the model
   * @param hours medians of the linear models of one hour
   * @param trees medians of the trees, NaN where none is moved
   * @param spread factor on its band that validation found
   */
  public void look(float[] medians, float[] hours, float[] trees, double spread) {
    lean(medians, hours, trees);
    offset(shift);
    intervalScaling.begin();
    for (int d = 0; d < days; d++) {
      intervalScaling.add(moved[d], shift, outcomes[d]);
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

  private void lean(float[] medians, float[] hours, float[] trees) {
    memberReweighting.begin();
    for (int d = 0; d < days; d++) {
      memberReweighting.add(past[d], outcomes[d]);
    }
    double found = memberReweighting.lean();
    for (int k = 0; k < leaning.length; k++) {
      leaning[k] = MemberReweighting.move(found, medians[k], hours[k], trees[k]);
    }
    for (int d = 0; d < days; d++) {
      lean(past[d], moved[d], found);
    }
  }

  /** Moves median, low and high quantiles of a day by the same amount. */
  private void lean(PastForecast day, Quantiles to, double found) {
    Quantiles from = day.quantiles();
    for (int k = 0; k < length; k++) {
      float by =
          MemberReweighting.move(
              found, from.median()[k], day.hourMedians()[k], day.treeMedians()[k]);
      to.median()[k] = from.median()[k] + by;
      to.low()[k] = from.low()[k] + by;
      to.high()[k] = from.high()[k] + by;
    }
  }

  private void offset(float[] to) {
    biasCorrection.begin();
    for (int d = 0; d < days; d++) {
      biasCorrection.add(moved[d].median(), outcomes[d]);
    }
    biasCorrection.write(to);
  }

  /** The medians of the past follow the curve, and so does the one of now. */
  private void bend(float[] medians) {
    curveShare.begin();
    for (int d = 0; d < days; d++) {
      curveShare.add(moved[d].median(), outcomes[d]);
    }
    double share = curveShare.share();
    for (int d = 0; d < days; d++) {
      curveShare.follow(share, d, moved[d].median());
    }
    offset(middle);
    for (int k = 0; k < middle.length; k++) {
      middle[k] += curveShare.of(share, medians[k] + leaning[k]);
    }
  }

  /** Correction of P10 and P90, scaled, one a slot. */
  public float[] shift() {
    return shift;
  }

  /** Correction of the median, which must stay between them. */
  public float[] middle() {
    return middle;
  }

  /** Factor on the distances of P10 and P90 from their median. */
  public double width() {
    return factor;
  }
}
