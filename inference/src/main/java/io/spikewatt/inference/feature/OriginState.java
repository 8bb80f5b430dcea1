package io.spikewatt.inference.feature;

/**
 * What is known at an origin whatever the lead: the state a forecast starts from. In scaled units.
 *
 * @param last value of the row before the origin
 * @param hour mean of the hour before it
 * @param threeHours mean of the three hours before it
 * @param day mean of the day before it
 * @param week mean of the week before it
 * @param hourDeviation mean deviation from the profile over the last hour
 * @param threeHourDeviation the same over three hours
 * @param dayDeviation the same over a day
 */
record OriginState(
    double last,
    double hour,
    double threeHours,
    double day,
    double week,
    double hourDeviation,
    double threeHourDeviation,
    double dayDeviation) {

  static OriginState at(ScaledSeries series, int origin) {
    int hour = series.calendar().slotsPerHour();
    int day = series.calendar().slotsPerDay();
    return new OriginState(
        series.value(origin - 1),
        series.mean(origin - hour, origin),
        series.mean(origin - 3 * hour, origin),
        series.mean(origin - day, origin),
        series.mean(origin - 7 * day, origin),
        series.deviation(origin, hour),
        series.deviation(origin, 3 * hour),
        series.deviation(origin, day));
  }
}
