package io.spikewatt.inference.feature;

/**
 * State known at an origin for all leads, and intermediate values that a lead's features share. In
 * scaled units. One per set of rows, overwritten for each origin.
 */
final class OriginState {
  int origin;

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

  void at(ScaledSeries series, int row) {
    origin = row;
    int hourRows = series.calendar().slotsPerHour();
    int dayRows = series.calendar().slotsPerDay();
    last = series.value(origin - 1);
    hour = series.mean(origin - hourRows, origin);
    threeHours = series.mean(origin - 3 * hourRows, origin);
    day = series.mean(origin - dayRows, origin);
    week = series.mean(origin - 7 * dayRows, origin);
    hourDeviation = series.deviation(origin, hourRows);
    threeHourDeviation = series.deviation(origin, 3 * hourRows);
    dayDeviation = series.deviation(origin, dayRows);
  }
}
