package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.BlendWeights;
import io.spikewatt.inference.score.ConformalBand;
import io.spikewatt.inference.score.DiscountedLoss;
import io.spikewatt.inference.score.PageHinkley;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Record of the issued forecasts: kept until their outcomes are measured, then scored. Holds recent
 * losses, weights of the blend, its corrections and the drift test. At most 13 issues, one every
 * two hours with its coming day, are open: some 110 kB for quarter hours; of hourly values 25. Not
 * thread-safe.
 */
public final class PerformanceRecord {

  /** Forecasts in between would err together with their neighbours; hourly values are few. */
  private static final long SPACING_S = 2 * 3600;

  private static final long HOURLY_SPACING_S = 3600;

  public static final long DAY_S = 86_400;

  /** Outcomes older than this are treated as lost. */
  private static final long PATIENCE_S = 3 * 3600;

  /** Least number of scored days before the record is used. */
  private static final int ENOUGH_DAYS = 7;

  /** Mean age of the record: a half-life of ten days / ln 2. */
  private static final int MEMORY_DAYS = 14;

  /** Learning rates of the blend. The mean's is lower: single days sway squared errors more. */
  public static final double MEDIAN_RATE = 0.6;

  public static final double MEAN_RATE = 0.3;

  /**
   * How much the logarithm of a day's error, relative to the mean error of both naive forecasts,
   * may exceed its mean. With the threshold below, twice the error is detected after about 5 days.
   */
  private static final double DRIFT_TOLERANCE = 0.15;

  /** Sum of excesses that is a drift. */
  private static final double DRIFT_THRESHOLD = 3;

  private static final double LEAST_RATIO = 0.1;
  private static final double WORST_RATIO = 3;

  /** Receives each outcome of forecasts that were issued with a model in shadow. */
  @FunctionalInterface
  public interface ShadowOutcomes {

    /**
     * @param day epoch day of the outcome
     * @param actual in the series' unit
     * @param lead of the outcome in the issue, slots
     */
    void add(long day, double actual, IssuedForecast issued, int lead);
  }

  /** Weights of the blend, and corrections of it and of its band. */
  public record Blend(
      BlendWeights median, BlendWeights mean, ShortTermCorrection shortTerm, ConformalBand band) {}

  /**
   * The whole record, for storage.
   *
   * @param settledTo end of the scored slots, epoch second; empty before the first history
   * @param scoredDays days that had enough outcomes
   * @param today of the day that is not over
   */
  public record State(
      OptionalLong settledTo,
      int scoredDays,
      DayErrors today,
      Blend blend,
      PageHinkley drift,
      Map<ForecastSource, DiscountedLoss> losses,
      List<IssuedForecast> pending) {}

  private final int slotsPerDay;
  private final BandConditions conditions;
  private final Deque<IssuedForecast> pending = new ArrayDeque<>();
  private final Map<ForecastSource, DiscountedLoss> losses = new EnumMap<>(ForecastSource.class);
  private Blend blend;
  private PageHinkley drift = newDriftTest();

  /** End of the scored slots, epoch second; before the first history {@link Long#MIN_VALUE}. */
  private long settledTo = Long.MIN_VALUE;

  private int scoredDays;
  private DayErrors today = DayErrors.NONE;

  public PerformanceRecord(int slotsPerDay, SeriesKind kind, ZoneId zone) {
    this.slotsPerDay = slotsPerDay;
    blend =
        new Blend(
            new BlendWeights(ForecastSource.CANDIDATES.size(), MEDIAN_RATE),
            new BlendWeights(ForecastSource.CANDIDATES.size(), MEAN_RATE),
            new ShortTermCorrection(slotsPerDay, kind, zone),
            new ConformalBand(slotsPerDay, kind.bandPace()));
    conditions = new BandConditions(kind, zone);
    ForecastSource.SCORED.forEach(source -> losses.put(source, new DiscountedLoss()));
  }

  /** A drift test without data. */
  public static PageHinkley newDriftTest() {
    return PageHinkley.of(DRIFT_TOLERANCE, DRIFT_THRESHOLD);
  }

