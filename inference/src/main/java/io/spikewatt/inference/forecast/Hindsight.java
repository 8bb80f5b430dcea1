package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.linear.MedianCurve;

/**
 * Recalibrates a model's next forecast by the outcomes of its own forecasts of the last seven days:
 * members ({@link Lean}), bias ({@link Offset}) and band ({@link Width}). The median alone follows
 * a share of the model's curve ({@link Bend}) and has the bias that is left then.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #look}. Allocates nothing.
 */
public final class Hindsight {
  /** Days of forecasts whose outcomes are looked at. */
  public static final int DAYS = Offset.DAYS;

  private final int length;
  private final Lean lean;
  private final Offset offset;
  private final Width width;
  private final Bend bend;
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
  public Hindsight(int length, int slotsPerDay, int leads, SeriesKind kind, MedianCurve curve) {
    this.length = length;
    lean = new Lean(!kind.isBounded(), length);
    offset = new Offset(length, slotsPerDay);
    width = new Width(kind.openCoverage(), length);
    bend = new Bend(curve, length);
    for (int day = 0; day < DAYS; day++) {
      moved[day] = Quantiles.room(length);
    }
    outcomes = new double[DAYS][length];
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
   * @param values outcomes from {@code from} on in the series' unit, NaN = not measured
   * @param scale of one scaled unit
   */
  public void add(PastForecast forecast, double[] values, int from, double scale) {
    past[days] = forecast;
    double[] outcome = outcomes[days++];
    for (int k = 0; k < length; k++) {
      outcome[k] = values[from + k] / scale;
    }
  }

  /**
   * Finds the correction of the forecast of now.
   *
   * @param medians of the model
   * @param hours medians of the linear models of one hour
   * @param trees medians of the trees, NaN where nothing is to be moved
   * @param spread factor on its band that validation found
   */
  public void look(float[] medians, float[] hours, float[] trees, double spread) {
    lean(medians, hours, trees);
    offset(shift);
    width.begin();
    for (int d = 0; d < days; d++) {
      width.add(moved[d], shift, outcomes[d]);
    }
    factor = width.width(spread);
    if (bend.isLevel()) {
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
    lean.begin();
    for (int d = 0; d < days; d++) {
      lean.add(past[d], outcomes[d]);
    }
    double found = lean.lean();
    for (int k = 0; k < leaning.length; k++) {
      leaning[k] = Lean.move(found, medians[k], hours[k], trees[k]);
    }
    for (int d = 0; d < days; d++) {
      lean(past[d], moved[d], found);
    }
  }

  /** Moves median, low and high quantiles of a day alike. */
  private void lean(PastForecast day, Quantiles to, double found) {
    Quantiles from = day.quantiles();
    for (int k = 0; k < length; k++) {
      float by = Lean.move(found, from.median()[k], day.hourMedians()[k], day.treeMedians()[k]);
      to.median()[k] = from.median()[k] + by;
      to.low()[k] = from.low()[k] + by;
      to.high()[k] = from.high()[k] + by;
    }
  }

  private void offset(float[] to) {
    offset.begin();
    for (int d = 0; d < days; d++) {
      offset.add(moved[d].median(), outcomes[d]);
    }
    offset.write(to);
  }

  /** The medians of the past follow the curve, and so does the one of now. */
  private void bend(float[] medians) {
    bend.begin();
    for (int d = 0; d < days; d++) {
      bend.add(moved[d].median(), outcomes[d]);
    }
    double share = bend.share();
    for (int d = 0; d < days; d++) {
      bend.follow(share, d, moved[d].median());
    }
    offset(middle);
    for (int k = 0; k < middle.length; k++) {
      middle[k] += bend.of(share, medians[k] + leaning[k]);
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
