package io.spikewatt.inference.service;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.SeasonalForecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.reference.SameTimeForecaster;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blends several forecasts into one: weights and band follow the live record. Not thread-safe. */
public final class Blending {

  /** The similar day looks four weeks back, and a week more for holes. */
  private static final int MEMORY_DAYS = 42;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final LiveRecord record;
  private final Optional<Member> only;

  /**
   * @param only the candidate that is given out instead of a blend, where it is there
   */
  public Blending(
      SeriesKind kind, ForecastSettings settings, LiveRecord record, Optional<Member> only) {
    if (only.filter(member -> !Member.CANDIDATES.contains(member)).isPresent()) {
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
  public record Blended(
      Forecast forecast, float[] below, float[] above, Map<Member, Curve> curves) {}

  /** Shares of the candidates in the median and in the mean, in their order, each summing to 1. */
  private record BlendShares(double[] median, double[] mean) {}

  /**
   * Mixture of the candidates, one value a slot.
   *
   * @param below median - P10
   * @param above P90 - median
   */
  private record Mixture(double[] median, double[] below, double[] above, double[] mean) {}

  /** What needs no learning. Only the seasonal one where nothing recent was measured. */
  public Map<Member, Forecast> plain(TimeSeries history, int slots) {
    Map<Member, Forecast> made = new EnumMap<>(Member.class);
    made.put(Member.SEASONAL, new SeasonalForecaster(kind, settings).forecast(history, slots));
    TimeSeries recent = history.tail(MEMORY_DAYS * history.slotsPerDay());
    if (recent.goodSlots() > 0) {
      made.put(Member.SIMILAR_DAY, SameTimeForecaster.similarDay(kind).forecast(recent, slots));
      made.put(Member.NAIVE_DAY, SameTimeForecaster.day(kind).forecast(recent, slots));
      made.put(Member.NAIVE_WEEK, SameTimeForecaster.week(kind).forecast(recent, slots));
    }
    return made;
  }

  /**
   * Blends.
   *
   * @param made forecasts of the members, the seasonal one at least
   * @param trusted the candidate that validation chose
   * @param learnt data of the model in use
   */
  public Blended blend(
      TimeSeries history, Map<Member, Forecast> made, Member trusted, Optional<LearntSpan> learnt) {
    Forecast seasonal = made.get(Member.SEASONAL);
    if (seasonal == null) {
      throw new IllegalArgumentException("no seasonal forecast");
    }
    List<Forecast> candidates =
        Member.CANDIDATES.stream().map(member -> made.getOrDefault(member, seasonal)).toList();
    BlendShares shares = shares(made, trusted, learnt);
    Mixture mixture = mix(candidates, shares);
    String id = id(candidates, shares.median, learnt.map(LearntSpan::to));
    Forecast forecast = corrected(mixture, seasonal, floor(history), id);
    int kept = Math.min(forecast.slots(), record.slotsPerDay());
    return new Blended(
        forecast,
        Curve.first(mixture.below, kept),
        Curve.first(mixture.above, kept),
        curves(made, forecast, kept));
  }

  private BlendShares shares(
      Map<Member, Forecast> made, Member trusted, Optional<LearntSpan> learnt) {
    Optional<Member> alone = only.filter(made::containsKey);
    if (alone.isPresent()) {
      double[] shares = new double[Member.CANDIDATES.size()];
      shares[Member.CANDIDATES.indexOf(alone.get())] = 1;
      return new BlendShares(shares, shares);
    }
    boolean[] there = new boolean[Member.CANDIDATES.size()];
    for (int i = 0; i < there.length; i++) {
      there[i] = made.containsKey(Member.CANDIDATES.get(i));
    }
    Member start = made.containsKey(trusted) ? trusted : Member.SEASONAL;
    int first = Member.CANDIDATES.indexOf(start);
    // Without a model nothing was chosen: the seasonal forecast is used until a record exists.
    double days = learnt.map(LearntSpan::days).orElse(Double.POSITIVE_INFINITY);
    return new BlendShares(
        record.median().weights(first, days, there), record.mean().weights(first, days, there));
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

  /** The mixture with its band corrected, within what the series can reach. */
  private Forecast corrected(Mixture mixture, Forecast like, double floor, String id) {
    int slots = like.slots();
    double ceiling = ceiling();
    double[] low = new double[slots];
    double[] high = new double[slots];
    for (int k = 0; k < slots; k++) {
      double centre = mixture.median[k];
      double down = record.band().low(k) * mixture.below[k];
      double up = record.band().high(k) * mixture.above[k];
      low[k] = Math.min(centre, Math.max(floor, centre - down));
      high[k] = Math.max(centre, Math.min(ceiling, centre + up));
    }
    return new Forecast(like.origin(), like.slot(), low, mixture.median, high, mixture.mean, id);
  }

  private static Map<Member, Curve> curves(
      Map<Member, Forecast> made, Forecast published, int kept) {
    Map<Member, Curve> curves = new EnumMap<>(Member.class);
    made.forEach(
        (member, f) -> {
          Curve curve = Curve.of(f, kept);
          boolean naive = member == Member.NAIVE_DAY || member == Member.NAIVE_WEEK;
          curves.put(member, naive ? curve.median() : curve);
        });
    curves.put(Member.PUBLISHED, Curve.of(published, kept));
    return curves;
  }

  /** One candidate's id or "blend-1", and what the model in use learnt up to. */
  private static String id(List<Forecast> candidates, double[] shares, Optional<Instant> learntTo) {
    String name = "blend-1";
    boolean learnt = false;
    for (int i = 0; i < shares.length; i++) {
      name = shares[i] == 1 ? candidates.get(i).model() : name;
      learnt |= shares[i] > 0 && Member.CANDIDATES.get(i).learnt();
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
