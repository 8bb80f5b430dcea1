package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.blend.LearntSpan;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.score.SampleQuantile;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A model in service: the linear models, the network on them, and what validation chose. Immutable,
 * though its forecaster caches intermediate results.
 *
 * @param spiking network and linear models
 * @param validation its record when it was learnt
 * @param ridgeSpread factor on the linear models' band that validation found
 * @param from start of the data that it learnt from
 * @param to end of it; also its name: one is learnt at a time
 */
public record ServedModel(
    SpikingForecaster spiking,
    ValidationResult validation,
    double ridgeSpread,
    Instant from,
    Instant to) {

  /** What training made; empty if it is not the usual network. */
  public static Optional<ServedModel> of(TrainingResult result) {
    TrainedForecaster chosen = result.chosen();
    double[] own = widths(result.stack().band().high());
    double[] base = widths(result.spiking().ridge().band().high());
    double spread =
        SampleQuantile.of(base, 1) > 0 ? SampleQuantile.of(own, 1) / SampleQuantile.of(base, 1) : 1;
    return chosen
        .validation()
        .map(
            validationResult ->
                new ServedModel(
                    result.spiking(), validationResult, spread, chosen.from(), chosen.to()));
  }

  private static double[] widths(float[] band) {
    double[] widths = new double[band.length];
    for (int hour = 0; hour < band.length; hour++) {
      widths[hour] = band[hour];
    }
    Arrays.sort(widths);
    return widths;
  }

  /** A model that was kept in a file; empty if that holds another kind. */
  public static Optional<ServedModel> of(TrainedForecaster kept, double ridgeSpread) {
    return kept.chosen() instanceof SpikingForecaster spiking
        ? kept.validation()
            .map(v -> new ServedModel(spiking, v, ridgeSpread, kept.from(), kept.to()))
        : Optional.empty();
  }

  /** As training made it, to train on from. */
  TrainingResult learnt() {
    RidgeForecaster base = spiking.ridge();
    RidgeForecaster ridge = new RidgeForecaster(base.base(), base.band().scaled(ridgeSpread));
    return new TrainingResult(toKeep(), ridge, spiking);
  }

  /** Content for a model file; the validation names the chosen candidate. */
  public TrainedForecaster toKeep() {
    return new TrainedForecaster(
        spiking.ridge().base().kind(),
        spiking.ridge().base().settings(),
        spiking,
        Optional.of(validation),
        from,
        to);
  }

  /** Its name: the epoch second at which its data end. */
  public long id() {
    return to.getEpochSecond();
  }

  /** The data that it learnt from. */
  LearntSpan span() {
    return new LearntSpan(from, to);
  }

  /** Days of history that it learnt from. */
  double learntDays() {
    return span().days();
  }

  /** Whether it uses its network. */
  boolean usesNetwork() {
    return validation.chosen() == CandidateModel.SPIKING
        && (spiking.blend().median() > 0 || spiking.blend().mean() > 0);
  }

  /** The candidate that it was chosen for; the linear models where none of it was. */
  ForecastSource best() {
    return validation.chosen() == CandidateModel.SPIKING
        ? ForecastSource.SPIKING
        : ForecastSource.RIDGE;
  }

  /** Whether its validation found numbers, and a healthy network. */
  boolean sound() {
    return healthy(validation.spikesPerStep()) && Double.isFinite(validation.skill());
  }

  /** Whether its network spiked in a healthy number of neurons. */
  boolean healthy(double spikesPerStep) {
    double rate = spikesPerStep / spiking.network().topology().hidden();
    return !usesNetwork() || (rate >= TrialRules.MIN_RATE && rate <= TrialRules.MAX_RATE);
  }

  /**
   * Forecasts of a model.
   *
   * @param ridge of the linear models
   * @param spiking of the network and them
   * @param sound whether all values are finite; else the forecast must not be used
   * @param healthy whether the network spiked in a healthy number of neurons
   */
  record ModelForecast(Forecast ridge, Forecast spiking, boolean sound, boolean healthy) {
    Forecast of(ForecastSource source) {
      return source == ForecastSource.SPIKING ? spiking : ridge;
    }
  }

  /** Looks ahead; empty while a history is too short for it. */
  Optional<ModelForecast> look(TimeSeries history, int slots) {
    if (spiking.ridge().base().obstacle(history, slots).isPresent()) {
      return Optional.empty();
    }
    SpikingForecaster.Parts parts = spiking.parts(history, slots, ridgeSpread);
    boolean sound = finite(parts.ridge()) && finite(parts.spiking());
    return Optional.of(
        new ModelForecast(parts.ridge(), parts.spiking(), sound, healthy(parts.spikesPerStep())));
  }

  private static boolean finite(Forecast f) {
    return Arrays.stream(f.p10()).allMatch(Double::isFinite)
        && Arrays.stream(f.p50()).allMatch(Double::isFinite)
        && Arrays.stream(f.p90()).allMatch(Double::isFinite)
        && Arrays.stream(f.mean()).allMatch(Double::isFinite);
  }
}
