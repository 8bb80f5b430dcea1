package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.BlendWeights;
import io.spikewatt.inference.score.ConformalBand;
import io.spikewatt.inference.score.DiscountedLoss;
import io.spikewatt.inference.score.PageHinkley;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Forecasts that were issued, kept until their outcomes are known, and what came of them: recent
 * losses, weights of the blend, the band's correction, the watch for drift. One issue in two hours
 * and the coming day of each are kept: at most 13, some 100 kB for quarter hours. An outcome that
 * was not measured is not scored. Not thread-safe.
 */
final class PerformanceRecord {

  /** Forecasts in between would err together with their neighbours. */
  private static final long SPACING_S = 2 * 3600;

  static final long DAY_S = 86_400;

  /** An outcome that is missing longer than this will not come. */
  private static final long PATIENCE_S = 3 * 3600;

  /** Days that must have been scored before anything is concluded from them. */
  private static final int ENOUGH_DAYS = 7;

  /** Mean age of what the record speaks of: a half-life of ten days / ln 2. */
  static final int MEMORY_DAYS = 14;

  /**
   * Rates of the blend, chosen on the validation parts of nine measured series: they cost none of
   * them more than about .5 %, where 1 and .6 cost one plant's median 1.4 % and its mean, which
   * single days sway more, 2.6 %.
   */
  static final double MEDIAN_RATE = 0.6;

  static final double MEAN_RATE = 0.3;

  /**
   * How much the logarithm of a day's error, relative to the mean error of both naive forecasts,
   * may exceed its mean. This and the threshold were chosen on the first 80 % of 19 measured
   * series: weeks of theirs in random order raise an alarm in 578 days, half as much error again is
   * seen after 12 days, twice the error after 5.
   */
  private static final double DRIFT_TOLERANCE = 0.15;

  /** Sum of excesses that is a drift. */
  private static final double DRIFT_THRESHOLD = 3;

  private static final double LEAST_RATIO = 0.1;
  private static final double WORST_RATIO = 3;

  final int slotsPerDay;
  final Deque<IssuedForecast> pending = new ArrayDeque<>();
  final Map<ForecastSource, DiscountedLoss> losses = new EnumMap<>(ForecastSource.class);
  BlendWeights median = new BlendWeights(ForecastSource.CANDIDATES.size(), MEDIAN_RATE);
  BlendWeights mean = new BlendWeights(ForecastSource.CANDIDATES.size(), MEAN_RATE);
  ConformalBand band;
  PageHinkley drift = PageHinkley.of(DRIFT_TOLERANCE, DRIFT_THRESHOLD);

  /** End of what has been scored, epoch second; before the first history {@link Long#MIN_VALUE}. */
  long settledTo = Long.MIN_VALUE;

  int scoredDays;

  /** Published and naive absolute errors of the running day, and their number. */
  double[] today = new double[4];

  PerformanceRecord(int slotsPerDay, SeriesKind kind) {
    this.slotsPerDay = slotsPerDay;
    band = new ConformalBand(slotsPerDay, kind.openCoverage());
    ForecastSource.SCORED.forEach(
        forecastSource -> losses.put(forecastSource, new DiscountedLoss()));
  }

