package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.IrradianceForecaster;
import io.spikewatt.inference.naive.SameTimeForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.score.BandCondition;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blends several forecasts into one: weights and band follow the live record. Not thread-safe. */
public final class ForecastBlender {

  /** The similar day uses four weeks, and a week more for holes. */
  private static final int MEMORY_DAYS = 42;

  /** Days of history whose trust a plant's first month has: all but a tenth for each other. */
  private static final double FIRST_MONTH_DAYS = 24;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final PerformanceRecord record;
  private final Optional<ForecastSource> only;
  private final Optional<IrradianceForecaster> irradiance;
  private final Optional<FirstMonthForecaster> firstMonth;

  /**
   * A fixed candidate in place of a blend, and what stands for the seasonal one: predicted
   * irradiance where it is given, else the forecast of a site's first weeks.
   */
  public ForecastBlender(
      SeriesKind kind,
      ForecastSettings settings,
      PerformanceRecord record,
      Optional<ForecastSource> only,
      Optional<FirstMonthForecaster> firstMonth,
      Optional<IrradianceForecaster> irradiance) {
    if (only.isPresent() && !ForecastSource.CANDIDATES.contains(only.get())) {
      throw new IllegalArgumentException("expected a candidate, found " + only.get());
    }
    this.only = only;
    this.firstMonth = firstMonth;
    this.irradiance = irradiance;
    this.kind = kind;
    this.settings = settings;
    this.record = record;
  }

  /**
   * A forecast, and its part that is recorded for scoring.
   *
   * @param forecast to publish
   * @param below median - P10 before the correction, first day
   * @param above P90 - median before the correction
   * @param curves of the candidates, of the naive forecasts and of this one
   * @param learnt share of the learnt candidates in it
   */
  public record Blended(
      Forecast forecast,
      float[] below,
      float[] above,
      Map<ForecastSource, IssuedQuantiles> curves,
      LearntShare learnt) {}

  /** Shares of the candidates in the median and in the mean, in their order, each summing to 1. */
  private record BlendShares(double[] median, double[] mean) {}

  /**
   * Mixture of the candidates, one value a slot.
   *
   * @param below median - P10
   * @param above P90 - median
   */
  private record Mixture(double[] median, double[] below, double[] above, double[] mean) {

    /** Median and mean of the first slots. */
    IssuedQuantiles issued(int slots) {
      return new IssuedQuantiles(
          IssuedQuantiles.NONE.p10(),
          IssuedQuantiles.first(median, slots),
          IssuedQuantiles.NONE.p90(),
          IssuedQuantiles.first(mean, slots));
    }
  }

  /** Candidates without training. Only the seasonal one if there is no recent measurement. */
  public Map<ForecastSource, Forecast> plain(TimeSeries history, int slots) {
    Map<ForecastSource, Forecast> made = new EnumMap<>(ForecastSource.class);
    Forecast seasonal = new SeasonalForecaster(kind, settings).forecast(history, slots);
    made.put(
        ForecastSource.SEASONAL,
        predicted(history, slots)
            .or(() -> firstMonth.flatMap(young -> young.forecast(history, seasonal)))
            .orElse(seasonal));
    TimeSeries recent = history.tail(MEMORY_DAYS * history.slotsPerDay());
    if (recent.goodSlots() > 0) {
      made.put(
          ForecastSource.SIMILAR_DAY, SameTimeForecaster.similarDay(kind).forecast(recent, slots));
      made.put(ForecastSource.NAIVE_DAY, SameTimeForecaster.day(kind).forecast(recent, slots));
      made.put(ForecastSource.NAIVE_WEEK, SameTimeForecaster.week(kind).forecast(recent, slots));
    }
    return made;
  }

  /** Avoids a lambda, which would load the class where no weather is predicted. */
  private Optional<Forecast> predicted(TimeSeries history, int slots) {
    return irradiance.isEmpty() ? Optional.empty() : irradiance.get().attempt(history, slots);
  }

