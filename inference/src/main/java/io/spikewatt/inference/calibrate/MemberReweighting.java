package io.spikewatt.inference.calibrate;

/**
 * Which of its members a model lately should have believed more: how far its median is moved
 * towards that of the trees, or of a load towards that of the linear models of one hour of day.
 * What members are worth is learnt on blocks that lie between others. Where a series goes on from
 * its last row trees are worth more, but for one whose level moves away from all that they saw,
 * which the linear models follow. The lean is the one with which the forecasts of the last seven
 * days at this time of day, each known in full by now, would have erred least, drawn towards two
 * tenths of the way to the trees. The numbers were chosen on the first 80 % of 19 series, where 7
 * to 14 days and first leans of .15 to .3 do alike. Of plants seven days tell too little of the
 * linear models.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #lean}. Makes nothing.
 */
final class MemberReweighting {
  private static final double TENTH = 0.1;

  /** Tenths towards the trees without a record. */
  private static final int FIRST = 2;

  /** By which part of the error of no lean each tenth away from the first has to be better. */
  private static final double CAUTION = 0.003;

  private final boolean bothWays;
  private final LineSearchErrors toTrees = new LineSearchErrors(TENTH);
  private final LineSearchErrors toHours = new LineSearchErrors(TENTH);
  private final double[] off;
  private final double[] way;

  /**
   * @param bothWays whether the linear models are compared as well
   * @param length slots of each forecast that are compared
   */
  MemberReweighting(boolean bothWays, int length) {
    this.bothWays = bothWays;
    off = new double[length];
    way = new double[length];
  }

  void begin() {
    toTrees.clear();
    toHours.clear();
  }

  /**
   * Adds a day's forecast and its outcome.
   *
   * @param said medians from {@code at} on, scaled
   * @param hours medians of the linear models of one hour from there on
   * @param trees medians of the trees; NaN where there is nothing to compare
   * @param outcomes scaled, NaN = not measured
   */
  void add(float[] said, int at, int hours, int trees, double[] outcomes) {
    for (int k = 0; k < off.length; k++) {
      off[k] = outcomes[k] - said[at + k];
      way[k] = (double) said[trees + k] - said[at + k];
    }
    toTrees.add(off, way);
    if (bothWays) {
      for (int k = 0; k < off.length; k++) {
        way[k] = (double) said[hours + k] - said[at + k];
      }
      toHours.add(off, way);
    }
  }

  /** Above 0: share of the way to the trees, .5 at most; below: of that to the linear models. */
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