  /** The state that a restart must not lose. */
  public State state() {
    return new State(
        settledTo(), scoredDays, today, blend, drift, new EnumMap<>(losses), List.copyOf(pending));
  }

  /** Continues from a stored state. */
  public void restore(State state) {
    settledTo = state.settledTo.orElse(Long.MIN_VALUE);
    scoredDays = state.scoredDays;
    today = state.today;
    blend = state.blend;
    drift = state.drift;
    losses.putAll(state.losses);
    pending.clear();
    pending.addAll(state.pending);
  }

  public int slotsPerDay() {
    return slotsPerDay;
  }

  Blend blend() {
    return blend;
  }

  BandConditions conditions() {
    return conditions;
  }

  /**
   * Scores the newly known outcomes.
   *
   * @param shadow receives the outcomes of forecasts with a model in shadow
   * @return number of days that ended and had outcomes
   */
  public int settle(TimeSeries history, ShadowOutcomes shadow) {
    long end = known(history);
    if (settledTo == Long.MIN_VALUE || end < settledTo - DAY_S) {
      // A clock that was put back by more than a day: pending issues would never be settled.
      pending.clear();
      settledTo = end;
    }
    long step = history.step().toSeconds();
    long start = history.start().getEpochSecond();
    int days = 0;
    for (long at = settledTo; at < end; at += step) {
      int row = at < start ? -1 : (int) ((at - start) / step);
      if (row >= 0 && Double.isFinite(history.values()[row])) {
        score(at, row, history, shadow);
      }
      settledTo = at + step;
      long next = settledTo;
      if (Math.floorDiv(next, DAY_S) != Math.floorDiv(at, DAY_S)) {
        days += closeDay();
        blend.shortTerm.closeDay(next - DAY_S);
        pending.removeIf(issued -> issued.origin() + issued.slots() * step <= next);
      }
    }
    return days;
  }

  /** End of what can be scored: slots at the end that are missing may yet be written. */
  private static long known(TimeSeries history) {
    double[] values = history.values();
    int late = 0;
    while (late < values.length
        && late * history.step().toSeconds() < PATIENCE_S
        && !Double.isFinite(values[values.length - 1 - late])) {
      late++;
    }
    return history.end().minus(history.step().multipliedBy(late)).getEpochSecond();
  }

  private void score(long at, int row, TimeSeries history, ShadowOutcomes shadow) {
    double actual = history.values()[row];
    long step = history.step().toSeconds();
    ConformalBand.Slot slot = blend.band.slot();
    for (IssuedForecast issued : pending) {
      int lead = (int) ((at - issued.origin()) / step);
      if (at >= issued.origin() && lead < issued.slots()) {
        score(issued, lead, actual);
        blend.shortTerm.add(history, issued, lead, actual);
        double median = issued.of(ForecastSource.PUBLISHED).p50()[lead];
        slot.add(
            conditions.of(history, row, lead, median),
            issued.below()[lead],
            issued.above()[lead],
            actual - median);
        if (issued.of(ForecastSource.RIVAL).there()) {
          shadow.add(Math.floorDiv(at, DAY_S), actual, issued, lead);
        }
      }
    }
    slot.close();
  }

  private void score(IssuedForecast issued, int lead, double actual) {
    float naiveDay = issued.of(ForecastSource.NAIVE_DAY).p50()[lead];
    float naiveWeek = issued.of(ForecastSource.NAIVE_WEEK).p50()[lead];
    for (ForecastSource source : ForecastSource.SCORED) {
      IssuedQuantiles c = issued.of(source);
      if (c.there()) {
        float median = c.p50()[lead];
        loss(source)
            .add(actual, c.p10()[lead], median, c.p90()[lead], c.mean()[lead], naiveDay, naiveWeek);
      }
    }
    IssuedQuantiles mixed = issued.blend();
    double[] medians = new double[ForecastSource.CANDIDATES.size()];
    double[] means = new double[ForecastSource.CANDIDATES.size()];
    for (int i = 0; i < medians.length; i++) {
      IssuedQuantiles c = issued.of(ForecastSource.CANDIDATES.get(i));
      medians[i] = c.there() ? c.p50()[lead] : Double.NaN;
      means[i] = c.there() ? c.mean()[lead] : Double.NaN;
    }
    double over = mixed.p50()[lead] - actual;
    blend.median.add(medians, mixed.p50()[lead], Math.signum(over), Math.abs(over));
    double meanOver = mixed.mean()[lead] - actual;
    blend.mean.add(means, mixed.mean()[lead], 2 * meanOver, meanOver * meanOver);
    double error = Math.abs(issued.of(ForecastSource.PUBLISHED).p50()[lead] - actual);
    today = today.plus(error, Math.abs(actual - naiveDay), Math.abs(actual - naiveWeek));
  }

