package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SameTimeForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.score.BlendWeights;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Makes one forecast of several: weights and band as the live record says. Not thread-safe. */
final class ForecastBlender {

  /** The similar day looks four weeks back, and a week more for holes. */
  private static final int MEMORY_DAYS = 42;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final PerformanceRecord record;
  private final Optional<ForecastSource> only;

  /**
   * @param only the candidate that is given out instead of a blend, where it is there
   */
  ForecastBlender(
      SeriesKind kind,
      ForecastSettings settings,
      PerformanceRecord record,
      Optional<ForecastSource> only) {
    if (only.filter(forecastSource -> !ForecastSource.CANDIDATES.contains(forecastSource))
        .isPresent()) {
      throw new IllegalArgumentException("expected a candidate, found " + only.get());
    }
    this.only = only;
    this.kind = kind;
    this.settings = settings;
    this.record = record;
  }

  /**
   * A forecast, and what is to be remembered of it.
   *
   * @param forecast to be given out
   * @param below median - P10 before the correction, first day
   * @param above P90 - median before the correction
   * @param curves of the candidates, of the naive forecasts and of this one
   */
  record Blended(
      Forecast forecast,
      float[] below,
      float[] above,
      Map<ForecastSource, IssuedQuantiles> curves) {}

  /** What needs no learning. Only the seasonal one where nothing recent was measured. */
  Map<ForecastSource, Forecast> plain(TimeSeries history, int slots) {
    Map<ForecastSource, Forecast> made = new EnumMap<>(ForecastSource.class);
    made.put(
        ForecastSource.SEASONAL, new SeasonalForecaster(kind, settings).forecast(history, slots));
    TimeSeries recent = history.tail(MEMORY_DAYS * history.slotsPerDay());
    if (recent.goodSlots() > 0) {
      made.put(
          ForecastSource.SIMILAR_DAY, SameTimeForecaster.similarDay(kind).forecast(recent, slots));
      made.put(ForecastSource.NAIVE_DAY, SameTimeForecaster.day(kind).forecast(recent, slots));
      made.put(ForecastSource.NAIVE_WEEK, SameTimeForecaster.week(kind).forecast(recent, slots));
    }
    return made;
  }

  /**
   * Blends.
   *
   * @param made forecasts of the members, the seasonal one at least
   * @param trusted the candidate that validation chose
   * @param model in use
   */
  Blended blend(
      TimeSeries history,
      Map<ForecastSource, Forecast> made,
      ForecastSource trusted,
      Optional<ServedModel> model) {
    ForecastSource start = made.containsKey(trusted) ? trusted : ForecastSource.SEASONAL;
    Forecast[] candidates = new Forecast[ForecastSource.CANDIDATES.size()];
    boolean[] there = new boolean[candidates.length];
    Forecast none = made.get(ForecastSource.SEASONAL);
    if (none == null) {
      throw new IllegalArgumentException("no seasonal forecast");
    }
    for (int i = 0; i < candidates.length; i++) {
      Forecast candidate = made.get(ForecastSource.CANDIDATES.get(i));
      there[i] = candidate != null;
      candidates[i] = candidate == null ? none : candidate;
    }
    Optional<ForecastSource> alone = only.filter(made::containsKey);
    // Without a model nothing was chosen: the seasonal forecast speaks until a record speaks.
    double days = model.map(ServedModel::learntDays).orElse(Double.POSITIVE_INFINITY);
    double[] shares = shares(record.median, start, days, there, alone);
    double[] meanShares = shares(record.mean, start, days, there, alone);
    int slots = none.slots();
    double[][] out = new double[4][slots];
    int kept = Math.min(slots, record.slotsPerDay);
    float[] below = new float[kept];
    float[] above = new float[kept];
    double floor = floor(history);
    double ceiling = ceiling();
    for (int k = 0; k < slots; k++) {
      double centre = 0;
      double mean = 0;
      double down = 0;
      double up = 0;
      for (int i = 0; i < candidates.length; i++) {
        Forecast f = candidates[i];
        centre += shares[i] * f.p50()[k];
        down += shares[i] * (f.p50()[k] - f.p10()[k]);
        up += shares[i] * (f.p90()[k] - f.p50()[k]);
        mean += meanShares[i] * f.mean()[k];
      }
      out[0][k] = Math.min(centre, Math.max(floor, centre - record.band.low(k) * down));
      out[1][k] = centre;
      out[2][k] = Math.max(centre, Math.min(ceiling, centre + record.band.high(k) * up));
      out[3][k] = mean;
      if (k < kept) {
        below[k] = (float) down;
        above[k] = (float) up;
      }
    }
    String id = id(candidates, shares, model.map(ServedModel::to));
    Forecast forecast =
        new Forecast(none.origin(), none.slot(), out[0], out[1], out[2], out[3], id);
    Map<ForecastSource, IssuedQuantiles> curves = new EnumMap<>(ForecastSource.class);
    made.forEach(
        (forecastSource, f) -> {
          IssuedQuantiles issuedQuantiles = IssuedQuantiles.of(f, kept);
          boolean naive =
              forecastSource == ForecastSource.NAIVE_DAY
                  || forecastSource == ForecastSource.NAIVE_WEEK;
          curves.put(forecastSource, naive ? issuedQuantiles.median() : issuedQuantiles);
        });
    curves.put(ForecastSource.PUBLISHED, IssuedQuantiles.of(forecast, kept));
    return new Blended(forecast, below, above, curves);
  }

  private static double[] shares(
      BlendWeights weights,
      ForecastSource start,
      double days,
      boolean[] there,
      Optional<ForecastSource> alone) {
    if (alone.isEmpty()) {
      return weights.weights(ForecastSource.CANDIDATES.indexOf(start), days, there);
    }
    double[] shares = new double[there.length];
    shares[ForecastSource.CANDIDATES.indexOf(alone.get())] = 1;
    return shares;
  }

  /** One candidate's id or "blend-1", and what the model in use learnt up to. */
  private static String id(Forecast[] candidates, double[] shares, Optional<Instant> learntTo) {
    String name = "blend-1";
    boolean learnt = false;
    for (int i = 0; i < shares.length; i++) {
      name = shares[i] == 1 ? candidates[i].model() : name;
      learnt |= shares[i] > 0 && ForecastSource.CANDIDATES.get(i).learnt();
    }
    return learnt && learntTo.isPresent() ? name + "@" + learntTo.get() : name;
  }

  /** A wider band must not say that a plant consumes. */
  private static double floor(TimeSeries history) {
    boolean negative = Arrays.stream(history.values()).anyMatch(v -> v < 0);
    return negative ? Double.NEGATIVE_INFINITY : 0;
  }

  private double ceiling() {
    return kind.isBounded() && settings.capacity().isPresent()
        ? 1.05 * settings.capacity().getAsDouble()
        : Double.POSITIVE_INFINITY;
  }
}
