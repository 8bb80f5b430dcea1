package io.spikewatt.inference.calibrate;

/**
 * Moves a model's median towards the trees', or a load's towards that of the linear models of one
 * hour of day: by the share that minimises the error of the last seven days' forecasts at this time
 * of day, shrunk towards 0.2 for the trees: the weights are fitted between blocks of the history,
 * where trees look worse than after its last row. {@link #begin}, {@link #add} for each day, then
 * {@link #lean}. Allocates nothing.
 */
final class MemberReweighting {
  private static final double TENTH = 0.1;

  /** Tenths towards the trees without a record. */
  private static final int FIRST = 2;

  /** Improvement required per step of 0.1 away from the prior, as a share of the error. */
  private static final double CAUTION = 0.003;

  private final boolean bothWays;
  private final LineSearchErrors toTrees = new LineSearchErrors(TENTH);
  private final LineSearchErrors toHours = new LineSearchErrors(TENTH);
  private final double[] off;
  private final double[] way;

  /** {@code bothWays}: the linear models are compared too, over {@code length} slots. */
  MemberReweighting(boolean bothWays, int length) {
    this.bothWays = bothWays;
    off = new double[length];
    way = new double[length];
  }

  void begin() {
    toTrees.clear();
    toHours.clear();
  }

  /** Adds a day's forecast and its scaled outcomes, NaN = not measured. */
  void add(PastForecast forecast, double[] outcomes) {
    float[] median = forecast.quantiles().median();
    float[] trees = forecast.treeMedians();
    for (int k = 0; k < off.length; k++) {
      off[k] = outcomes[k] - median[k];
      way[k] = (double) trees[k] - median[k];
    }
    toTrees.add(off, way);
    if (bothWays) {
      float[] hours = forecast.hourMedians();
      for (int k = 0; k < off.length; k++) {
        way[k] = (double) hours[k] - median[k];
      }
      toHours.add(off, way);
    }
  }

  /** Above 0: share of the way to the trees, at most 0.5; below 0: to the linear models. */
  double lean() {
    int best = FIRST;
    double least = toTrees.error(FIRST);
    for (int i = bothWays ? -LineSearchErrors.MOST : 0; i <= LineSearchErrors.MOST; i++) {
      double error = i < 0 ? toHours.error(-i) : toTrees.error(i);
      double cost = error + CAUTION * Math.abs(i - FIRST) * toTrees.error(0);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return TENTH * best;
  }

  /** How far a median is moved; not at all if one of them is no number. */
  static float move(double lean, float median, float hours, float trees) {
    float by = (float) (lean < 0 ? -lean * (hours - median) : lean * (trees - median));
    return Float.isFinite(by) ? by : 0;
  }
}
