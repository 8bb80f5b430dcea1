package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.NormalEquations;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Corrects a blend by what the last hours say ({@link ShortTermFeatures}). One ridge regression for
 * each hour ahead learns from the errors of the blend's mean, refitted each day; old errors fade.
 * The mean uses all, half or none of it, and the median goes all, half or none of the way to the
 * corrected mean: what had the least error at that hour ahead. Not thread-safe.
 */
public final class ShortTermCorrection {

  /** Hours ahead that are told apart. */
  private static final int HOURS = 36;

  /** Penalty in rows for each hour ahead: the further, the less the last hours say. */
  private static final double LOAD_PENALTY = 10;

  private static final double SUN_PENALTY = 5;

  /** Days of errors before the first correction. */
  private static final int FEWEST_DAYS = 7;

  /** Days after which a day's errors weigh half. */
  private static final double HALF_LIFE_DAYS = 60;

  /** The same for the choice of the share: a blend may change at once with a new model. */
  private static final double SHARE_HALF_LIFE_DAYS = 7;

  /** Between two blends that are kept; longer where an hour has several slots. */
  private static final long HOUR_S = 3600;

  private static final double[] SHARES = {0, 0.5, 1};

  private final SeriesKind kind;
  private final int slotsPerDay;
  private final int features;
  private final double penalty;
  private final long spacingS;
  private final HourAhead[] hours = new HourAhead[HOURS];
  private final Deque<OpenIssue> open = new ArrayDeque<>();

  /**
   * A blend before its correction.
   *
   * @param origin start of the first slot, epoch second
   * @param features one row a slot
   * @param correction all of it, one value a slot
   */
  public record Issue(
      long origin, double[] median, double[] mean, double[][] features, double[] correction) {}

