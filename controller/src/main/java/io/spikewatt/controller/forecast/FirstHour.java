package io.spikewatt.controller.forecast;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import java.time.Duration;

/**
 * Puts a nowcast in the place of the first hour of a forecast. One that only carries the last
 * minutes on replaces the first quarter hour alone: carried on for an hour, a kettle would raise
 * the import level of a plan.
 */
final class FirstHour {

  private static final long SLOT_MIN = 15;

  /** Slots that a nowcast covers. */
  private static final int SLOTS = 4;

  private FirstHour() {}

  /**
   * The forecast with the nowcast's hour in it. Slots that begin within the nowcast's quarter hours
   * are the means of the two that they share; the running slot counts from the nowcast's issue on,
   * and the last one goes on as it was forecast.
   *
   * @param made in quarter hours
   * @param nowcast not older than a minute before the forecast's origin, else nothing changes
   */
  static Forecast of(Forecast made, Nowcast nowcast) {
    Forecast quarters = nowcast.quarterHours();
    long sinceMin = Duration.between(made.origin(), nowcast.issuedAt()).toMinutes();
    int first = (int) (Math.max(0, sinceMin) / SLOT_MIN);
    if (sinceMin < -1 || first + SLOTS >= made.slots() || !isSound(quarters)) {
      return made;
    }
    double late = Math.max(0, sinceMin) % SLOT_MIN / (double) SLOT_MIN;
    int count = nowcast.model().equals(NowcastModel.ID) ? SLOTS : 1;
    return new Forecast(
        made.origin(),
        made.slot(),
        replaced(made.p10(), quarters.p10(), first, late, count),
        replaced(made.p50(), quarters.p50(), first, late, count),
        replaced(made.p90(), quarters.p90(), first, late, count),
        replaced(made.mean(), quarters.mean(), first, late, count),
        nowcast.model() + " then " + made.model());
  }

  /**
   * @param late share of the running slot that is over
   * @param count quarter hours of the nowcast that are used
   */
  private static double[] replaced(
      double[] made, double[] quarters, int first, double late, int count) {
    double[] values = made.clone();
    values[first] = quarters[0];
    for (int k = 1; k < count; k++) {
      values[first + k] = late * quarters[k - 1] + (1 - late) * quarters[k];
    }
    values[first + count] = late * quarters[count - 1] + (1 - late) * made[first + count];
    return values;
  }

  private static boolean isSound(Forecast quarters) {
    for (int k = 0; k < SLOTS; k++) {
      boolean ordered =
          quarters.p10()[k] <= quarters.p50()[k] && quarters.p50()[k] <= quarters.p90()[k];
      double all = quarters.p10()[k] + quarters.p90()[k] + quarters.mean()[k];
      if (!ordered || !Double.isFinite(all)) {
        return false;
      }
    }
    return true;
  }
}
