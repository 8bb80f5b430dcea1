package io.spikewatt.inference.blend;

import io.spikewatt.inference.linear.NormalEquations;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Correction of the blend for one range of lead: a regression for the mean, by squared error, and
 * one for the median, by absolute error (rows weighted by the inverse of their residual). Each is
 * used all, half or not at all, as far as it paid lately. Not thread-safe.
 */
final class LeadCorrection {

  /** Days of errors before the first correction. */
  private static final int FEWEST_DAYS = 7;

  /** Days after which a day's errors weigh half. */
  private static final double HALF_LIFE_DAYS = 60;

  /** The same for what a correction gained: a blend may change at once with a new model. */
  private static final double GAIN_HALF_LIFE_DAYS = 14;

  /** Penalty of the median's regression, relative to the mean's. */
  private static final double MEDIAN_PENALTY = 2;

  /** Least residual that is told apart, relative to the mean one. */
  private static final double LEAST_RESIDUAL = 0.1;

  private static final double[] SHARES = {0.5, 1};

  /** Standard errors by which the median's gain has to be above 0. */
  private static final double MEDIAN_MARGIN = 0.5;

  /** More of them for each hour ahead: most of the gain is in the next hours. */
  private static final double MARGIN_PER_HOUR = 0.2;

  private final int hour;
  private final double penalty;
  private final double meanMargin;
  private final Target mean;
  private final Target median;
  private double rows;
  private double days;

  /** Mean absolute residual of the median times {@link #rows}. */
  private double residuals;

  /** A regression, and the gain of its shares. */
  private static final class Target {
    final NormalEquations sums;
    double[] weights;

    /** Less error with each share: today, and mean and mean square of the last days. */
    final double[] today = new double[SHARES.length];

    final double[] gain = new double[SHARES.length];
    final double[] square = new double[SHARES.length];

    /** Days that the gains stand for. */
    double days;

    Target(int features) {
      sums = new NormalEquations(features);
      weights = new double[features];
    }

    double correction(double[] row) {
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        sum += weights[i] * row[i];
      }
      return sum;
    }

    void closeDay() {
      sums.fade(Math.pow(0.5, 1 / HALF_LIFE_DAYS));
      if (Arrays.stream(weights).anyMatch(w -> w != 0)) {
        days = 1 + days * Math.pow(0.5, 1 / GAIN_HALF_LIFE_DAYS);
        for (int i = 0; i < SHARES.length; i++) {
          gain[i] += (today[i] - gain[i]) / days;
          square[i] += (today[i] * today[i] - square[i]) / days;
        }
      }
      Arrays.fill(today, 0);
    }

    /** The share that gained most, if its gain is above 0 by {@code margin} standard errors. */
    double share(double margin) {
      double best = 0;
      double most = 0;
      for (int i = 0; i < SHARES.length && days > 1; i++) {
        double error = Math.sqrt(Math.max(0, square[i] - gain[i] * gain[i]) / days);
        if (gain[i] - margin * error > most) {
          most = gain[i] - margin * error;
          best = SHARES[i];
        }
      }
      return best;
    }

    Stream<double[]> state() {
      return Stream.of(sums.state(), weights, today, gain, square, new double[] {days});
    }

    void read(DoubleBuffer from) {
      sums.read(from);
      from.get(weights).get(today).get(gain).get(square);
      days = from.get();
    }
  }

  /**
   * @param hour ahead, the first is 0
   * @param penalty of the regression in rows for an hour ahead: the further, the less is known
   * @param hourly whether the values are hourly ones, whose mean is corrected for any gain: shorter
   *     slots have peaks, by which a gain of squared error looks larger than it is
   */
  LeadCorrection(int features, int hour, double penalty, boolean hourly) {
    this.hour = hour;
    this.penalty = penalty * (hour + 1);
    meanMargin = hourly ? 0 : MARGIN_PER_HOUR * hour;
    mean = new Target(features);
    median = new Target(features);
  }

  double mean(double blend, double[] row) {
    return blend + mean.share(meanMargin) * mean.correction(row);
  }

  double median(double blend, double[] row) {
    return blend + median.share(MEDIAN_MARGIN + MARGIN_PER_HOUR * hour) * median.correction(row);
  }

  void add(double[] row, double blendMedian, double blendMean, double actual) {
    double off = actual - blendMean;
    double offMedian = actual - blendMedian;
    double correction = mean.correction(row);
    double medianCorrection = median.correction(row);
    for (int i = 0; i < SHARES.length; i++) {
      double rest = off - SHARES[i] * correction;
      mean.today[i] += off * off - rest * rest;
      median.today[i] += Math.abs(offMedian) - Math.abs(offMedian - SHARES[i] * medianCorrection);
    }
    double residual = Math.abs(offMedian - medianCorrection);
    rows++;
    residuals += residual;
    double relative = residuals > 0 ? residual * rows / residuals : 1;
    mean.sums.add(row, off, 1);
    median.sums.add(row, offMedian, 1 / Math.max(LEAST_RESIDUAL, relative));
  }

  /** Refits. */
  void closeDay() {
    mean.closeDay();
    median.closeDay();
    double keep = Math.pow(0.5, 1 / HALF_LIFE_DAYS);
    rows *= keep;
    residuals *= keep;
    days++;
    if (days >= FEWEST_DAYS && rows > 0) {
      mean.weights = mean.sums.solveRelative(penalty / rows);
      median.weights = median.sums.solveRelative(MEDIAN_PENALTY * penalty / rows);
    }
  }

  /** Number of values of its state. */
  static int stateLength(int features) {
    return 3 + 2 * (NormalEquations.stateLength(features) + features + 3 * SHARES.length + 1);
  }

  DoubleStream state() {
    Stream<double[]> counts = Stream.of(new double[] {rows, days, residuals});
    return Stream.of(counts, mean.state(), median.state())
        .flatMap(state -> state)
        .flatMapToDouble(Arrays::stream);
  }

  void read(DoubleBuffer from) {
    rows = from.get();
    days = from.get();
    residuals = from.get();
    mean.read(from);
    median.read(from);
  }
}
