package io.spikewatt.inference.ahead;

/**
 * Forecasts one series some steps ahead. It receives every step in order and forecasts the next
 * ones. The forecast depends on those values and their order alone.
 */
public abstract class SeriesForecast {

  private static final int DAYS_BEFORE_RIDGE = 7;

  final int perDay;
  final int leads;
  final ValueHistory valueHistory = new ValueHistory();

  /** Error of each step's forecast, made one step before. */
  final ValueHistory missed = new ValueHistory();

  private final int features;
  private final RidgeBank ridge;

  /** Features and bases as they were issued, by origin in a ring. */
  private final double[][] issued;

  private final double[][] bases;
  private final double[] ahead;

  /**
   * @param perDay steps in a day
   * @param leads steps to look ahead
   * @param strength of the ridge, in samples for each hour ahead: the further, the less the last
   *     hours say, while they vary as before
   */
  SeriesForecast(int perDay, int leads, int features, double strength) {
    this.perDay = perDay;
    this.leads = leads;
    this.features = features;
    this.ridge = new RidgeBank(leads, features, strength * 24 / perDay);
    this.issued = new double[leads + 1][(leads + 1) * features];
    this.bases = new double[leads + 1][leads + 1];
    this.ahead = new double[leads + 1];
  }

  /** Base forecast and features of the step {@code lead} after the newest one. */
  abstract double base(int lead, double[] result, int at);

  /** Clips a forecast to its possible range. */
  abstract double clip(int lead, double value);

  /** Prepares what all leads of an origin share. */
  abstract void prepare();

  /** The newest known step at the same time of day as the step {@code lead} after the newest. */
  final int newestAtTime(int lead) {
    return valueHistory.size() - 1 + lead - perDay * ((lead + perDay - 1) / perDay);
  }

  /**
   * Takes the value of the next step and forecasts.
   *
   * @param value finite
   * @return forecast by lead, index 1 to {@code leads}; the array is reused
   */
  public double[] tell(double value) {
    int t = valueHistory.size();
    valueHistory.add(value);
    missed.add(t == 0 ? 0 : value - ahead[1]);
    for (int lead = 1; lead <= leads && lead <= t; lead++) {
      int origin = (t - lead) % (leads + 1);
      double base = bases[origin][lead];
      if (t - lead >= perDay) {
        ridge.learn(lead, issued[origin], lead * features, value - base);
      }
    }
    if (t % perDay == 0) {
      ridge.fit();
    }
    prepare();
    int origin = t % (leads + 1);
    for (int lead = 1; lead <= leads; lead++) {
      double base = base(lead, issued[origin], lead * features);
      bases[origin][lead] = base;
      boolean learnt = t >= DAYS_BEFORE_RIDGE * perDay;
      double more = learnt ? ridge.predict(lead, issued[origin], lead * features) : 0;
      ahead[lead] = clip(lead, base + more);
    }
    return ahead;
  }
}