  /**
   * What is kept of a blend until its outcomes are known, as {@link Issue} has it.
   *
   * @param features one slot after the other
   */
  public record OpenIssue(
      long origin, float[] median, float[] mean, float[] correction, float[] features) {

    static OpenIssue of(Issue issue) {
      int width = issue.features[0].length;
      float[] features = new float[issue.mean.length * width];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) issue.features[i / width][i % width];
      }
      return new OpenIssue(
          issue.origin,
          floats(issue.median),
          floats(issue.mean),
          floats(issue.correction),
          features);
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int k = 0; k < floats.length; k++) {
        floats[k] = (float) values[k];
      }
      return floats;
    }
  }

  /** The regression of one hour ahead. */
  private static final class HourAhead {
    final NormalEquations sums;
    double[] weights;
    double rows;

    /** Errors by share, of the median and of the mean. */
    final double[] absolute = new double[SHARES.length];

    final double[] squared = new double[SHARES.length];

    HourAhead(int features) {
      sums = new NormalEquations(features);
      weights = new double[features];
    }

    void add(OpenIssue issue, int lead, double actual) {
      double off = actual - issue.mean[lead];
      double[] row = new double[weights.length];
      Arrays.setAll(row, i -> issue.features[lead * row.length + i]);
      sums.add(row, 0, off, 1);
      rows++;
      for (int i = 0; i < SHARES.length; i++) {
        double rest = off - SHARES[i] * issue.correction[lead];
        absolute[i] +=
            Math.abs(
                actual
                    - moved(
                        issue.median[lead], issue.mean[lead], issue.correction[lead], SHARES[i]));
        squared[i] += rest * rest;
      }
    }

    void closeDay() {
      double keep = Math.pow(0.5, 1 / HALF_LIFE_DAYS);
      sums.fade(keep);
      rows *= keep;
      double recent = Math.pow(0.5, 1 / SHARE_HALF_LIFE_DAYS);
      for (int i = 0; i < SHARES.length; i++) {
        absolute[i] *= recent;
        squared[i] *= recent;
      }
    }

    static double share(double[] errors) {
      int best = 0;
      for (int i = 1; i < SHARES.length; i++) {
        best = errors[i] < errors[best] ? i : best;
      }
      return SHARES[best];
    }
  }

  /** One that has seen no errors yet. */
  public ShortTermCorrection(int slotsPerDay, SeriesKind kind) {
    this.kind = kind;
    this.slotsPerDay = slotsPerDay;
    features = ShortTermFeatures.count(kind);
    penalty = (kind.followsSun() ? SUN_PENALTY : LOAD_PENALTY) * slotsPerDay / 24;
    spacingS = slotsPerDay > 24 ? 2 * HOUR_S : HOUR_S;
    Arrays.setAll(hours, hour -> new HourAhead(features));
  }

  /**
   * Restores a stored one.
   *
   * @param state the value of {@link #state}
   * @param open the value of {@link #open}
   * @throws IllegalArgumentException if it is inconsistent
   */
  public static ShortTermCorrection of(
      int slotsPerDay, SeriesKind kind, double[] state, List<OpenIssue> open) {
    ShortTermCorrection correction = new ShortTermCorrection(slotsPerDay, kind);
    int length = state.length / HOURS;
    int others = 1 + 2 * SHARES.length + correction.features;
    int sums = NormalEquations.stateLength(correction.features);
    if (state.length != HOURS * (sums + others)) {
      throw new IllegalArgumentException("no sums of a correction");
    }
    for (int hour = 0; hour < HOURS; hour++) {
      HourAhead of = correction.hours[hour];
      int at = hour * length;
      of.sums.restore(Arrays.copyOfRange(state, at, at + sums));
      of.rows = state[at + sums];
      System.arraycopy(state, at + sums + 1, of.absolute, 0, SHARES.length);
      System.arraycopy(state, at + sums + 1 + SHARES.length, of.squared, 0, SHARES.length);
      of.weights = Arrays.copyOfRange(state, at + length - correction.features, at + length);
    }
    for (OpenIssue issue : open) {
      int slots = issue.mean.length;
      if (issue.median.length != slots
          || issue.correction.length != slots
          || issue.features.length != slots * correction.features) {
        throw new IllegalArgumentException("no blend to correct");
      }
    }
    correction.open.addAll(open);
    return correction;
  }

  /** The blends whose outcomes are not known, oldest first. */
  public List<OpenIssue> open() {
    return List.copyOf(open);
  }

  /** Sums and errors of all hours ahead. */
  public double[] state() {
    return Arrays.stream(hours)
        .flatMap(
            of ->
                Stream.of(
                    of.sums.state(), new double[] {of.rows}, of.absolute, of.squared, of.weights))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** A blend with its correction. */
  Issue issue(
      ZoneId zone,
      TimeSeries history,
      Map<ForecastSource, Forecast> made,
      double[] median,
      double[] mean) {
    double[][] rows = ShortTermFeatures.of(kind, zone, history, made, mean);
    double[] correction = new double[mean.length];
    for (int k = 0; k < correction.length; k++) {
      double[] weights = hours[hour(k)].weights;
      for (int i = 0; i < features; i++) {
        correction[k] += weights[i] * rows[k][i];
      }
    }
    return new Issue(history.end().getEpochSecond(), median, mean, rows, correction);
  }

  /** The median, as far towards the corrected mean as was best lately. */
  double median(Issue issue, int lead) {
    return moved(
        issue.median[lead],
        issue.mean[lead],
        issue.correction[lead],
        HourAhead.share(hours[hour(lead)].absolute));
  }

  /** The mean with the share of the correction that was best lately. */
  double mean(Issue issue, int lead) {
    return issue.mean[lead] + HourAhead.share(hours[hour(lead)].squared) * issue.correction[lead];
  }

  /** A median on its way to the corrected mean. */
  private static double moved(double median, double mean, double correction, double share) {
    return median + share * (mean + correction - median);
  }

  private int hour(int lead) {
    return Math.min(HOURS - 1, lead * 24 / slotsPerDay);
  }

  /** Keeps a blend until its outcomes are known; not more than one an hour. */
  public void add(Issue issue) {
    if (features > 0 && (open.isEmpty() || issue.origin - open.getLast().origin >= spacingS)) {
      open.add(OpenIssue.of(issue));
    }
  }

  /** Forgets the blends whose outcomes are not known. */
  void forgetOpen() {
    open.clear();
  }

  /**
   * Takes an outcome.
   *
   * @param at start of its slot, epoch second
   * @param step length of a slot, seconds
   */
  void add(long at, double actual, long step) {
    for (OpenIssue issue : open) {
      int lead = (int) ((at - issue.origin) / step);
      if (at >= issue.origin && lead < issue.mean.length) {
        hours[hour(lead)].add(issue, lead, actual);
      }
    }
  }

  /** Refits at the end of a day, which is the end of the known outcomes, epoch second. */
  void closeDay(long end, long step) {
    open.removeIf(issue -> issue.origin + issue.mean.length * step <= end);
    for (HourAhead of : hours) {
      of.closeDay();
    }
    fit();
  }

  private void fit() {
    for (int hour = 0; hour < HOURS && features > 0; hour++) {
      HourAhead of = hours[hour];
      if (of.rows >= (double) FEWEST_DAYS * slotsPerDay * HOUR_S / spacingS) {
        of.weights = of.sums.solveRelative(penalty * (hour + 1) / of.rows);
      }
    }
  }
}
