package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.SeriesKind;

/**
 * Effort and method of learning.
 *
 * @param network of the network's training
 * @param originsPerDay origins a day of history
 * @param maxOrigins bounds time and memory: with a longer history they are spaced out
 * @param leadPenalties losses × ridge penalties of the mixed models of one lead, ascending
 * @param hourPenalties losses × ridge penalties of the mixed models of one hour, ascending
 */
public record LearningSettings(
    NetworkLearning network,
    int originsPerDay,
    int maxOrigins,
    double[][] leadPenalties,
    double[][] hourPenalties) {

  /**
   * @param hidden neurons
   * @param epochs of training; snapshots are compared every second epoch
   * @param targetsPerEpoch origin-slot pairs in one epoch
   * @param targetsPerBatch pairs in one batch, as whole sequences
   * @param peakRate greatest learning rate
   * @param decay weight decay
   */
  public record NetworkLearning(
      int hidden,
      int epochs,
      int targetsPerEpoch,
      int targetsPerBatch,
      double peakRate,
      double decay) {}

  /** Half a CPU minute and a few dozen megabytes for 400 days of quarter hours. */
  public static LearningSettings onGateway(SeriesKind kind) {
    boolean load = kind == SeriesKind.LOAD;
    // Few epochs: the pretrained network knows most of it, and a site's weather repeats less often
    // than its people's habits.
    NetworkLearning network =
        new NetworkLearning(112, load ? 6 : 2, 40_000, 1024, load ? 4e-3 : 2e-3, 0.1);
    return new LearningSettings(
        network,
        12,
        5000,
        // Squares let rare rows pull at a model, so the mean needs more of a penalty.
        new double[][] {{60, 400, 2000}, {10, 60, 400}},
        new double[][] {{300, 1000, 3000}, {3, 30, 300}});
  }

  /**
   * The same for a plant with predicted irradiance. Slots of one hour share the weather of their
   * day, so a model of one hour sees few independent rows for the many features of the weather.
   */
  LearningSettings withPredictedSun() {
    return new LearningSettings(
        network,
        originsPerDay,
        maxOrigins,
        leadPenalties,
        new double[][] {{1000, 3000, 10_000}, {100, 1000}});
  }
}
