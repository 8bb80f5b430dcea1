package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.ErrorBand;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.ScaledForecast;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.score.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares on held-out rows: first the network's snapshots if there are any, then the weight of the
 * best one, then spiking, linear and seasonal forecaster. In scaled units.
 */
final class ModelSelection {
  private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};

  /** The mean is the linear models' alone: squares weigh the few days on which a network errs. */
  private static final double MEAN_SHARE = 0;

  private static final double MIN_SPREAD = 0.7;
  private static final double MAX_SPREAD = 3;
  private static final double SPREAD_STEP = 1.06;

  private final TimeSeries history;
  private final LinearBase base;
  private final List<OriginRows> held;
  private final List<BaseForecast> stacks = new ArrayList<>();
  private final ErrorBand band;
  private final ValidationRows rows;
  private final Errors naive;
  private final Errors naiveWeek;
  private final Errors naiveDay;
  private double best = Double.POSITIVE_INFINITY;
  private @Nullable ResidualNetwork network;

  /** Mean absolute error of the median and root mean squared error of the mean. */
  private record Errors(double mae, double rmse) {}

  ModelSelection(TimeSeries history, LinearBase base, List<OriginRows> held, ErrorBand band) {
    this.history = history;
    this.base = base;
    this.held = held;
    this.band = band;
    rows = new ValidationRows(held, base.stack().bounds());
    for (OriginRows origin : held) {
      stacks.add(base.stack().predict(origin));
    }
    naiveDay = errors(flat(SeasonalForecaster.naive(base.kind(), base.settings(), 1)));
    naiveWeek = errors(flat(SeasonalForecaster.naive(base.kind(), base.settings(), 7)));
    naive =
        new Errors(Math.min(naiveDay.mae, naiveWeek.mae), Math.min(naiveDay.rmse, naiveWeek.rmse));
  }

  /** Keeps a snapshot if it is the best so far, alone or half and half with its base. */
  void offer(ResidualNetwork snapshot) {
    ValidationRows.Flat net = rows.flat(i -> snapshot.read(held.get(i), stacks.get(i)).forecast());
    ValidationRows.Flat stack = stack();
    double mae = Double.POSITIVE_INFINITY;
    double rmse = Double.POSITIVE_INFINITY;
    for (double share : new double[] {0.5, 1}) {
      mae = Math.min(mae, Score.mae(rows.actual(), mixed(share, net.median(), stack.median())));
      rmse = Math.min(rmse, Score.rmse(rows.actual(), mixed(share, net.mean(), stack.mean())));
    }
    // Relative to the naive forecast, so that both errors weigh the same. A perfect naive forecast
    // must not divide by zero.
    double score = mae / Math.max(1e-9, naive.mae) + rmse / Math.max(1e-9, naive.rmse);
    if (network == null || Double.isNaN(best) || score < best) {
      best = score;
      network = snapshot;
    }
  }

  /** A candidate and its errors on the held-out rows; scaled units. */
  private record Contender(
      CandidateModel kind,
      Forecaster forecaster,
      ValidationRows.Flat forecasts,
      Errors errors,
      int parameters) {

    /** The more complex candidate must be better, not only as good. */
    Contender orBetter(Contender moreElaborate) {
      return moreElaborate.errors.mae < errors.mae ? moreElaborate : this;
    }
  }

  /** The choice, and its record. */
  TrainingResult choose(int trainingRows) {
    RidgeForecaster ridge =
        new RidgeForecaster(base, band.scaled(spread(s -> ridge(band.scaled(s)))));
    Optional<SpikingForecaster> spiking =
        Optional.ofNullable(network)
            .map(net -> new SpikingForecaster(new RidgeForecaster(base, band), net, blend(net)));
    Contender seasonal = contender(new SeasonalForecaster(base.kind(), base.settings()));
    Contender stack =
        contender(CandidateModel.RIDGE, ridge, ridge(ridge.band()), base.stack().parameters());
    Optional<Contender> both = spiking.map(this::contender);
    Contender simple = seasonal.orBetter(stack);
    Contender winner = both.map(simple::orBetter).orElse(simple);
    ValidationResult validationResult =
        new ValidationResult(
            winner.kind,
            meanErrors(seasonal, stack, both),
            Score.skill(winner.errors.mae, naive.mae),
            Score.skill(winner.errors.rmse, naive.rmse),
            Score.coverage(rows.actual(), winner.forecasts.low(), winner.forecasts.high()),
            new ValidationResult.Counts(
                winner.parameters, trainingRows, Score.count(rows.actual())),
            spiking.map(s -> spikesPerStep(s.network())).orElse(0.0));
    TrainedForecaster trained =
        new TrainedForecaster(
            base.kind(),
            base.settings(),
            winner.forecaster,
            Optional.of(validationResult),
            history.start(),
            history.end());
    return new TrainingResult(trained, ridge, spiking);
  }

  private Contender contender(SpikingForecaster spiking) {
    return contender(
        CandidateModel.SPIKING,
        spiking,
        spiking(said(spiking.network()), spiking.blend()),
        base.stack().parameters() + spiking.network().topology().parameters());
  }

  private Contender contender(Forecaster seasonal) {
    return contender(CandidateModel.SEASONAL, seasonal, flat(seasonal), 0);
  }

  private Contender contender(
      CandidateModel kind, Forecaster forecaster, ValidationRows.Flat forecasts, int parameters) {
    return new Contender(kind, forecaster, forecasts, errors(forecasts), parameters);
  }

  /** In the series' unit. */
  private ValidationResult.MeanErrors meanErrors(
      Contender seasonal, Contender stack, Optional<Contender> both) {
    double scale = base.scale();
    return new ValidationResult.MeanErrors(
        scale * naiveDay.mae,
        scale * naiveWeek.mae,
        scale * seasonal.errors.mae,
        scale * stack.errors.mae,
        both.map(b -> scale * b.errors.mae).orElse(Double.NaN));
  }

  private NetworkBlend blend(ResidualNetwork net) {
    // A band is widened step by step: the network is not read for each of them.
    List<ScaledForecast> said = said(net);
    ValidationRows.Flat full = spiking(said, new NetworkBlend(1, 1, 1));
    ValidationRows.Flat stack = stack();
    double median = 0;
    double leastMae = Double.POSITIVE_INFINITY;
    for (double share : SHARES) {
      double mae = Score.mae(rows.actual(), mixed(share, full.median(), stack.median()));
      if (mae < leastMae) {
        leastMae = mae;
        median = share;
      }
    }
    double share = median;
    return new NetworkBlend(
        share, MEAN_SHARE, spread(s -> spiking(said, new NetworkBlend(share, MEAN_SHARE, s))));
  }

  /** The factor on the band that makes four of five outcomes fall inside. */
  private double spread(DoubleFunction<ValidationRows.Flat> banded) {
    double factor = MIN_SPREAD;
    while (factor < MAX_SPREAD) {
      ValidationRows.Flat flat = banded.apply(factor);
      if (!(Score.coverage(rows.daylight(), flat.low(), flat.high()) < 0.8)) {
        break;
      }
      factor *= SPREAD_STEP;
    }
    return Math.min(factor, MAX_SPREAD);
  }

  private ValidationRows.Flat stack() {
    return rows.flat(
        i -> {
          BaseForecast stack = stacks.get(i);
          return new ScaledForecast(stack.median(), stack.median(), stack.median(), stack.mean());
        });
  }

  private ValidationRows.Flat ridge(ErrorBand band) {
    RidgeForecaster ridge = new RidgeForecaster(base, band);
    return rows.flat(i -> ridge.scaled(held.get(i), stacks.get(i)));
  }

  /** The network's forecasts from the held-out origins. */
  private List<ScaledForecast> said(ResidualNetwork net) {
    return IntStream.range(0, held.size())
        .mapToObj(i -> net.read(held.get(i), stacks.get(i)).forecast())
        .toList();
  }

  private ValidationRows.Flat spiking(List<ScaledForecast> said, NetworkBlend networkBlend) {
    RidgeForecaster ridge = new RidgeForecaster(base, band);
    return rows.flat(i -> networkBlend.of(said.get(i), ridge.scaled(held.get(i), stacks.get(i))));
  }

  private ValidationRows.Flat flat(Forecaster forecaster) {
    return rows.flat(
        i -> {
          OriginRows origin = held.get(i);
          Forecast forecast = forecaster.forecast(history.head(origin.origin()), origin.leads());
          return new ScaledForecast(
              scaled(forecast.p10()),
              scaled(forecast.p50()),
              scaled(forecast.p90()),
              scaled(forecast.mean()));
        });
  }

  private float[] scaled(double[] values) {
    float[] z = new float[values.length];
    for (int k = 0; k < z.length; k++) {
      z[k] = (float) (values[k] / base.scale());
    }
    return z;
  }

  private Errors errors(ValidationRows.Flat flat) {
    return new Errors(
        Score.mae(rows.actual(), flat.median()), Score.rmse(rows.actual(), flat.mean()));
  }

  private double spikesPerStep(ResidualNetwork net) {
    long spikes = 0;
    long steps = 0;
    for (int i = 0; i < held.size(); i++) {
      spikes += net.read(held.get(i), stacks.get(i)).spikes();
      steps += held.get(i).leads();
    }
    return (double) spikes / steps;
  }

  private static double[] mixed(double share, double[] one, double[] other) {
    double[] mix = new double[one.length];
    Arrays.setAll(mix, i -> share * one[i] + (1 - share) * other[i]);
    return mix;
  }
}
