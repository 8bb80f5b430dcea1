package io.spikewatt.inference.score;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Conformal calibration of P10 and P90: a factor on the distance from the median tracks the 90 %
 * quantile of (outcome's distance) / (forecast distance). Method: Gibbs and Candès, Adaptive
 * conformal inference, NeurIPS 2021, tracking the quantile instead of the level. Each side has
 * terms for lead, time of day and, for PV, sky, whose sum is the factor's logarithm. Not
 * thread-safe.
 */
public final class ConformalBand {

  /** Target share of outcomes from P10 to P90 where P90 is above P10. */
  public static final double COVERAGE = 0.8;

  /** A factor never leaves these bounds. */
  public static final double MIN_FACTOR = 0.3;

  public static final double MAX_FACTOR = 4;

  /** Share of outcomes that may lie beyond either side. */
  private static final double ALLOWED = (1 - COVERAGE) / 2;

  /** Step of each kind of term in a day of outcomes, at pace 1: they fade in two to four weeks. */
  private static final double LEAD_GAIN = 0.3;

  private static final double HOUR_GAIN = 0.3;
  private static final double SKY_GAIN = 0.6;

  /** Bound of the terms of time of day and sky. */
  private static final double MOST = 1;

  /** First hours of the second and the third range of lead. */
  private static final int[] RANGES = {3, 12};

  private static final int LEADS = RANGES.length + 1;

  /** Terms of one side: leads, parts of the day, skies. */
  private static final int TERMS = LEADS + BandCondition.PARTS + BandCondition.SKIES;

  private final int slotsPerDay;
  private final double step;
  private final Side low;
  private final Side high;

  /**
   * A band that starts uncorrected.
   *
   * @param pace factor on the steps, above 0, at most 1; a slower band keeps outcomes longer
   */
  public ConformalBand(int slotsPerDay, double pace) {
    this(slotsPerDay, pace, new Side(new double[TERMS]), new Side(new double[TERMS]));
  }

  private ConformalBand(int slotsPerDay, double pace, Side low, Side high) {
    this.step = pace / slotsPerDay;
    this.slotsPerDay = slotsPerDay;
    this.low = low;
    this.high = high;
  }

  /**
   * Restores what {@link #state} gave, or the six logarithms of version 0.2: low and high side of
   * each range of lead in turn. Refuses an inconsistent state.
   */
  public static ConformalBand of(int slotsPerDay, double pace, double[] state) {
    double[] below = new double[TERMS];
    double[] above = new double[TERMS];
    if (state.length == 2 * LEADS) {
      for (int range = 0; range < LEADS; range++) {
        below[range] = state[2 * range];
        above[range] = state[2 * range + 1];
      }
    } else if (state.length == 2 * TERMS) {
      System.arraycopy(state, 0, below, 0, TERMS);
      System.arraycopy(state, TERMS, above, 0, TERMS);
    } else {
      throw new IllegalArgumentException("no factors of a band");
    }
    ConformalBand band = new ConformalBand(slotsPerDay, pace, new Side(below), new Side(above));
    if (!band.low.sound() || !band.high.sound()) {
      throw new IllegalArgumentException("no factors of a band");
    }
    return band;
  }

  /** All terms: of the low side, then of the high side. */
  public double[] state() {
    return DoubleStream.concat(Arrays.stream(low.terms), Arrays.stream(high.terms)).toArray();
  }

  /** Factor on median - P10. */
  public double low(BandCondition at) {
    return low.factor(range(at.lead()), at);
  }

  /** Factor on P90 - median. */
  public double high(BandCondition at) {
    return high.factor(range(at.lead()), at);
  }

  private int range(int lead) {
    int hour = lead * 24 / slotsPerDay;
    return hour < RANGES[0] ? 0 : hour < RANGES[1] ? 1 : 2;
  }

  /** Begins a slot whose outcome is known. */
  public Slot slot() {
    return new Slot();
  }

  /** Forecasts of one slot and its outcome; collected until all are known. */
  public final class Slot {
    private final Tally below = new Tally();
    private final Tally above = new Tally();

    private Slot() {}

    /**
     * Adds one forecast of the slot. A side that leaves nothing open does not count.
     *
     * @param at condition of the forecast
     * @param lower median - P10 before any factor, at least 0
     * @param upper P90 - median before any factor
     * @param error outcome - median
     */
    public void add(BandCondition at, double lower, double upper, double error) {
      if (lower > 0) {
        below.add(range(at.lead()), at, -error > low(at) * lower);
      }
      if (upper > 0) {
        above.add(range(at.lead()), at, error > high(at) * upper);
      }
    }

    /** Corrects the factors; forecasts of one slot err together and count as one. */
    public void close() {
      low.correct(below, step);
      high.correct(above, step);
    }
  }

  /** Forecasts of one slot by term: their number, and how many had the outcome beyond a side. */
  private static final class Tally {
    private final int[] counted = new int[TERMS];
    private final int[] beyond = new int[TERMS];
    private int all;

    void add(int range, BandCondition at, boolean outside) {
      all++;
      for (int term : terms(range, at)) {
        counted[term]++;
        beyond[term] += outside ? 1 : 0;
      }
    }

    /** Sum of (beyond - allowed) of a term. */
    double excess(int term) {
      return beyond[term] - ALLOWED * counted[term];
    }
  }

  private static int[] terms(int range, BandCondition at) {
    int part = LEADS + at.part();
    return at.sky() == BandCondition.NO_SKY
        ? new int[] {range, part}
        : new int[] {range, part, LEADS + BandCondition.PARTS + at.sky()};
  }

  /** Terms of the logarithm of one side's factor. */
  private record Side(double[] terms) {

    double factor(int range, BandCondition at) {
      double log = Arrays.stream(ConformalBand.terms(range, at)).mapToDouble(t -> terms[t]).sum();
      return Math.clamp(Math.exp(log), MIN_FACTOR, MAX_FACTOR);
    }

    void correct(Tally tally, double step) {
      for (int term = 0; term < TERMS; term++) {
        if (tally.counted[term] > 0) {
          // A range of lead learns from its own forecasts, time of day and sky by their share.
          int of = term < LEADS ? tally.counted[term] : tally.all;
          terms[term] =
              Math.clamp(
                  terms[term] + gain(term) * step * tally.excess(term) / of,
                  least(term),
                  most(term));
        }
      }
    }

    boolean sound() {
      boolean sound = true;
      for (int term = 0; term < TERMS; term++) {
        sound &= terms[term] >= least(term) && terms[term] <= most(term);
      }
      return sound;
    }

    private static double gain(int term) {
      return term < LEADS ? LEAD_GAIN : term < LEADS + BandCondition.PARTS ? HOUR_GAIN : SKY_GAIN;
    }

    private static double least(int term) {
      return term < LEADS ? Math.log(MIN_FACTOR) : -MOST;
    }

    private static double most(int term) {
      return term < LEADS ? Math.log(MAX_FACTOR) : MOST;
    }
  }
}
