package io.spikewatt.fleet.demo;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.util.Arrays;
import java.util.Optional;

/**
 * Hours ahead of one origin: how far the site's own forecast was off, and how far that of a shared
 * network is. In mean absolute values of the site's series, NaN where unknown or dark.
 *
 * @param inputs of each hour
 * @param base error of what the network corrects, outcome less base
 * @param unit what an output of 1 of the network is
 * @param own own forecast less outcome
 */
record HourErrors(float[][] inputs, double[] base, double unit, double[] own) {

  private static final int MEDIAN = 1;

  /** Days that the network sees of a site. */
  static final int AGE_DAYS = 19;

  /**
   * At an origin.
   *
   * @param origin row, at least {@link #AGE_DAYS} after the first
   * @param forecast of the site's own model from there
   */
  static Optional<HourErrors> at(
      MeasuredSite site, TimeSeries series, int origin, Forecast forecast) {
    SeriesKind kind = site.kind();
    int age = AGE_DAYS * series.slotsPerDay();
    double usual = series.meanSize();
    return PastCommissioning.at(kind, site.settings(), series, origin - age, age)
        .map(seen -> of(series, origin, forecast, seen, PooledNetwork.outputUnit(kind), usual));
  }

  private static HourErrors of(
      TimeSeries series,
      int origin,
      Forecast forecast,
      PastCommissioning seen,
      float outputUnit,
      double usual) {
    int hour = Math.max(1, series.slotsPerDay() / 24);
    double unit = outputUnit * seen.weight();
    int hours = Math.min(seen.errors().length, forecast.slots() / hour);
    double[] base = new double[hours];
    double[] own = new double[hours];
    for (int k = 0; k < hours; k++) {
      double outcome = mean(series.values(), origin + k * hour, hour);
      base[k] = seen.errors()[k] * unit;
      own[k] =
          Double.isNaN(base[k])
              ? Double.NaN
              : (mean(forecast.p50(), k * hour, hour) - outcome) / usual;
    }
    return new HourErrors(seen.inputs(), base, unit, own);
  }

  private static double mean(double[] values, int from, int count) {
    return Arrays.stream(values, from, Math.min(values.length, from + count))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** Median of a shared network less outcome, each hour. */
  double[] shared(GradedTopology shape, float[] weights) {
    DenseNetwork network = new DenseNetwork(new GradedWeights(shape, weights));
    float[] outputs = new float[shape.outputs()];
    double[] errors = new double[base.length];
    for (int k = 0; k < errors.length; k++) {
      network.step(inputs[k], 0, outputs);
      errors[k] = unit * outputs[MEDIAN] - base[k];
    }
    return errors;
  }
}
