package io.spikewatt.controller.price;

import java.util.Optional;

/**
 * Estimates the export price from the import price. Both mostly follow one exchange's price by a
 * factor and fees, so a straight line through the published prices fits.
 */
record ExportPriceFit(double slope, double offset) {

  /** Variance of import prices below which no slope follows, currency a kWh squared. */
  private static final double FLAT = 1e-12;

  /**
   * Least squares.
   *
   * @param imports prices of import, currency a kWh
   * @param exports prices paid for export in the same slots
   * @return empty without any slot
   */
  static Optional<ExportPriceFit> through(double[] imports, double[] exports) {
    int n = imports.length;
    if (n == 0) {
      return Optional.empty();
    }
    double x = 0;
    double y = 0;
    for (int i = 0; i < n; i++) {
      x += imports[i];
      y += exports[i];
    }
    x /= n;
    y /= n;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      xx += (imports[i] - x) * (imports[i] - x);
      xy += (imports[i] - x) * (exports[i] - y);
    }
    double slope = xx / n > FLAT ? xy / xx : 0;
    return Optional.of(new ExportPriceFit(slope, y - slope * x));
  }

  double of(double importPerKwh) {
    return offset + slope * importPerKwh;
  }
}
