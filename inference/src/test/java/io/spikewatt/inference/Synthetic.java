package io.spikewatt.inference;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Series that need no data: a workplace's load, a plant under changing clouds, a turbine. */
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

  /**
   * A 10 kW turbine (cut-in at 3, rated at 12, cut-out at 25 m/s) in a wind that comes back to its
   * mean within a third of a day, whatever the time; W.
   */
  public static TimeSeries wind(int days, long seed) {
    double[] v = windMs(days, seed);
    for (int k = 0; k < v.length; k++) {
      v[k] = 10_000 * powerOf(v[k]);
    }
    return new TimeSeries(MONDAY, QUARTER, v);
  }

  /** The wind of that turbine, m/s. */
  public static double[] windMs(int days, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] v = new double[days * DAY];
    double ms = 7;
    for (int k = 0; k < v.length; k++) {
      ms += (7 - ms) / 32 + 1.9 * (random.nextDouble() - 0.5);
      v[k] = Math.max(0, ms);
    }
    return v;
  }

  /** A standard curve: the share of the rated power that a turbine makes of a wind, m/s. */
  public static double powerOf(double windMs) {
    double share = (Math.pow(windMs, 3) - 27) / (12 * 12 * 12 - 27);
    return windMs < 3 || windMs > 25 ? 0 : Math.min(1, share);
  }

  /** The made-up series of a kind. */
  public static TimeSeries of(SeriesKind kind, int days, long seed) {
    return switch (kind) {
      case LOAD -> load(days, seed);
      case PV -> pv(days, seed);
      case WIND -> wind(days, seed);
    };
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
