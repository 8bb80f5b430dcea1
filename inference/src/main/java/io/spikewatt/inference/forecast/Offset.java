package io.spikewatt.inference.forecast;

/**
 * How far outcomes lately lay from a model's own forecasts, at each time of day: a site grows, a
 * shift begins earlier, a provider's irradiance drifts. For each slot the median error of the
 * forecasts of the last seven days at this time of day, each known in full by now, and of three
 * more days that err by nothing; then the mean of that over three hours. So at least five of seven
 * days have to err to one side before a slot moves, and a home's chance peaks move nothing. Seven
 * days see each weekday once. It stays within 30 % of the mean forecast of those days: a model that
 * errs more is not to be mended but replaced. The numbers were chosen on the first 80 % of 19
 * series, where it lowers the absolute error; it is the median's, the mean forecast gains little.
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
  private final float[] sorted = new float[DAYS + PRIOR_DAYS];
  private final float[] medians;
  private double size;
  private int days;

  /**
   * @param length slots of each forecast that are compared, a day at the most
   * @param slotsPerDay slots of a day; if that many are compared, the last is followed by the first
   */
  Offset(int length, int slotsPerDay) {
    this.length = length;
    width = Math.max(1, slotsPerDay / 16);
    round = length == slotsPerDay;
    errors = new float[DAYS][length];
    medians = new float[length];
  }

  void begin() {
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
      float forecast = said[at + k];
      error[k] = (float) (values[from + k] / scale - forecast);
      size += Float.isFinite(forecast) ? Math.abs(forecast) : 0;
    }
  }

  /**
   * Writes what is to be added to the median of each lead, scaled units; beyond the slots that are
   * compared the same again.
   */
  void write(float[] out) {
    float most = (float) (MOST * size / Math.max(1, days * length));
    for (int k = 0; k < length; k++) {
      medians[k] = Math.clamp(median(k), -most, most);
    }
    for (int k = 0; k < Math.min(length, out.length); k++) {
      out[k] = around(k);
    }
    for (int k = length; k < out.length; k++) {
      out[k] = out[k - length];
    }
  }

  /** Of the errors at a slot and of some that are none. */
  private float median(int slot) {
    int count = PRIOR_DAYS;
    for (int i = 0; i < count; i++) {
      sorted[i] = 0;
    }
    for (int day = 0; day < days; day++) {
      float error = errors[day][slot];
      if (Float.isFinite(error)) {
        int place = count++;
        while (place > 0 && sorted[place - 1] > error) {
          sorted[place] = sorted[place - 1];
          place--;
        }
        sorted[place] = error;
      }
    }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }

  private float around(int slot) {
    int from = round ? slot - width : Math.max(0, slot - width);
    int to = round ? slot + width : Math.min(length - 1, slot + width);
    float sum = 0;
    for (int k = from; k <= to; k++) {
      sum += medians[k < 0 ? k + length : k < length ? k : k - length];
    }
    return sum / (to - from + 1);
  }
}
