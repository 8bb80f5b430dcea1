/** How far three quantiles are from what came. */
final class PinballLoss {
  private PinballLoss() {}

  /** Losses of P10, P50 and P90, summed, in the unit of the values. */
  static double sum(double actual, double p10, double p50, double p90) {
    return loss(0.1, actual - p10) + loss(0.5, actual - p50) + loss(0.9, actual - p90);
  }

  private static double loss(double quantile, double error) {
    return Math.max(quantile * error, (quantile - 1) * error);
  }
}
