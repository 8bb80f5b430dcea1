package io.spikewatt.controller.compute.curve;

/**
 * A robust mean of values seen over days. Values far from it are drawn in to three mean deviations,
 * which grow if such values go on.
 *
 * @param mean of the values, in their unit
 * @param deviation mean distance from it, in their unit, {@code >= 0}
 * @param weight of the values so far, aged, {@code >= 0}; 0 = none
 */
record AgedMean(double mean, double deviation, double weight) {

  static final AgedMean NONE = new AgedMean(0, 0, 0);

  /** Newer values keep an influence of one in so many. */
  private static final double MOST_WEIGHT = 60;

  /** Fewer values do not tell how far they scatter. */
  private static final double ENOUGH = 3;

  private static final double FARTHEST = 3;

  /** Share of the mean below which a deviation is not believed. */
  private static final double LEAST_DEVIATION = 0.02;

  AgedMean {
    if (!(Double.isFinite(mean) && Double.isFinite(deviation) && Double.isFinite(weight))
        || deviation < 0
        || weight < 0) {
      throw new IllegalArgumentException(
          "expected finite numbers, deviation and weight >= 0, found %s %s %s"
              .formatted(mean, deviation, weight));
    }
  }

  /** With one more value. */
  AgedMean with(double value) {
    double before = Math.min(weight, MOST_WEIGHT - 1);
    double share = 1 / (before + 1);
    double reach = FARTHEST * Math.max(deviation, LEAST_DEVIATION * Math.abs(mean));
    double distance = value - mean;
    double counted = weight < ENOUGH ? distance : Math.clamp(distance, -reach, reach);
    double scatter = weight == 0 ? 0 : Math.abs(counted);
    return new AgedMean(
        mean + share * counted, deviation + share * (scatter - deviation), before + 1);
  }

  /** After some time: {@code kept} of the weight remains, 0 to 1. */
  AgedMean aged(double kept) {
    return new AgedMean(mean, deviation, weight * kept);
  }
}