  /**
   * Blends.
   *
   * @param made forecasts of the members, the seasonal one at least
   * @param trusted the candidate that validation chose
   * @param learnt data of the model in use
   */
  public Blended blend(
      TimeSeries history,
      Map<ForecastSource, Forecast> made,
      ForecastSource trusted,
      Optional<LearntSpan> learnt) {
    Forecast seasonal = made.get(ForecastSource.SEASONAL);
    if (seasonal == null) {
      throw new IllegalArgumentException("no seasonal forecast");
    }
    List<Forecast> candidates =
        ForecastSource.CANDIDATES.stream()
            .map(source -> made.getOrDefault(source, seasonal))
            .toList();
    BlendShares shares =
        shares(made, trusted, learnt, learnt.isPresent() && firstMonthLeads(history, made));
    Mixture mixture = mix(candidates, shares);
    String id = id(candidates, shares.median, learnt.map(LearntSpan::to));
    double floor = floor(history);
    Mixture published = only.isEmpty() ? corrected(mixture, history, made, floor) : mixture;
    Forecast forecast = banded(published, history, seasonal, floor, id);
    int kept = Math.min(forecast.slots(), record.slotsPerDay());
    Map<ForecastSource, IssuedQuantiles> curves = curves(made, forecast, kept);
    curves.put(ForecastSource.BLEND, mixture.issued(kept));
    return new Blended(
        forecast,
        IssuedQuantiles.first(mixture.below, kept),
        IssuedQuantiles.first(mixture.above, kept),
        curves,
        learnt(made, shares));
  }

  private static LearntShare learnt(Map<ForecastSource, Forecast> made, BlendShares shares) {
    double median = 0;
    double mean = 0;
    for (int i = 0; i < shares.median.length; i++) {
      ForecastSource source = ForecastSource.CANDIDATES.get(i);
      if (source.learnt() && made.containsKey(source)) {
        median += shares.median[i];
        mean += shares.mean[i];
      }
    }
    return new LearntShare(median, mean);
  }

  /**
   * A blend's forecast after its learnt candidates have moved, within the bounds of the series.
   *
   * @param median move of the candidates' median, in the series' unit, one value a slot from the
   *     first on; slots beyond stay
   * @param mean likewise of their mean
   * @param learnt their share in the blend
   */
  public Forecast moved(Forecast made, double[] median, double[] mean, LearntShare learnt) {
    double floor = Math.min(0, Arrays.stream(made.p10()).min().orElse(0));
    double[] p10 = made.p10().clone();
    double[] p50 = made.p50().clone();
    double[] p90 = made.p90().clone();
    double[] expected = made.mean().clone();
    for (int k = 0; k < Math.min(median.length, made.slots()); k++) {
      // A band of no width, as at night, leaves nothing to move.
      if (p90[k] > p10[k]) {
        double move = learnt.median() * median[k];
        p10[k] = bounded(p10[k] + move, floor);
        p50[k] = bounded(p50[k] + move, floor);
        p90[k] = bounded(p90[k] + move, floor);
        expected[k] = bounded(expected[k] + learnt.mean() * mean[k], floor);
      }
    }
    return new Forecast(made.origin(), made.slot(), p10, p50, p90, expected, made.model());
  }

  private double bounded(double value, double floor) {
    return Math.clamp(value, floor, settings.ceiling(kind));
  }

  private BlendShares shares(
      Map<ForecastSource, Forecast> made,
      ForecastSource trusted,
      Optional<LearntSpan> learnt,
      boolean young) {
    Optional<ForecastSource> alone = only.filter(made::containsKey);
    if (alone.isPresent()) {
      double[] shares = new double[ForecastSource.CANDIDATES.size()];
      shares[ForecastSource.CANDIDATES.indexOf(alone.get())] = 1;
      return new BlendShares(shares, shares);
    }
    boolean[] there = new boolean[ForecastSource.CANDIDATES.size()];
    for (int i = 0; i < there.length; i++) {
      there[i] = made.containsKey(ForecastSource.CANDIDATES.get(i));
    }
    ForecastSource start = made.containsKey(trusted) && !young ? trusted : ForecastSource.SEASONAL;
    int first = ForecastSource.CANDIDATES.indexOf(start);
    // Without a model nothing was chosen: the seasonal forecast is used until a record exists.
    double days =
        young ? FIRST_MONTH_DAYS : learnt.map(LearntSpan::days).orElse(Double.POSITIVE_INFINITY);
    return new BlendShares(
        record.blend().median().weights(first, days, there),
        record.blend().mean().weights(first, days, there));
  }

