package io.spikewatt.inference.reference;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.NormalEquations;
import io.spikewatt.inference.naive.GapFilling;
import io.spikewatt.inference.score.SampleQuantile;
import java.util.Arrays;

/** Fits the plain ridge: hourly origins, the penalty by absolute error on later rows. */
public final class PlainRidgeTrainer {
  private static final double[] PENALTIES = {30, 300, 3000};

  /** Days before the first origin: the similar day looks back 28. */
  private static final int FIRST_DAYS = 30;

  private final TimeSeries history;
  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final int boundary;
  private final int validationStep;
  private final double scale;
  private final RidgeColumns columns;
  private final ForecastBounds bounds;

  /**
   * @param history training and validation rows
   * @param boundary first row of validation
   * @param validationStep rows between origins of validation
   * @throws IllegalArgumentException with less than 31 days of training or a day of validation
   */
  public PlainRidgeTrainer(
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      WeatherColumns weatherColumns,
      int boundary,
      int validationStep) {
    int day = history.slotsPerDay();
    if (boundary < (FIRST_DAYS + 1) * day + settings.horizon()
        || history.values().length < boundary + settings.horizon()) {
      throw new IllegalArgumentException("too short a history for a ridge regression");
    }
    this.history = history;
    this.kind = kind;
    this.settings = settings;
    this.boundary = boundary;
    this.validationStep = validationStep;
    double[] train =
        Arrays.stream(history.values(), 0, boundary).filter(Double::isFinite).sorted().toArray();
    scale =
        kind.isBounded()
            ? settings.capacity().orElse(Math.max(1e-9, SampleQuantile.of(train, 0.9995)))
            : Math.max(1e-9, Arrays.stream(train).map(Math::abs).average().orElse(1));
    bounds = ForecastBounds.of(kind, history.values());
    double[] filled = GapFilling.filled(history.values(), day, kind);
    columns =
        new RidgeColumns(
            history,
            filled,
            kind,
            settings,
            weatherColumns,
            scale,
            history.values().length + settings.horizon());
  }

  /** Weights of one penalty, leads × columns, and the sum of their absolute errors. */
  private record Fit(double penalty, double[][] weights, double error) {}

  public PlainRidge train() {
    int leads = settings.horizon();
    int first = FIRST_DAYS * history.slotsPerDay();
    int[] training = range(first, boundary - leads, columns.calendar().slotsPerHour());
    int[] held = range(boundary, history.values().length - leads, validationStep);
    PlainRidge.Scaling scaling = scaling(training, leads);
    Fit best = best(training, held, scaling);
    return new PlainRidge(
        kind,
        settings,
        scale,
        scaling,
        best.weights,
        band(held, best.weights, scaling),
        bounds,
        best.penalty);
  }

  /** Fits each lead with each penalty; the one that errs least on the held rows. */
  private Fit best(int[] training, int[] held, PlainRidge.Scaling scaling) {
    int leads = settings.horizon();
    double[][][] weights = new double[PENALTIES.length][leads][];
    double[] error = new double[PENALTIES.length];
    double[] row = new double[PlainRidge.columns(columns, kind)];
    for (int lead = 0; lead < leads; lead++) {
      NormalEquations equations = new NormalEquations(row.length);
      for (int origin : training) {
        double target = history.values()[origin + lead] / scale;
        if (!Double.isNaN(target)) {
          PlainRidge.fill(columns, kind, scaling, origin, lead, row);
          equations.add(row, target, 1);
        }
      }
      for (int i = 0; i < PENALTIES.length; i++) {
        weights[i][lead] = equations.solve(PENALTIES[i], -1);
      }
      for (int origin : held) {
        double target = history.values()[origin + lead] / scale;
        if (!Double.isNaN(target)) {
          PlainRidge.fill(columns, kind, scaling, origin, lead, row);
          for (int i = 0; i < PENALTIES.length; i++) {
            error[i] += Math.abs(target - bounds.clip(PlainRidge.dot(weights[i][lead], row)));
          }
        }
      }
    }
    int best = 0;
    for (int i = 1; i < PENALTIES.length; i++) {
      best = error[i] < error[best] ? i : best;
    }
    return new Fit(PENALTIES[best], weights[best], error[best]);
  }

  private static int[] range(int from, int last, int step) {
    int[] origins = new int[(last - from) / step + 1];
    Arrays.setAll(origins, i -> from + i * step);
    return origins;
  }

  /** Mean and standard deviation of each feature over every fourth origin. */
  private PlainRidge.Scaling scaling(int[] origins, int leads) {
    int features = columns.features();
    double[] raw = new double[features];
    double[] sum = new double[features];
    double[] squares = new double[features];
    long count = 0;
    for (int i = 0; i < origins.length; i += 4) {
      for (int lead = 0; lead < leads; lead++) {
        columns.fill(origins[i], lead, raw);
        for (int f = 0; f < features; f++) {
          sum[f] += raw[f];
          squares[f] += raw[f] * raw[f];
        }
        count++;
      }
    }
    double[] mean = new double[features];
    double[] deviation = new double[features];
    for (int f = 0; f < features; f++) {
      mean[f] = sum[f] / count;
      double sd = Math.sqrt(Math.max(1e-12, squares[f] / count - mean[f] * mean[f]));
      deviation[f] = sd < 1e-5 ? 1 : sd;
    }
    return new PlainRidge.Scaling(mean, deviation);
  }

  /** P10 and P90 of the errors at each lead on the held rows. */
  private PlainRidge.Band band(int[] held, double[][] weights, PlainRidge.Scaling scaling) {
    PlainRidge.Band band =
        new PlainRidge.Band(new double[weights.length], new double[weights.length]);
    double[] row = new double[weights[0].length];
    for (int lead = 0; lead < weights.length; lead++) {
      double[] errors = new double[held.length];
      int count = 0;
      for (int origin : held) {
        double target = history.values()[origin + lead] / scale;
        if (!Double.isNaN(target)) {
          PlainRidge.fill(columns, kind, scaling, origin, lead, row);
          errors[count++] = target - bounds.clip(PlainRidge.dot(weights[lead], row));
        }
      }
      errors = Arrays.copyOf(errors, count);
      Arrays.sort(errors);
      if (count > 0) {
        band.low()[lead] = Math.min(0, SampleQuantile.of(errors, 0.1));
        band.high()[lead] = Math.max(0, SampleQuantile.of(errors, 0.9));
      }
    }
    return band;
  }
}
