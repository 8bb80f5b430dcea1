package io.spikewatt.inference.pooled;

/**
 * A plant's forecast from a predicted irradiance: the prediction times the plant's output per
 * prediction in the last fortnight around that time of day. With few such hours that ratio leans on
 * the one of all hours, so it exists from the first day on. Only rows before the origin count.
 */
final class IrradiancePrediction {
  private static final int DAYS = 14;

  /** Prediction, W/m² times hours, that the ratio of all hours is worth. */
  private static final double PRIOR_WH = 300;

  private final SiteRecord site;
  private final int origin;
  private final int hour;
  private final int day;
  private final double usual;

  IrradiancePrediction(SiteRecord site, int origin) {
    this.site = site;
    this.origin = origin;
    hour = site.calendar().slotsPerHour();
    day = site.calendar().slotsPerDay();
    Made all = Made.NOTHING;
    if (site.hasPrediction()) {
      all = all.and(site, origin - DAYS * day, origin);
    }
    usual = all.predicted > 0 ? all.power / all.predicted : Double.NaN;
  }

  /** Sums over slots that have both: power in the series' unit, prediction in W/m². */
  private record Made(double power, double predicted) {
    static final Made NOTHING = new Made(0, 0);

    Made and(SiteRecord site, int from, int to) {
      double made = power;
      double irradiance = predicted;
      for (int row = Math.max(site.first(), from); row < to; row++) {
        double value = site.mean(row, row + 1, to);
        double expected = site.predicted(row);
        if (Double.isFinite(value) && Double.isFinite(expected)) {
          made += value;
          irradiance += expected;
        }
      }
      return new Made(made, irradiance);
    }
  }

  /** The forecast of one slot, at most {@code most}; {@code otherwise} without a prediction. */
  double slot(int row, double otherwise, double most) {
    double expected = site.predicted(row);
    if (!Double.isFinite(expected) || !Double.isFinite(usual)) {
      return otherwise;
    }
    Made near = Made.NOTHING;
    for (int back = 1; back <= DAYS; back++) {
      int there = row - back * day;
      near = near.and(site, there - hour, Math.min(origin, there + hour + 1));
    }
    double prior = PRIOR_WH * hour;
    return Math.min(most, expected * (near.power + prior * usual) / (near.predicted + prior));
  }
}