  private boolean firstMonthLeads(TimeSeries history, Map<ForecastSource, Forecast> made) {
    Optional<Forecast> seasonal = Optional.ofNullable(made.get(ForecastSource.SEASONAL));
    return seasonal
        .filter(f -> firstMonth.filter(m -> m.leads(history, f)).isPresent())
        .isPresent();
  }

  private static Mixture mix(List<Forecast> candidates, BlendShares shares) {
    int slots = candidates.getFirst().slots();
    Mixture mixture =
        new Mixture(new double[slots], new double[slots], new double[slots], new double[slots]);
    for (int i = 0; i < candidates.size(); i++) {
      Forecast f = candidates.get(i);
      for (int k = 0; k < slots; k++) {
        mixture.median[k] += shares.median[i] * f.p50()[k];
        mixture.below[k] += shares.median[i] * (f.p50()[k] - f.p10()[k]);
        mixture.above[k] += shares.median[i] * (f.p90()[k] - f.p50()[k]);
        mixture.mean[k] += shares.mean[i] * f.mean()[k];
      }
    }
    return mixture;
  }

  /** The mixture corrected by the last hours, within the bounds of the series. */
  private Mixture corrected(
      Mixture mixture, TimeSeries history, Map<ForecastSource, Forecast> made, double floor) {
    ShortTermCorrection.Corrected corrected =
        record.blend().shortTerm().correct(history, made, mixture.median, mixture.mean);
    double[] median = bounded(corrected.median(), floor);
    for (int k = 0; k < median.length; k++) {
      // A band of no width, as at night, leaves nothing to correct.
      boolean open = mixture.below[k] + mixture.above[k] > 0;
      median[k] = open ? median[k] : mixture.median[k];
    }
    return new Mixture(median, mixture.below, mixture.above, bounded(corrected.mean(), floor));
  }

  private double[] bounded(double[] values, double floor) {
    return Arrays.stream(values).map(value -> bounded(value, floor)).toArray();
  }

  /** The mixture with its band corrected, within the bounds of the series. */
  private Forecast banded(
      Mixture mixture, TimeSeries history, Forecast like, double floor, String id) {
    int slots = like.slots();
    double ceiling = settings.ceiling(kind);
    double[] low = new double[slots];
    double[] high = new double[slots];
    for (int k = 0; k < slots; k++) {
      double centre = mixture.median[k];
      BandCondition at = record.conditions().of(history, history.values().length + k, k, centre);
      double down = record.blend().band().low(at) * mixture.below[k];
      double up = record.blend().band().high(at) * mixture.above[k];
      low[k] = Math.min(centre, Math.max(floor, centre - down));
      high[k] = Math.max(centre, Math.min(ceiling, centre + up));
    }
    return new Forecast(like.origin(), like.slot(), low, mixture.median, high, mixture.mean, id);
  }

  private static Map<ForecastSource, IssuedQuantiles> curves(
      Map<ForecastSource, Forecast> made, Forecast published, int kept) {
    Map<ForecastSource, IssuedQuantiles> curves = new EnumMap<>(ForecastSource.class);
    made.forEach(
        (source, f) -> {
          IssuedQuantiles issued = IssuedQuantiles.of(f, kept);
          boolean naive = source == ForecastSource.NAIVE_DAY || source == ForecastSource.NAIVE_WEEK;
          curves.put(source, naive ? issued.median() : issued);
        });
    curves.put(ForecastSource.PUBLISHED, IssuedQuantiles.of(published, kept));
    return curves;
  }

  /** One candidate's id or "blend-1", and the end of the model's training data. */
  private static String id(List<Forecast> candidates, double[] shares, Optional<Instant> learntTo) {
    String name = "blend-1";
    boolean learnt = false;
    for (int i = 0; i < shares.length; i++) {
      name = shares[i] == 1 ? candidates.get(i).model() : name;
      learnt |= shares[i] > 0 && ForecastSource.CANDIDATES.get(i).learnt();
    }
    return learnt && learntTo.isPresent() ? name + "@" + learntTo.get() : name;
  }

  /** A wider band must not predict that a plant consumes. */
  private static double floor(TimeSeries history) {
    boolean negative = Arrays.stream(history.values()).anyMatch(v -> v < 0);
    return negative ? Double.NEGATIVE_INFINITY : 0;
  }
}
