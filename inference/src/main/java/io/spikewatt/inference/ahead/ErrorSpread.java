package io.spikewatt.inference.ahead;

/**
 * Present spread of the forecast errors, relative to the usual spread at that lead and time of day.
 * A broken sky causes larger errors than a clear or a covered one, and large errors persist. One
 * ridge regression a lead on the size of past errors, refitted each day. It receives every step in
 * order; its result depends on nothing else.
 */
public final class ErrorSpread {

  private static final int FEATURES = 6;
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
  private final int leads;
  private final RidgeBank ridge;

  /** Features, usual sizes and forecasts as they were issued, by origin in a ring. */
  private final double[][] issued;

  private final double[][] bases;
  private final double[][] forecasts;

  /** Usual size of an error by lead and time of day, and of how many errors it is the mean. */
  private final double[][] usual;

  private final int[][] count;
  private final double[] spread;

  /** Errors of the next step against their usual size: of the last three hours, of the last day. */
  private double lately;

  private double today;
  private int steps;

  /**
   * @param perDay steps in a day
   * @param leads steps to look ahead
   * @param strength of the ridge, in samples for each hour ahead
   */
  public ErrorSpread(int perDay, int leads, double strength) {
    this.perDay = perDay;
    this.leads = leads;
    this.ridge = new RidgeBank(leads, FEATURES, strength * 24 / perDay);
    this.issued = new double[leads + 1][(leads + 1) * FEATURES];
    this.bases = new double[leads + 1][leads + 1];
    this.forecasts = new double[leads + 1][leads + 1];
    this.usual = new double[leads + 1][perDay];
    this.count = new int[leads + 1][perDay];
    this.spread = new double[leads + 1];
  }

  /**
   * Takes the value of the next step, and the forecast of the steps after it.
   *
   * @param forecast by lead, from index 1
   * @param sun the PV part of it
   * @param clear PV under a clear sky
   * @return spread by lead, 1 = usual; the array is reused
   */
  public double[] tell(double value, double[] forecast, double[] sun, double[] clear) {
    int t = steps++;
    for (int lead = 1; lead <= leads && lead <= t; lead++) {
      learn(t, lead, value);
    }
    if (t % perDay == 0) {
      ridge.fit();
    }
    int origin = t % (leads + 1);
    for (int lead = 1; lead <= leads; lead++) {
      double mostly = usual[lead][(t + lead) % perDay];
      double clearness = clear[lead] > 0 ? Math.clamp(sun[lead] / clear[lead], 0, 1) : 0;
      double broken = 4 * clearness * (1 - clearness);
      double[] x = issued[origin];
      int at = lead * FEATURES;
      x[at] = mostly;
      x[at + 1] = mostly * lately;
      x[at + 2] = mostly * today;
      x[at + 3] = mostly * clearness;
      x[at + 4] = mostly * broken;
      x[at + 5] = clear[lead] * broken;
      bases[origin][lead] = mostly;
      forecasts[origin][lead] = forecast[lead];
      boolean learnt = t >= DAYS_BEFORE_USE * perDay && mostly > 0;
      double more = learnt ? ridge.predict(lead, x, at) / mostly : 0;
      spread[lead] = Math.clamp(1 + more, NARROWEST, WIDEST);
    }
    return spread;
  }

  private void learn(int t, int lead, double value) {
    int origin = (t - lead) % (leads + 1);
    int time = t % perDay;
    double size = Math.abs(value - forecasts[origin][lead]);
    double mostly = usual[lead][time];
    if (lead == 1) {
      double against = mostly > 0 ? Math.min(OUTLIER, size / mostly) : 1;
      double hour = Math.max(1, perDay / 24);
      lately += (against - lately) / (3 * hour);
      today += (against - today) / perDay;
    }
    if (t - lead >= DAYS_BEFORE_RIDGE * perDay) {
      double base = bases[origin][lead];
      ridge.learn(lead, issued[origin], lead * FEATURES, Math.min(size, OUTLIER * base) - base);
    }
    count[lead][time]++;
    usual[lead][time] += (size - mostly) / Math.min(USUAL_DAYS, count[lead][time]);
  }
}
