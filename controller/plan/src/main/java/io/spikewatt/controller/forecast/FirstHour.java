package io.spikewatt.controller.forecast;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import java.time.Duration;

/**
 * Puts a learnt nowcast in the place of the first hour of a forecast. One that only carries the
 * last minutes on is left out: a plan would take a kettle for a peak that cannot be avoided, and
 * raise its import level.
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
    if (!nowcast.model().equals(NowcastModel.ID)) {
      return made;
    }
    Forecast quarters = nowcast.quarterHours();
    long sinceMin = Duration.between(made.origin(), nowcast.issuedAt()).toMinutes();
    int first = (int) (Math.max(0, sinceMin) / SLOT_MIN);
    if (sinceMin < -1 || first + SLOTS >= made.slots() || !isSound(quarters)) {
      return made;
    }
    double late = Math.max(0, sinceMin) % SLOT_MIN / (double) SLOT_MIN;
    return new Forecast(
        made.origin(),
        made.slot(),
        replaced(made.p10(), quarters.p10(), first, late),
        replaced(made.p50(), quarters.p50(), first, late),
        replaced(made.p90(), quarters.p90(), first, late),
        replaced(made.mean(), quarters.mean(), first, late),
        nowcast.model() + " then " + made.model());
  }

  /** {@code late}: share of the running slot that is over. */
  private static double[] replaced(double[] made, double[] quarters, int first, double late) {
    double[] values = made.clone();
    values[first] = quarters[0];
    for (int k = 1; k < SLOTS; k++) {
      values[first + k] = late * quarters[k - 1] + (1 - late) * quarters[k];
    }
    values[first + SLOTS] = late * quarters[SLOTS - 1] + (1 - late) * made[first + SLOTS];
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
