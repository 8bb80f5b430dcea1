package io.spikewatt.inference.feature;

import org.jspecify.annotations.Nullable;

/**
 * State known at an origin for all leads, and intermediate values that a lead's features share. In
 * scaled units. One per set of rows, overwritten for each origin. Between two slots the origin is
 * the running slot: windows end at the minute, and leads are shorter by its elapsed part.
 */
final class OriginState {
  int origin;

  /** Null at the start of a slot. */
  @Nullable RunningSlot running;

  /** Elapsed share of the slot at the origin, 0 to below 1. */
  double elapsed;

  /** Factor by which a deviation has faded less, because of that share. */
  private double fresher = 1;

  /** Value of the row before the origin. */
  double last;

  /** Mean of the hour before it, of three hours, of a day, of a week. */
  double hour;

  double threeHours;
  double day;
  double week;

  /** Mean deviation from the profile over the last hour, three hours, a day. */
  double hourDeviation;

  double threeHourDeviation;
  double dayDeviation;

  /** Lags of 1 to 7 days of the lead at hand, in their order, and sorted. */
  final double[] lags = new double[7];

  final double[] sorted = new double[7];

  /** Lag of 14 days, and the profile, of the lead at hand. */
  double fortnight;

  double profile;

  /** Four similar days. */
  final double[] similar = new double[4];

  /** The start of a slot. */
  void atStart() {
    running = null;
    elapsed = 0;
    fresher = 1;
  }

  /** A minute of the slot at the origin. */
  void within(RunningSlot slot, int slotsPerHour) {
    running = slot;
    elapsed = slot.elapsed();
    fresher = StrictMath.exp(elapsed / (3.0 * slotsPerHour));
  }

  /** Computes what a series shows at the origin. */
  void look(ScaledSeries series) {
    int hourRows = series.calendar().slotsPerHour();
    int dayRows = series.calendar().slotsPerDay();
    last = running == null ? series.value(origin - 1) : mean(series, 1);
    hour = mean(series, hourRows);
    threeHours = mean(series, 3 * hourRows);
    day = mean(series, dayRows);
    week = mean(series, 7 * dayRows);
    hourDeviation = deviation(series, hourRows);
    threeHourDeviation = deviation(series, 3 * hourRows);
    dayDeviation = deviation(series, dayRows);
  }

  private double mean(ScaledSeries series, int width) {
    return running == null
        ? series.mean(origin - width, origin)
        : series.total(origin - width, origin, origin, running)
            / Math.max(1, Math.min(width, origin - series.first()));
  }

  private double deviation(ScaledSeries series, int width) {
    return running == null
        ? series.deviation(origin, width)
        : series.deviation(origin, width, running);
  }

  /** As {@link ScaledSeries#peakIndex}, between rows moved on by the elapsed share. */
  double peakIndex(ScaledSeries series, int from, int to, double otherwise) {
    return running == null
        ? series.peakIndex(from, to, otherwise)
        : series.peakIndex(from, to, otherwise, origin, running);
  }

  /** As {@link ScaledSeries#total}, likewise. */
  double total(ScaledSeries series, int from, int to) {
    return running == null ? series.total(from, to) : series.total(from, to, origin, running);
  }

  /** As {@link ScaledSeries#decay}, from the minute on. */
  double decay(ScaledSeries series, int lead) {
    return running == null ? series.decay(lead) : series.decay(lead) * fresher;
  }
}
