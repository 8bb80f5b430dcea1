package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.score.PairedTest;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The model in use and a rival in shadow, compared on forecasts that both issued before the
 * outcomes were known: absolute errors of their medians, by UTC day of the outcome, each outcome
 * beside the other's. Not thread-safe.
 */
final class ShadowTrial {

  /** Days that a forecast of a day and more reaches into. */
  private static final int OVERLAP = 2;

  static final int SUMS = 5;
  private static final int COUNT = 0;
  private static final int REIGNING = 1;
  private static final int RIVAL = 2;
  private static final int NAIVE_DAY = 3;
  private static final int NAIVE_WEEK = 4;

  /** Who the rival is. */
  enum Kind {
    /** Learnt lately, wants to be used. */
    CHALLENGER,
    /** Was used before, and comes back if it was better. */
    PREDECESSOR
  }

  final Kind kind;
  final long since;
  final SortedMap<Long, double[]> days = new TreeMap<>();

  /** Whether the early look was taken. */
  boolean looked;

  /** Whether the rival said something that is no number. */
  boolean broken;

  /** How often the rival spoke, and how often its network was silent or saturated. */
  int looks;

  int sick;

  /**
   * @param since when it began, epoch second
   */
  ShadowTrial(Kind kind, long since) {
    this.kind = kind;
    this.since = since;
  }

  /** Notes that the rival spoke. */
  void note(boolean healthy) {
    looks++;
    sick += healthy ? 0 : 1;
  }

  /** Whether the rival cannot be used, however small its error. */
  boolean unfit() {
    return broken || 2 * sick > looks;
  }

  /** Adds one outcome. */
  void add(long day, double actual, IssuedForecast issuedForecast, int lead) {
    double[] sums = days.computeIfAbsent(day, d -> new double[SUMS]);
    sums[COUNT]++;
    sums[REIGNING] += error(actual, issuedForecast, ForecastSource.REIGNING, lead);
    sums[RIVAL] += error(actual, issuedForecast, ForecastSource.RIVAL, lead);
    sums[NAIVE_DAY] += error(actual, issuedForecast, ForecastSource.NAIVE_DAY, lead);
    sums[NAIVE_WEEK] += error(actual, issuedForecast, ForecastSource.NAIVE_WEEK, lead);
  }

  private static double error(
      double actual, IssuedForecast issuedForecast, ForecastSource forecastSource, int lead) {
    return Math.abs(actual - issuedForecast.of(forecastSource).p50()[lead]);
  }

  /**
   * What the days before {@code today} say.
   *
   * @param days that were compared
   * @param gain 1 - rival's error / error of the model in use
   * @param rivalBetter test of whether the rival is better
   * @param rivalWorse test of whether it is worse
   * @param aboveNaive whether the rival was at least as good as the better naive forecast
   */
  record TrialResult(
      int days,
      double gain,
      PairedTest.Outcome rivalBetter,
      PairedTest.Outcome rivalWorse,
      boolean aboveNaive) {}

  /**
   * @param today epoch day that is not over
   * @param least outcomes below which a day is not compared
   */
  TrialResult tally(long today, int least) {
    double[][] whole =
        days.headMap(today).values().stream()
            .filter(sums -> sums[COUNT] >= least)
            .toArray(double[][]::new);
    double[] reigning = new double[whole.length];
    double[] rival = new double[whole.length];
    double[] total = new double[SUMS];
    for (int i = 0; i < whole.length; i++) {
      reigning[i] = whole[i][REIGNING] / whole[i][COUNT];
      rival[i] = whole[i][RIVAL] / whole[i][COUNT];
      for (int s = 0; s < SUMS; s++) {
        total[s] += whole[i][s] / whole[i][COUNT];
      }
    }
    return new TrialResult(
        whole.length,
        total[REIGNING] > 0 ? 1 - total[RIVAL] / total[REIGNING] : 0,
        PairedTest.compare(rival, reigning, OVERLAP),
        PairedTest.compare(reigning, rival, OVERLAP),
        total[RIVAL] <= Math.min(total[NAIVE_DAY], total[NAIVE_WEEK]));
  }
}
