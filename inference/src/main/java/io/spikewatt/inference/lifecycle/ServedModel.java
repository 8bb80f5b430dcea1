package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.blend.LearntSpan;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.LearntForecaster;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model in service: the linear models, the network on them where it won, and the choice of
 * validation. A network that lost is left out: it takes no memory and no time. Immutable, though
 * its forecaster caches intermediate results.
 *
 * @param forecaster the linear models, alone or with a network
 * @param validation its record when it was learnt
 * @param ridgeSpread factor on the linear models' band that validation found
 * @param from start of the data that it learnt from
 * @param to end of it; also its name: one is learnt at a time
 */
public record ServedModel(
    LearntForecaster forecaster,
    ValidationResult validation,
    double ridgeSpread,
    Instant from,
    Instant to) {

  /** What training made, with a lost network if {@code lostToo}; empty without a comparison. */
  public static Optional<ServedModel> of(TrainingResult result, boolean lostToo) {
    TrainedForecaster chosen = result.chosen();
    LearntForecaster made =
        result.spiking().map(LearntForecaster.class::cast).orElse(result.stack());
    double own = widest(result.stack());
    double base = widest(linear(made));
    double spread = base > 0 ? own / base : 1;
    return chosen
        .validation()
        .map(v -> new ServedModel(kept(made, v, lostToo), v, spread, chosen.from(), chosen.to()));
  }

  private static double widest(RidgeForecaster ridge) {
    float[] high = ridge.band().high();
    return IntStream.range(0, high.length).mapToDouble(hour -> high[hour]).max().orElseThrow();
  }

  /** A model kept in a file; empty if it is of another kind, or of an older version and lost. */
  public static Optional<ServedModel> of(
      TrainedForecaster kept, double ridgeSpread, boolean lostToo) {
    return kept.chosen() instanceof LearntForecaster learnt
        ? kept.validation()
            .map(
                v ->
                    new ServedModel(
                        kept(learnt, v, lostToo), v, ridgeSpread, kept.from(), kept.to()))
        : Optional.empty();
  }

  private static LearntForecaster kept(
      LearntForecaster made, ValidationResult validation, boolean lostToo) {
    boolean lost = validation.chosen() != CandidateModel.SPIKING;
    return made instanceof SpikingForecaster spiking && lost && !lostToo ? spiking.ridge() : made;
  }

  private static RidgeForecaster linear(LearntForecaster forecaster) {
    return forecaster instanceof SpikingForecaster spiking
        ? spiking.ridge()
        : (RidgeForecaster) forecaster;
  }

  /** The network and the linear models; empty without a network. */
  public Optional<SpikingForecaster> spiking() {
    return forecaster instanceof SpikingForecaster spiking
        ? Optional.of(spiking)
        : Optional.empty();
  }

  /** As training made it, to train on from. */
  TrainingResult learnt() {
    RidgeForecaster linear = linear(forecaster);
    RidgeForecaster ridge = new RidgeForecaster(linear.base(), linear.band().scaled(ridgeSpread));
    return new TrainingResult(toKeep(), ridge, spiking());
  }

  /** Content for a model file; the validation names the chosen candidate. */
  public TrainedForecaster toKeep() {
    return new TrainedForecaster(
        forecaster.base().kind(),
        forecaster.base().settings(),
        forecaster,
        Optional.of(validation),
        from,
        to);
  }

  /** Its name: the epoch second at which its data end. */
  public long id() {
    return to.getEpochSecond();
  }

  /** Columns of weather that it learnt with. */
  List<String> weather() {
    return forecaster.base().settings().weather();
  }

  /** The data that it learnt from. */
  LearntSpan span() {
    return new LearntSpan(from, to);
  }

  /** Days of history that it learnt from. */
  double learntDays() {
    return span().days();
  }

  boolean usesNetwork() {
    return validation.chosen() == CandidateModel.SPIKING
        && spiking().filter(s -> s.blend().median() > 0 || s.blend().mean() > 0).isPresent();
  }

  /** The candidate that validation chose. */
  ForecastSource chosen() {
    return switch (validation.chosen()) {
      case SEASONAL -> ForecastSource.SEASONAL;
      case RIDGE -> ForecastSource.RIDGE;
      case SPIKING -> ForecastSource.SPIKING;
    };
  }

  /** The part of it that served best: the network if it won, else the linear models. */
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
    if (!usesNetwork()) {
      return true;
    }
    double rate = spikesPerStep / spiking().orElseThrow().network().topology().hidden();
    return rate >= TrialRules.MIN_RATE && rate <= TrialRules.MAX_RATE;
  }

  /**
   * Forecasts of a model.
   *
   * @param ridge of the linear models
   * @param spiking of the network and them; empty without a network
   * @param sound whether all values are finite; else the forecast must not be used
   * @param healthy whether the network spiked in a healthy number of neurons
   */
  record ModelForecast(Forecast ridge, Optional<Forecast> spiking, boolean sound, boolean healthy) {
    Forecast of(ForecastSource source) {
      return source == ForecastSource.SPIKING ? spiking.orElse(ridge) : ridge;
    }
  }

  /** Looks ahead; empty while a history is too short for it. */
  Optional<ModelForecast> look(TimeSeries history, int slots) {
    if (forecaster.base().obstacle(history, slots).isPresent()) {
      return Optional.empty();
    }
    if (!(forecaster instanceof SpikingForecaster spiking)) {
      Forecast ridge = linear(forecaster).forecast(history, slots, ridgeSpread);
      return Optional.of(new ModelForecast(ridge, Optional.empty(), finite(ridge), true));
    }
    SpikingForecaster.Parts parts = spiking.parts(history, slots, ridgeSpread);
    boolean sound = finite(parts.ridge()) && finite(parts.spiking());
    return Optional.of(
        new ModelForecast(
            parts.ridge(), Optional.of(parts.spiking()), sound, healthy(parts.spikesPerStep())));
  }

  private static boolean finite(Forecast f) {
    return Stream.of(f.p10(), f.p50(), f.p90(), f.mean())
        .flatMapToDouble(Arrays::stream)
        .allMatch(Double::isFinite);
  }
}
