package io.spikewatt.inference;

import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Series that need no data: a workplace's load, and a plant under changing clouds. */
public final class Synthetic {
  public static final Duration QUARTER = Duration.ofMinutes(15);
  public static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
  private static final int DAY = 96;

  private Synthetic() {}

  /** Base load, a working day from Monday to Friday, a level that wanders by days, and noise; W. */
  public static TimeSeries load(int days, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] v = new double[days * DAY];
    double level = 1;
    double noise = 0;
    for (int k = 0; k < v.length; k++) {
      if (k % DAY == 0) {
        level = 1 + 0.6 * (level - 1) + 0.25 * (random.nextDouble() - 0.5);
      }
      double hour = (k % DAY) / 4.0;
      boolean work = k / DAY % 7 < 5 && hour >= 7 && hour < 18;
      noise = 0.8 * noise + 400 * (random.nextDouble() - 0.5);
      v[k] = 2000 + level * (work ? 6000 * Math.sin(Math.PI * (hour - 7) / 11) + 2000 : 0) + noise;
      v[k] = Math.max(0, v[k]);
    }
    return new TimeSeries(MONDAY, QUARTER, v);
  }

  /**
   * A 10 kW plant at 6 to 18 h UTC: each day's clearness leans on the day before, each slot's
   * flickers; W.
   */
  public static TimeSeries pv(int days, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] v = new double[days * DAY];
    double clear = 0.6;
    for (int k = 0; k < v.length; k++) {
      if (k % DAY == 0) {
        clear = Math.clamp(0.6 + 0.5 * (clear - 0.6) + 0.6 * (random.nextDouble() - 0.5), 0.15, 1);
      }
      double hour = (k % DAY) / 4.0 + 0.125;
      double sun = Math.max(0, Math.sin(Math.PI * (hour - 6) / 12));
      v[k] = 9500 * sun * clear * (0.8 + 0.2 * random.nextDouble());
    }
    return new TimeSeries(MONDAY, QUARTER, v);
  }

  /** The same series without some of its rows. */
  public static TimeSeries without(TimeSeries series, int from, int to) {
    double[] v = series.values().clone();
    for (int k = from; k < to; k++) {
      v[k] = Double.NaN;
    }
    return new TimeSeries(series.start(), series.step(), v);
  }
}
