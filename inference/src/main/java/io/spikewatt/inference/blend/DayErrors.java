package io.spikewatt.inference.blend;

/**
 * Absolute errors of one day's outcomes, summed over all forecasts that reached them.
 *
 * @param published of the forecast that was given out
 * @param naiveDay of the same slot a day before
 * @param naiveWeek of the same slot a week before
 * @param outcomes their number
 */
public record DayErrors(double published, double naiveDay, double naiveWeek, double outcomes) {
  static final DayErrors NONE = new DayErrors(0, 0, 0, 0);

  /** Adds the errors of one outcome. */
  DayErrors plus(double ofPublished, double ofNaiveDay, double ofNaiveWeek) {
    return new DayErrors(
        published + ofPublished, naiveDay + ofNaiveDay, naiveWeek + ofNaiveWeek, outcomes + 1);
  }

  /** Mean error sum of both naive forecasts. */
  double naive() {
    return (naiveDay + naiveWeek) / 2;
  }
}
