package io.spikewatt.inference.calibrate;

import io.spikewatt.inference.linear.NormalEquations;
import java.util.Arrays;

/**
 * Present spread of the forecast errors of net load, relative to the usual spread at that lead and
 * time of day. A broken sky causes larger errors than a clear or a covered one, and large errors
 * persist. One ridge regression for each lead on the size of past errors, refitted each day. It
 * receives every step in order. Not thread-safe.
 */
public final class ErrorSpread {

  private static final int FEATURES = 6;

  /** Penalty in days of rows for each hour ahead, if a day had 24 rows. */
  private static final double PENALTY = 5;

  private static final int DAYS_BEFORE_RIDGE = 7;
  private static final int DAYS_BEFORE_USE = 21;

  /** Days over which an error's usual size is a mean. */
  private static final int USUAL_DAYS = 60;

  /** Errors are clipped to this multiple of the usual one. */
  private static final double OUTLIER = 5;

  /** Seldom errors do not narrow with the mean ones, so nothing is scaled by more than this. */
  private static final double WIDEST = 1.7;

  private static final double NARROWEST = 1 / WIDEST;

  private final int perDay;
  private final Lead[] leads;

  /** Errors of the next step against their usual size: of the last three hours, of the last day. */
  private double lately;

  private double today;
  private int steps;

  /** {@code perDay} steps in a day, {@code leads} steps to look ahead. */
  public ErrorSpread(int perDay, int leads) {
    this.perDay = perDay;
    this.leads = new Lead[leads + 1];
    Arrays.setAll(this.leads, lead -> new Lead(perDay, lead));
  }

  private static final class Lead {
    final NormalEquations sums = new NormalEquations(FEATURES);
    double[] weights = new double[FEATURES];
    int rows;

    /** Features and forecasts as they were issued, by origin in a ring. */
    final double[][] issued;

    final double[] forecasts;

    /** Usual size of an error by time of day, and the number of errors that it is the mean of. */
    final double[] usual;

    final int[] count;

    Lead(int perDay, int lead) {
      issued = new double[lead + 1][FEATURES];
      forecasts = new double[lead + 1];
      usual = new double[perDay];
      count = new int[perDay];
    }
  }

  /**
   * Takes the value of the next step, and the forecast of the steps after it.
   *
   * @param forecast by lead, from index 1
   * @param sun the PV part of it
   * @param clear PV under a clear sky
   * @return spread by lead, 1 = usual
   */
  public double[] add(double value, double[] forecast, double[] sun, double[] clear) {
    for (int lead = 1; lead < leads.length && lead <= steps; lead++) {
      learn(lead, value);
    }
    if (steps % perDay == 0) {
      fit();
    }
    double[] spread = new double[leads.length];
    for (int lead = 1; lead < leads.length; lead++) {
      Lead at = leads[lead];
      double mostly = at.usual[(steps + lead) % perDay];
      double[] row = row(mostly, sun[lead], clear[lead]);
      at.issued[steps % at.issued.length] = row;
      at.forecasts[steps % at.issued.length] = forecast[lead];
      double more = 0;
      for (int i = 0; i < FEATURES && steps >= DAYS_BEFORE_USE * perDay && mostly > 0; i++) {
        more += at.weights[i] * row[i] / mostly;
      }
      spread[lead] = Math.clamp(1 + more, NARROWEST, WIDEST);
    }
    steps++;
    return spread;
  }

  private double[] row(double mostly, double sun, double clear) {
    double clearness = clear > 0 ? Math.clamp(sun / clear, 0, 1) : 0;
    double broken = 4 * clearness * (1 - clearness);
    return new double[] {
      mostly, mostly * lately, mostly * today, mostly * clearness, mostly * broken, clear * broken
    };
  }

  private void learn(int lead, double value) {
    Lead at = leads[lead];
    int origin = (steps - lead) % at.issued.length;
    int time = steps % perDay;
    double size = Math.abs(value - at.forecasts[origin]);
    double mostly = at.usual[time];
    if (lead == 1) {
      double against = mostly > 0 ? Math.min(OUTLIER, size / mostly) : 1;
      lately += (against - lately) / (3 * Math.max(1, perDay / 24));
      today += (against - today) / perDay;
    }
    if (steps - lead >= DAYS_BEFORE_RIDGE * perDay) {
      double base = at.issued[origin][0];
      at.sums.add(at.issued[origin], Math.min(size, OUTLIER * base) - base, 1);
      at.rows++;
    }
    at.count[time]++;
    at.usual[time] += (size - mostly) / Math.min(USUAL_DAYS, at.count[time]);
  }

  private void fit() {
    for (int lead = 1; lead < leads.length; lead++) {
      Lead at = leads[lead];
      if (at.rows > 0) {
        at.weights = at.sums.solveRelative(PENALTY * 24 / perDay * lead / at.rows);
      }
    }
  }
}
