package io.spikewatt.inference.score;

import java.util.Arrays;

/**
 * Conformal calibration of P10 and P90: a factor on the distance from the median tracks a quantile,
 * mostly 90 %, of (outcome's distance) / (forecast distance). Method: Gibbs and Candès, Adaptive
 * conformal inference, NeurIPS 2021, tracking the quantile instead of the level. Each side and
 * three ranges of lead have own factors. Old outcomes fade within about ten days. Not thread-safe.
 */
public final class ConformalBand {

  /** A factor never leaves these bounds. */
  public static final double MIN_FACTOR = 0.3;

  public static final double MAX_FACTOR = 4;

  /** Step of a factor's logarithm in a day of outcomes. */
  private static final double DAILY_GAIN = 0.6;

  /** First hours of the second and the third range of lead. */
  private static final int[] RANGES = {3, 12};

  private static final int SIDES = 2;

  private final int slotsPerDay;

  /** Share of outcomes that may lie beyond either side. */
  private final double allowed;

  private final double[] logs;

  /** A band that starts uncorrected, with a target share of outcomes within it. */
  public ConformalBand(int slotsPerDay, double within) {
    this(slotsPerDay, within, new double[SIDES * (RANGES.length + 1)]);
  }

  private ConformalBand(int slotsPerDay, double within, double[] logs) {
    this.slotsPerDay = slotsPerDay;
    this.allowed = (1 - within) / 2;
    this.logs = logs;
  }

  /** Restores what {@link #state} gave; refuses an inconsistent state. */
  public static ConformalBand of(int slotsPerDay, double within, double[] state) {
    ConformalBand band = new ConformalBand(slotsPerDay, within);
    boolean sound =
        state.length == band.logs.length
            && Arrays.stream(state)
                .allMatch(log -> log >= Math.log(MIN_FACTOR) && log <= Math.log(MAX_FACTOR));
    if (!sound) {
      throw new IllegalArgumentException("no factors of a band");
    }
    return new ConformalBand(slotsPerDay, within, state.clone());
  }

  /** Logarithms of all factors. */
  public double[] state() {
    return logs.clone();
  }

  /** Factor on median - P10 at a lead. */
  public double low(int lead) {
    return Math.exp(logs[SIDES * range(lead)]);
  }

  /** Factor on P90 - median at a lead. */
  public double high(int lead) {
    return Math.exp(logs[SIDES * range(lead) + 1]);
  }

  /** Forecasts of one slot and its outcome; collected until all are known. */
  public final class Slot {
    private final int[] counted = new int[logs.length];
    private final int[] beyond = new int[logs.length];

    private Slot() {}

    /**
     * Adds one forecast of the slot. A side that leaves nothing open does not count.
     *
     * @param lead slots from the origin
     * @param below median - P10 before any factor, at least 0
     * @param above P90 - median before any factor
     * @param error outcome - median
     */
    public void add(int lead, double below, double above, double error) {
      int low = SIDES * range(lead);
      if (below > 0) {
        counted[low]++;
        beyond[low] += -error > Math.exp(logs[low]) * below ? 1 : 0;
      }
      if (above > 0) {
        counted[low + 1]++;
        beyond[low + 1] += error > Math.exp(logs[low + 1]) * above ? 1 : 0;
      }
    }

    /** Corrects the factors; forecasts of one slot err together and count as one. */
    public void close() {
      for (int i = 0; i < logs.length; i++) {
        if (counted[i] > 0) {
          double excess = (double) beyond[i] / counted[i] - allowed;
          logs[i] =
              Math.clamp(
                  logs[i] + DAILY_GAIN / slotsPerDay * excess,
                  Math.log(MIN_FACTOR),
                  Math.log(MAX_FACTOR));
        }
      }
    }
  }

  /** Begins a slot whose outcome is known. */
  public Slot slot() {
    return new Slot();
  }

  private int range(int lead) {
    int hour = lead * 24 / slotsPerDay;
    return hour < RANGES[0] ? 0 : hour < RANGES[1] ? 1 : 2;
  }
}
