package io.spikewatt.inference.forecast;

/**
 * What the outcomes of a model's own forecasts of the last seven days tell of the next one: to
 * which of its members it should lean ({@link Lean}), how far off it lies then ({@link Offset}) and
 * how wide it has to be ({@link Width}).
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #look}. Makes nothing.
 */
final class Hindsight {
  private final int length;
  private final Lean lean;
  private final Offset offset;
  private final Width width;
  private final float[][] said;
  private final float[][] leant;
  private final int[] outcomes;
  private final float[] shift;
  private double[] values = {};
  private double scale = 1;
  private int days;
  private double factor;

  /**
   * @param length slots of each forecast that are compared, a day at the most
   * @param leads slots of a forecast
   * @param bothWays whether it may lean to the linear models as well as to the trees
   */
  Hindsight(int length, int slotsPerDay, int leads, boolean bothWays) {
    this.length = length;
    lean = new Lean(bothWays);
    offset = new Offset(length, slotsPerDay);
    width = new Width(length);
    said = new float[Offset.DAYS][];
    leant = new float[Offset.DAYS][3 * length];
    outcomes = new int[Offset.DAYS];
    shift = new float[leads];
  }

  /**
   * @param values outcomes in the series' unit, NaN = not measured
   * @param scale of one scaled unit
   */
  void begin(double[] values, double scale) {
    this.values = values;
    this.scale = scale;
    days = 0;
  }

  /**
   * Adds a day; seven at the most.
   *
   * @param forecast medians, low and high quantiles, {@code length} each, of one model or several
   *     one after the other, and at the end the medians of their hours' models and trees; scaled
   * @param outcome place of the first outcome
   */
  void add(float[] forecast, int outcome) {
    said[days] = forecast;
    outcomes[days++] = outcome;
  }

  /**
   * @param at place of the model in what was added
   * @param medians that it says now
   * @param hours what the linear models of one hour say now
   * @param trees what trees say now, NaN where nothing is to be moved
   * @param spread factor on its band that validation found
   */
  void look(int at, float[] medians, float[] hours, float[] trees, double spread) {
    lean.begin();
    for (int d = 0; d < days; d++) {
      lean.add(said[d], at, hours(d), trees(d), values, outcomes[d], scale, length);
    }
    double found = lean.lean();
    offset.begin();
    for (int d = 0; d < days; d++) {
      lean(d, at, found);
      offset.add(leant[d], 0, values, outcomes[d], scale);
    }
    offset.write(shift);
    width.begin();
    for (int d = 0; d < days; d++) {
      width.add(leant[d], 0, shift, values, outcomes[d], scale, length);
    }
    factor = width.width(spread);
    for (int k = 0; k < shift.length; k++) {
      shift[k] += Lean.move(found, medians[k], hours[k], trees[k]);
    }
  }

  private int hours(int day) {
    return said[day].length - 2 * length;
  }

  private int trees(int day) {
    return said[day].length - length;
  }

  /** Median, low and high quantiles of a day, all moved alike. */
  private void lean(int day, int at, double found) {
    float[] from = said[day];
    for (int k = 0; k < length; k++) {
      float by = Lean.move(found, from[at + k], from[hours(day) + k], from[trees(day) + k]);
      for (int part = k; part < 3 * length; part += length) {
        leant[day][part] = from[at + part] + by;
      }
    }
  }

  /** What is to be added to all quantiles, scaled, one a slot. */
  float[] shift() {
    return shift;
  }

  /** Factor on what lies between P10, P50 and P90. */
  double width() {
    return factor;
  }
}
