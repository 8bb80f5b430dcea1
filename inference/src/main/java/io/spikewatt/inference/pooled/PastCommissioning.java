package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.QuantileRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Training example of a pooled network: a site as if it had been commissioned at a time of its
 * past, and the hours that followed.
 *
 * @param inputs of each hour ahead
 * @param errors of the base of each hour, in {@link PooledNetwork#outputUnit}; NaN = unknown or
 *     dark
 * @param weight the site's level then over its usual one
 */
public record PastCommissioning(float[][] inputs, float[] errors, float weight) {
  private static final int OLDEST_HOURS = 690;

  /** A commissioning at random, seen after an hour to four weeks; empty if nothing was measured. */
  public static Optional<PastCommissioning> drawn(
      SeriesKind kind, ForecastSettings settings, TimeSeries series, SplittableRandom random) {
    int hour = hour(series);
    int age = (int) (Math.exp(random.nextDouble() * Math.log(OLDEST_HOURS)) * hour);
    int from = random.nextInt(series.values().length - age - OriginInputs.HOURS * hour);
    return at(kind, settings, series, from, age);
  }

  /** The commissioning at a row, seen after {@code age} rows; empty without a measurement. */
  public static Optional<PastCommissioning> at(
      SeriesKind kind, ForecastSettings settings, TimeSeries series, int from, int age) {
    int hour = hour(series);
    TimeSeries known =
        new TimeSeries(
            series.start().plus(series.step().multipliedBy(from)),
            series.step(),
            Arrays.copyOfRange(series.values(), from, from + age));
    if (known.goodSlots() == 0) {
      return Optional.empty();
    }
    SiteRecord record = SiteRecord.of(kind, settings, known, OriginInputs.HOURS * hour);
    OriginInputs seen = new OriginInputs(record, age);
    double usual = series.meanSize();
    float[][] inputs = new float[OriginInputs.HOURS][OriginInputs.count(kind)];
    float[] errors = new float[OriginInputs.HOURS];
    for (int k = 0; k < OriginInputs.HOURS; k++) {
      double base = seen.fill(k, inputs[k]);
      boolean dark = record.hasSky() && record.sky(seen.row(k), seen.row(k) + hour) <= 0;
      double outcome = mean(series.values(), from + age + k * hour, hour);
      errors[k] =
          dark
              ? Float.NaN
              : (float) ((outcome - base) / seen.level() / PooledNetwork.outputUnit(kind));
    }
    return Optional.of(new PastCommissioning(inputs, errors, (float) (seen.level() / usual)));
  }

  /** Their known hours as rows of one window, of a mean weight of about 1. */
  public static QuantileRows rows(SeriesKind kind, List<PastCommissioning> all) {
    int features = OriginInputs.count(kind);
    double heavy = all.stream().mapToDouble(PastCommissioning::weight).average().orElse(1);
    int count = all.stream().mapToInt(PastCommissioning::known).sum();
    float[] x = new float[count * features];
    float[] y = new float[count];
    float[] weight = new float[count];
    int at = 0;
    for (PastCommissioning each : all) {
      for (int k = 0; k < each.errors.length; k++) {
        if (Float.isFinite(each.errors[k])) {
          System.arraycopy(each.inputs[k], 0, x, at * features, features);
          y[at] = each.errors[k];
          weight[at++] = (float) (each.weight / heavy);
        }
      }
    }
    return new QuantileRows(count, features, x, 1, y, weight);
  }

  private int known() {
    int known = 0;
    for (float error : errors) {
      known += Float.isFinite(error) ? 1 : 0;
    }
    return known;
  }

  private static int hour(TimeSeries series) {
    return Math.max(1, series.slotsPerDay() / 24);
  }

  /** Mean of an hour; NaN where nothing of it was measured. */
  private static double mean(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }
}
