package io.spikewatt.inference.forecast;

import java.util.Arrays;

/**
 * How far outcomes lately lay from a model's own forecasts, at each time of day: a site grows, a
 * shift begins earlier, a provider's irradiance drifts. The median error of the forecasts of the
 * last seven days at this time of day, each known in full by now, over an hour before and after a
 * slot, with three more days that err by nothing. So six of seven days have to err to one side
 * before anything moves, and a home's chance peaks move nothing. Seven days see each weekday once.
 * All three numbers were chosen on the first 80 % of 19 series, where it lowers the absolute error;
 * it is the median's, the mean forecast gains little from it.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #write}. Makes nothing.
 */
final class Offset {
  /** Days that are looked back at. */
  static final int DAYS = 7;

  /** So many days without an error draw the offset towards 0. */
  private static final int PRIOR_DAYS = 3;

  /** Share of the mean forecast that it does not pass. */
  private static final double MOST = 0.3;

  private final int length;
  private final int width;
  private final boolean round;
  private final float[][] errors;
  private final int[] above;
  private final int[] below;
  private final int[] measured;
  private final WeightedValues side;
  private double size;
  private int days;

  /**
   * @param length slots of each forecast that are compared, a day at the most
   * @param slotsPerDay slots of a day; if that many are compared, the last is followed by the first
   */
  Offset(int length, int slotsPerDay) {
    this.length = length;
    width = Math.max(1, slotsPerDay / 24);
    round = length == slotsPerDay;
    errors = new float[DAYS][length];
    above = new int[length];
    below = new int[length];
    measured = new int[length];
    side = new WeightedValues(DAYS * (2 * width + 1));
  }

  void begin() {
    Arrays.fill(above, 0);
    Arrays.fill(below, 0);
    Arrays.fill(measured, 0);
    size = 0;
    days = 0;
  }

  /**
   * Adds a day's forecast and its outcome; seven at the most.
   *
   * @param said medians from {@code at} on, scaled
   * @param values outcomes from {@code from} on in the series' unit, NaN = not measured
   * @param scale of one scaled unit
   */
  void add(float[] said, int at, double[] values, int from, double scale) {
    float[] error = errors[days++];
    for (int k = 0; k < length; k++) {
      float e = (float) (values[from + k] / scale - said[at + k]);
      error[k] = e;
      size += Float.isFinite(said[at + k]) ? Math.abs(said[at + k]) : 0;
      above[k] += e > 0 ? 1 : 0;
      below[k] += e < 0 ? 1 : 0;
      measured[k] += Float.isFinite(e) ? 1 : 0;
    }
  }

  /**
   * Writes what is to be added to the median of each lead, scaled units; beyond the slots that are
   * compared the same again.
   */
  void write(float[] out) {
    float most = (float) (MOST * size / Math.max(1, days * length));
    for (int k = 0; k < Math.min(length, out.length); k++) {
      out[k] = Math.clamp(at(k), -most, most);
    }
    for (int k = length; k < out.length; k++) {
      out[k] = out[k - length];
    }
  }

  private float at(int slot) {
    int more = 0;
    int less = 0;
    int all = 0;
    for (int k = slot - width; k <= slot + width; k++) {
      int place = place(k);
      if (place >= 0) {
        more += above[place];
        less += below[place];
        all += measured[place] + PRIOR_DAYS;
      }
    }
    // Only if more than half of all lie on one side is the median there; the one nearer to 0.
    if (2 * more > all) {
      return middle(slot, 1, more, all);
    }
    return 2 * less > all ? -middle(slot, -1, less, all) : 0;
  }

  /** The median, by size, given how many of all errors have its sign. */
  private float middle(int slot, int sign, int same, int all) {
    side.clear();
    for (int k = slot - width; k <= slot + width; k++) {
      int place = place(k);
      for (int day = 0; place >= 0 && day < days; day++) {
        float e = sign * errors[day][place];
        if (e > 0) {
          side.add(e, 1);
        }
      }
    }
    int rank = (all - 1) / 2 - (all - same);
    return (float) side.quantile((rank + 0.5) / same);
  }

  /** Where a slot is kept, or -1. */
  private int place(int slot) {
    if (round) {
      return slot < 0 ? slot + length : slot < length ? slot : slot - length;
    }
    return slot < length ? slot : -1;
  }
}
