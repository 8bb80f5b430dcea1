package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;

/**
 * A forecast of the mean power over 0 to 15, 15 to 30 and 30 to 60 minutes after its issue. All
 * arrays have one value a window, W, finite; not to be changed by readers.
 *
 * @param issuedAt a whole minute; nothing after it was used
 * @param p10 value that 10 % of outcomes stay below
 * @param p50 median
 * @param p90 value that 90 % of outcomes stay below
 * @param mean expected value
 * @param model id of what made it
 */
public record Nowcast(
    Instant issuedAt, double[] p10, double[] p50, double[] p90, double[] mean, String model) {

  /** Number of windows. */
  public static final int WINDOWS = NowcastWindows.COUNT;

  private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);

  /** A mean over 15 minutes varies more than one over 30: both bands cover alike with this. */
  private static final double SHORTER_MEAN = 1.1;

  /** From the third window's middle to that of its halves, in distances of the windows' middles. */
  private static final double HALF_WAY = 1.0 / 3;

  /** First minute of a window, after the issue. */
  public static int windowStart(int window) {
    return NowcastWindows.from(window);
  }

  /** Minute after a window's last one. */
  public static int windowEnd(int window) {
    return NowcastWindows.to(window);
  }

  /**
   * The next four quarter hours. The third and the fourth are the third window's halves: they
   * follow the line from the second window to the third, so that their mean is the window's, and
   * their band is wider than the window's because a shorter mean varies more.
   */
  public Forecast quarterHours() {
    double[] middle = halves(p50);
    double[] low = new double[4];
    double[] high = new double[4];
    for (int k = 0; k < 4; k++) {
      int window = Math.min(k, WINDOWS - 1);
      double factor = k < 2 ? 1 : SHORTER_MEAN;
      low[k] = middle[k] - factor * (p50[window] - p10[window]);
      high[k] = middle[k] + factor * (p90[window] - p50[window]);
      if (p10[window] >= 0) {
        low[k] = Math.max(0, low[k]);
      }
    }
    return new Forecast(issuedAt, QUARTER_HOUR, low, middle, high, halves(mean), model);
  }

  private static double[] halves(double[] windows) {
    double third = windows[2];
    // No half may change its sign, as production's would at sunset.
    double step = Math.clamp((third - windows[1]) * HALF_WAY, -Math.abs(third), Math.abs(third));
    return new double[] {windows[0], windows[1], third - step, third + step};
  }
}
