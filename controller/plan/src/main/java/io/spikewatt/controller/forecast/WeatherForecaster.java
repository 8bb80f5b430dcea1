package io.spikewatt.controller.forecast;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.forecast.WeatherUse.Flaw;
import io.spikewatt.controller.forecast.WeatherUse.Obstacle;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A series' forecast with predicted weather beside the one without it. Both learn, and each is
 * scored by its own published forecasts. The share of the one with weather follows the errors of
 * the last fortnight, and moves slowly, so that weather that comes or goes moves no forecast at
 * once. One thread may forecast while another learns.
 */
final class WeatherForecaster {

  /** Days of kept predictions from which on a model learns with them. */
  private static final int LEARNS_FROM_DAYS = 30;

  /** Least share of predicted rows of a record to learn from. */
  private static final double LEAST_PREDICTED = 0.6;

  /** Share of its error that the forecast without weather has to lose to the other to be left. */
  private static final double WHOLE_GAIN = 0.1;

  /** Most that the share moves from one forecast to the next: two hours for all of it. */
  private static final double STEP = 0.125;

  /** Least width of the band, of the two medians' difference: twice a step. */
  private static final double LEAST_WIDTH = 2 * STEP;

  /** Time for which weather that fails is not yet a fact for people. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final SeriesForecaster without;
  private final SeriesForecaster with;
  private final SeriesWeather weather;
  private WeatherUse use = new WeatherUse(0, Optional.of(Obstacle.UNPROVEN));
  private Optional<Instant> failsSince = Optional.empty();
  private Optional<Mixture> last = Optional.empty();

  /** True after the first forecast since the start, which takes its whole share at once. */
  private boolean begun;

  /**
   * @param with a forecaster of the same series whose settings name the columns of the weather
   */
  WeatherForecaster(SeriesForecaster without, SeriesForecaster with, SeriesWeather weather) {
    this.without = without;
    this.with = with;
    this.weather = weather;
  }

  /**
   * Two forecasts from one origin.
   *
   * @param share of the one with weather
   * @param moves true if the share is another than that of the forecast before
   * @param ceiling most that the series can be, in its unit
   */
  private record Mixture(
      Forecast without, Forecast with, double share, boolean moves, double ceiling) {

    /**
     * Quantiles and mean, weighted by the share. While it moves, the band is wider than the move of
     * the median.
     */
    Forecast mixed() {
      int slots = without.slots();
      double[] p10 = new double[slots];
      double[] p50 = new double[slots];
      double[] p90 = new double[slots];
      double[] mean = new double[slots];
      for (int k = 0; k < slots; k++) {
        p10[k] = between(without.p10()[k], with.p10()[k]);
        p50[k] = between(without.p50()[k], with.p50()[k]);
        p90[k] = between(without.p90()[k], with.p90()[k]);
        mean[k] = between(without.mean()[k], with.mean()[k]);
        double width = moves ? LEAST_WIDTH * Math.abs(with.p50()[k] - without.p50()[k]) : 0;
        double narrow = width - (p90[k] - p10[k]);
        if (narrow > 0) {
          p10[k] = Math.max(Math.min(p10[k], 0), p10[k] - narrow / 2);
          p10[k] = Math.min(p10[k], ceiling - width);
          p90[k] = p10[k] + width;
        }
      }
      String model = (share > 0.5 ? with : without).model();
      return new Forecast(without.origin(), without.slot(), p10, p50, p90, mean, model);
    }

    private double between(double plain, double predicted) {
      return (1 - share) * plain + share * predicted;
    }
  }

  /**
   * The same series with the weather of other sources, with all that this one has learnt.
   *
   * @param next whose settings differ in weather alone, without a trained model
   */
  synchronized WeatherForecaster under(SeriesForecaster next, SeriesWeather columns) {
    SeriesForecaster goesOn =
        next.settings().equals(with.settings()) ? with : with.continuedAs(next);
    WeatherForecaster following = new WeatherForecaster(without, goesOn, columns);
    following.use = use;
    following.failsSince = failsSince;
    following.begun = begun;
    return following;
  }

  /** The forecaster that has the weather, to learn and to be stored. */
  SeriesForecaster with() {
    return with;
  }

  /** How far weather is in the last forecast. */
  synchronized WeatherUse use() {
    return use;
  }

  /**
   * The forecast of the slots after a record.
   *
   * @param plain that of the forecaster without weather, from the record's end
   */
  synchronized Forecast forecast(TimeSeries record, Forecast plain, Instant now) {
    SeriesWeather.Predicted predicted = weather.ahead(record, plain.slots(), now);
    Optional<Obstacle> obstacle = predicted.obstacle(driver(), now);
    double before = use.share();
    use = next(obstacle).with(flaw(predicted, now));
    boolean moves = begun && use.share() != before;
    begun = true;
    failsSince = obstacle.isEmpty() ? Optional.empty() : failsSince.or(() -> Optional.of(now));
    if (obstacle.isPresent() && use.share() == 0 && !moves) {
      last = Optional.empty();
      return plain;
    }
    last =
        with.service()
            .attempt(predicted.series(), plain.slots())
            .map(ahead -> new Mixture(plain, ahead, use.share(), moves, ceiling()));
    if (last.isEmpty()) {
      use = new WeatherUse(0, Optional.of(obstacle.orElse(Obstacle.MISSING)), use.flaw());
    }
    return last.map(Mixture::mixed).orElse(plain);
  }

