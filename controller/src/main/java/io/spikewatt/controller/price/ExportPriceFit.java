package io.spikewatt.controller.price;

/**
 * What export is paid where import costs so much: both mostly hang on one exchange's price by a
 * factor and fees, so a straight line through what was told gives the one from the other.
 */
record ExportPriceFit(double slope, double offset) {

  /** Import prices that differ by less tell no slope, currency a kWh squared. */
  private static final double FLAT = 1e-12;

  /**
   * Least squares; pairs with NaN are left out.
   *
   * @return a line of NaN if there is no pair
   */
  static ExportPriceFit through(double[] imports, double[] exports) {
    int n = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < imports.length; i++) {
      if (Double.isFinite(imports[i] + exports[i])) {
        n++;
        x += imports[i];
        y += exports[i];
      }
    }
    x /= n;
    y /= n;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < imports.length; i++) {
      if (Double.isFinite(imports[i] + exports[i])) {
        xx += (imports[i] - x) * (imports[i] - x);
        xy += (imports[i] - x) * (exports[i] - y);
      }
    }
    double slope = n > 0 && xx / n > FLAT ? xy / xx : 0;
    return new ExportPriceFit(slope, y - slope * x);
  }

  double of(double importPerKwh) {
    return offset + slope * importPerKwh;
  }
}