  /**
   * Scores what has become known.
   *
   * @return number of days that ended and had outcomes
   */
  int settle(TimeSeries history, Optional<ShadowTrial> duel) {
    long end = known(history);
    if (settledTo == Long.MIN_VALUE || end < settledTo - DAY_S) {
      // A clock that was put back by more than a day: what waits would never be settled.
      pending.clear();
      settledTo = end;
    }
    long step = history.step().toSeconds();
    long start = history.start().getEpochSecond();
    int days = 0;
    for (long at = settledTo; at < end; at += step) {
      int row = at < start ? -1 : (int) ((at - start) / step);
      if (row >= 0 && Double.isFinite(history.values()[row])) {
        score(at, history.values()[row], step, duel);
      }
      settledTo = at + step;
      long next = settledTo;
      if (Math.floorDiv(next, DAY_S) != Math.floorDiv(at, DAY_S)) {
        days += closeDay();
        pending.removeIf(
            issuedForecast -> issuedForecast.origin() + issuedForecast.slots() * step <= next);
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

  private void score(long at, double actual, long step, Optional<ShadowTrial> duel) {
    ConformalBand.Slot slot = band.slot();
    for (IssuedForecast issuedForecast : pending) {
      int lead = (int) ((at - issuedForecast.origin()) / step);
      if (at >= issuedForecast.origin() && lead < issuedForecast.slots()) {
        score(issuedForecast, lead, actual);
        double error = actual - issuedForecast.of(ForecastSource.PUBLISHED).p50()[lead];
        slot.add(lead, issuedForecast.below()[lead], issuedForecast.above()[lead], error);
        if (duel.isPresent() && issuedForecast.of(ForecastSource.RIVAL).there()) {
          duel.get().add(Math.floorDiv(at, DAY_S), actual, issuedForecast, lead);
        }
      }
    }
    slot.close();
  }

  private void score(IssuedForecast issuedForecast, int lead, double actual) {
    float naiveDay = issuedForecast.of(ForecastSource.NAIVE_DAY).p50()[lead];
    float naiveWeek = issuedForecast.of(ForecastSource.NAIVE_WEEK).p50()[lead];
    for (ForecastSource forecastSource : ForecastSource.SCORED) {
      IssuedQuantiles c = issuedForecast.of(forecastSource);
      if (c.there()) {
        loss(forecastSource)
            .add(
                actual,
                c.p10()[lead],
                c.p50()[lead],
                c.p90()[lead],
                c.mean()[lead],
                naiveDay,
                naiveWeek);
      }
    }
    IssuedQuantiles published = issuedForecast.of(ForecastSource.PUBLISHED);
    double[] medians = new double[ForecastSource.CANDIDATES.size()];
    double[] means = new double[ForecastSource.CANDIDATES.size()];
    for (int i = 0; i < medians.length; i++) {
      IssuedQuantiles c = issuedForecast.of(ForecastSource.CANDIDATES.get(i));
      medians[i] = c.there() ? c.p50()[lead] : Double.NaN;
      means[i] = c.there() ? c.mean()[lead] : Double.NaN;
    }
    double over = published.p50()[lead] - actual;
    median.add(medians, published.p50()[lead], Math.signum(over), Math.abs(over));
    double meanOver = published.mean()[lead] - actual;
    mean.add(means, published.mean()[lead], 2 * meanOver, meanOver * meanOver);
    today[0] += Math.abs(over);
    today[1] += Math.abs(actual - naiveDay);
    today[2] += Math.abs(actual - naiveWeek);
    today[3]++;
  }

  private int closeDay() {
    losses.values().forEach(loss -> loss.fade(1));
    median.closeDay();
    mean.closeDay();
    double naive = (today[1] + today[2]) / 2;
    boolean scored = today[3] >= leastOutcomes();
    if (scored && naive > 0) {
      drift = drift.and(Math.log(Math.clamp(today[0] / naive, LEAST_RATIO, WORST_RATIO)));
    }
    Arrays.fill(today, 0);
    scoredDays += scored ? 1 : 0;
    return scored ? 1 : 0;
  }

  /** Outcomes below which a day says nothing. */
  int leastOutcomes() {
    return slotsPerDay / 2;
  }

  /** Epoch day that is not over. */
  long runningDay() {
    return Math.floorDiv(settledTo, DAY_S);
  }

  /** Days from an epoch second to the end of what has been scored; 0 before the first history. */
  double daysSince(long epochSecond) {
    return settledTo == Long.MIN_VALUE ? 0 : (settledTo - epochSecond) / (double) DAY_S;
  }

  /** Whether an issue from {@code origin}, epoch second, is to be remembered. */
  boolean due(long origin) {
    return pending.isEmpty() || origin - pending.getLast().origin() >= SPACING_S;
  }

  /** Whether the record is long enough to conclude from. */
  boolean enough() {
    return scoredDays >= ENOUGH_DAYS && loss(ForecastSource.PUBLISHED).count() > 0;
  }

  DiscountedLoss loss(ForecastSource forecastSource) {
    return Objects.requireNonNull(losses.get(forecastSource));
  }

  /**
   * The candidate with the least error.
   *
   * @param so the best until now, which stays unless another is better by a hundredth
   */
  ForecastSource best(ForecastSource so) {
    ForecastSource best = so;
    double least = relative(so) * 0.99;
    for (ForecastSource forecastSource : ForecastSource.CANDIDATES) {
      if (relative(forecastSource) < least) {
        best = forecastSource;
        least = relative(forecastSource);
      }
    }
    return best;
  }

  /** Error relative to the naive one on the same outcomes; infinite without any. */
  double relative(ForecastSource forecastSource) {
    return 1 - loss(forecastSource).skill().orElse(Double.NEGATIVE_INFINITY);
  }
}