  /** Column without which the model in use, or the one to come, knows nothing. */
  private String driver() {
    return WeatherColumns.driver(with.service().weather()).orElseThrow();
  }

  /** A bias says more than an age, which a source that answers once a day has each evening. */
  private Optional<Flaw> flaw(SeriesWeather.Predicted predicted, Instant now) {
    Optional<Flaw> bias =
        with.kind().followsSun() ? WeatherBias.of(predicted.series(), driver()) : Optional.empty();
    Instant old = now.minus(WeatherHistory.LATE);
    return bias.or(
        () -> predicted.issued(driver()).filter(issued -> issued.isBefore(old)).map(_ -> Flaw.OLD));
  }

  private double ceiling() {
    return with.settings().ceiling(with.kind());
  }

  /** One step towards the share that the record deserves. */
  private WeatherUse next(Optional<Obstacle> obstacle) {
    double deserved = deserved();
    double wanted = obstacle.isPresent() ? 0 : deserved;
    double share = begun ? Math.clamp(wanted, use.share() - STEP, use.share() + STEP) : wanted;
    Optional<Obstacle> record =
        deserved > 0 || obstacle.isPresent()
            ? Optional.empty()
            : Optional.of(gain().isPresent() ? Obstacle.NO_GAIN : Obstacle.UNPROVEN);
    return new WeatherUse(share, obstacle.or(() -> record));
  }

  /**
   * Share by the record. A plant that is too young for a model has no better forecast to lose:
   * there, predicted irradiance is of use at once.
   */
  private double deserved() {
    OptionalDouble gain = gain();
    boolean young = without.kind().followsSun() && without.service().standing().model().isEmpty();
    return gain.isPresent() ? Math.clamp(gain.getAsDouble() / WHOLE_GAIN, 0, 1) : young ? 1 : 0;
  }

  /** 1 - error with weather / error without, each against the naive forecast; empty before. */
  private OptionalDouble gain() {
    ForecastQuality mine = with.service().standing();
    ForecastQuality plain = without.service().standing();
    if (!mine.live() || !plain.live() || mine.skill().isEmpty() || plain.skill().isEmpty()) {
      return OptionalDouble.empty();
    }
    double error = 1 - plain.skill().getAsDouble();
    return error > 0
        ? OptionalDouble.of(1 - (1 - mine.skill().getAsDouble()) / error)
        : OptionalDouble.empty();
  }

  /**
   * Why people miss the weather in the forecast: it had a share, or would have one, and has failed
   * for an hour, or errs too much after it was learnt.
   */
  synchronized Optional<Phrase> alarm(Instant now) {
    return use.obstacle()
        .filter(obstacle -> isFact(obstacle, now))
        .map(obstacle -> AlarmTexts.forecastWeather(without.what(), Phrase.word(obstacle)));
  }

  private boolean isFact(Obstacle obstacle, Instant now) {
    return switch (obstacle) {
      case MISSING, LATE ->
          deserved() > 0
              && failsSince.filter(since -> !since.plus(PATIENCE).isAfter(now)).isPresent();
      // Nobody can tell beforehand whether a load follows the weather.
      case NO_GAIN -> without.kind().isBounded() && with.service().standing().model().isPresent();
      case UNPROVEN -> false;
    };
  }

  /** Quality of the forecast that has the larger share. */
  synchronized ForecastQuality standing() {
    return (use.share() > 0.5 ? with : without).service().standing();
  }

  /** The last forecast after the minutes of the running slot; {@code made} may be a longer one. */
  synchronized Forecast moved(Forecast made, RunningSlot running) {
    if (last.isEmpty() || !last.get().without.origin().equals(made.origin())) {
      return without.service().moved(made, running);
    }
    Mixture mixture = last.get();
    Forecast moved =
        new Mixture(
                without.service().moved(mixture.without, running),
                with.service().moved(mixture.with, running),
                mixture.share,
                mixture.moves,
                mixture.ceiling)
            .mixed();
    return moved.slots() < made.slots() ? moved.continuedBy(made) : moved;
  }

  /**
   * The record to learn from: since the first kept prediction.
   *
   * @return empty if it is shorter than a month, or has too many holes
   */
  Optional<TimeSeries> history(TimeSeries record, Instant now) {
    TimeSeries since = weather.passed(record, now);
    List<String> learnable = learnable(since);
    boolean driven =
        with.kind().followsSun()
            ? learnable.stream().anyMatch(WeatherColumns::isPredictedSun)
            : learnable.contains(weather.names().getFirst());
    return driven ? Optional.of(since) : Optional.empty();
  }

  /** Columns of a record that are known for long enough, and with few enough holes. */
  static List<String> learnable(TimeSeries record) {
    return record.weather().names().stream()
        .filter(name -> isLearnable(record.weather().values(name), record))
        .toList();
  }

  private static boolean isLearnable(double[] column, TimeSeries record) {
    int rows = record.values().length;
    int first = 0;
    while (first < rows && !Double.isFinite(column[first])) {
      first++;
    }
    long known = Arrays.stream(column, first, rows).filter(Double::isFinite).count();
    return rows - first >= LEARNS_FROM_DAYS * record.slotsPerDay()
        && known >= LEAST_PREDICTED * (rows - first);
  }
}
