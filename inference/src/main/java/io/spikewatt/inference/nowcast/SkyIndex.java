package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.SeriesKind;
import org.jspecify.annotations.Nullable;

/**
 * The scale that carries power from one minute to the next. Of PV it is the clear-sky index: power
 * over irradiance under a cloudless sky, W a kW/m². Of loads, of wind and of PV without a position
 * it is the power itself. Near the horizon, where the quotient says nothing, the index goes
 * smoothly to that of the last day. Confined to one thread.
 */
final class SkyIndex {
  /** Irradiance whose weight the last day's index has, kW/m². */
  private static final double HORIZON = 0.01;

  /** Keeps a minute's energy for some twelve hours. */
  private static final double KEEP = 1 - 1.0 / 720;

  /** Irradiance of a cloudless sky below which an outcome does not judge a nowcast, kW/m². */
  private static final double DUSK = 0.05;

  private static final int RING = 64;

  private final ClearSky.@Nullable Minutes sky;
  private final double[] ahead = new double[RING];
  private final double[] factor = new double[NowcastWindows.COUNT];
  private double energy;
  private double skyEnergy;
  private double usual;
  private long known = Long.MIN_VALUE;

  SkyIndex(SeriesKind kind, NowcastSettings settings) {
    sky =
        kind.followsSun() && settings.position().isPresent()
            ? new ClearSky(settings.position().get()).minutes()
            : null;
  }

  /** Whether the index is one of the sky. */
  boolean followsSky() {
    return sky != null;
  }

  /**
   * Takes a minute and looks an hour ahead.
   *
   * @param minute minutes since 1970, later than the one before
   * @param powerW its mean power; NaN = unknown
   * @return its index; NaN = unknown
   */
  double observe(long minute, double powerW) {
    ClearSky.Minutes minutes = sky;
    if (minutes == null) {
      return powerW;
    }
    for (long m = Math.max(known + 1, minute); m <= minute + NowcastWindows.HORIZON; m++) {
      ahead[(int) (m & RING - 1)] = minutes.irradiance(m);
    }
    known = minute + NowcastWindows.HORIZON;
    double now = ahead[(int) (minute & RING - 1)];
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      double sum = 0;
      for (int k = NowcastWindows.from(w); k < NowcastWindows.to(w); k++) {
        sum += ahead[(int) (minute + 1 + k & RING - 1)];
      }
      factor[w] = sum / NowcastWindows.minutes(w) + HORIZON;
    }
    if (Double.isNaN(powerW)) {
      return powerW;
    }
    energy = energy * KEEP + Math.max(0, powerW) * (now > 0 ? 1 : 0);
    skyEnergy = skyEnergy * KEEP + now;
    usual = skyEnergy > HORIZON ? energy / skyEnergy : 0;
    return (powerW + usual * HORIZON) / (now + HORIZON);
  }

  /** Power of an index of 1 in a window, W; the weight of an error in it. */
  double factor(int window) {
    return sky == null ? 1 : factor[window];
  }

  /** Whether an outcome judges a nowcast: by day, and always without a sky. */
  boolean bright(double factor) {
    return sky == null || factor > DUSK;
  }

  /** Mean power of a window with that index, W. */
  double power(int window, double index) {
    return sky == null ? index : index * factor[window] - usual * HORIZON;
  }

  /** The index of a window's mean power. */
  double index(int window, double powerW) {
    return sky == null ? powerW : (powerW + usual * HORIZON) / factor[window];
  }

  /** Irradiance of the first window under a cloudless sky, kW/m²; 0 without a sky. */
  double brightness() {
    return sky == null ? 0 : factor[0] - HORIZON;
  }
}
