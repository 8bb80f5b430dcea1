package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.BandCondition;
import java.time.ZoneId;

/** Conditions of a series' forecasts for the factors of its band. */
record BandConditions(SeriesKind kind, ZoneId zone) {

  /**
   * Condition of one forecast.
   *
   * @param history of which only rows a day and more before the slot are used
   * @param row of the slot in the history; it may lie beyond its end
   * @param lead slots from the origin
   * @param median that was forecast
   */
  BandCondition of(TimeSeries history, int row, int lead, double median) {
    int hour = history.start().plus(history.step().multipliedBy(row)).atZone(zone).getHour();
    int sky = kind.followsSun() ? sky(history, row, median) : BandCondition.NO_SKY;
    return new BandCondition(lead, hour, sky);
  }

  private static int sky(TimeSeries history, int row, double median) {
    double clear = RecentMaximum.at(history.values(), history.slotsPerDay(), row);
    return clear > 0 ? BandCondition.sky(median / clear) : 0;
  }
}