  private int closeDay() {
    losses.values().forEach(loss -> loss.fade(1));
    blend.median.closeDay();
    blend.mean.closeDay();
    boolean scored = today.outcomes() >= leastOutcomes();
    if (scored && today.naive() > 0) {
      double relative = today.published() / today.naive();
      drift = drift.and(Math.log(Math.clamp(relative, LEAST_RATIO, WORST_RATIO)));
    }
    today = DayErrors.NONE;
    scoredDays += scored ? 1 : 0;
    return scored ? 1 : 0;
  }

  /** Least number of outcomes of a scored day. */
  public int leastOutcomes() {
    return slotsPerDay / 2;
  }

  /** Epoch day that is not over. */
  public long runningDay() {
    return Math.floorDiv(settledTo, DAY_S);
  }

  /** Days from an epoch second to the end of the scored slots; 0 before the first history. */
  public double daysSince(long epochSecond) {
    return settledTo == Long.MIN_VALUE ? 0 : (settledTo - epochSecond) / (double) DAY_S;
  }

  /** End of the scored slots, epoch second; empty before the first history. */
  public OptionalLong settledTo() {
    return settledTo == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(settledTo);
  }

  /** Whether the error has risen since the last call that returned true. */
  public boolean takeDriftAlarm() {
    boolean alarm = drift.alarm();
    drift = alarm ? drift.reset() : drift;
    return alarm;
  }

  /** Keeps forecasts until their outcomes are known. */
  public void add(IssuedForecast issued) {
    pending.add(issued);
  }

  /** Drops the forecasts of the model in shadow: they do not count in another comparison. */
  public void forgetRival() {
    List<IssuedForecast> others =
        pending.stream().map(issued -> issued.without(ForecastSource.RIVAL)).toList();
    pending.clear();
    pending.addAll(others);
  }

  /** Whether an issue from {@code origin}, epoch second, must be recorded. */
  public boolean due(long origin) {
    long spacing = slotsPerDay > 24 ? SPACING_S : HOURLY_SPACING_S;
    return pending.isEmpty() || origin - pending.getLast().origin() >= spacing;
  }

  /** Whether the record is long enough to conclude from. */
  public boolean enough() {
    return scoredDays >= ENOUGH_DAYS && loss(ForecastSource.PUBLISHED).count() > 0;
  }

  /** Days that the recent losses stand for. */
  public int days() {
    return Math.min(MEMORY_DAYS, scoredDays);
  }

  public DiscountedLoss loss(ForecastSource source) {
    return Objects.requireNonNull(losses.get(source));
  }

  /**
   * The candidate with the least error.
   *
   * @param so the best until now, which stays unless another is better by a hundredth
   * @param network whether the network is in use; its record may be of a model before
   */
  public ForecastSource best(ForecastSource so, boolean network) {
    ForecastSource best = so;
    double least = relative(so) * 0.99;
    for (ForecastSource source : ForecastSource.CANDIDATES) {
      boolean counts = network || source != ForecastSource.SPIKING;
      if (counts && relative(source) < least) {
        best = source;
        least = relative(source);
      }
    }
    return best;
  }

  /** Error relative to the naive one on the same outcomes; infinite without any. */
  public double relative(ForecastSource source) {
    return 1 - loss(source).skill().orElse(Double.NEGATIVE_INFINITY);
  }
}
