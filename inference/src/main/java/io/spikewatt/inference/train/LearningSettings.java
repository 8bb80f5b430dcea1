package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.SeriesKind;

/**
 * How much is spent on learning, and how.
 *
 * @param hidden neurons
 * @param epochs of the network's training; snapshots are compared every second epoch
 * @param targetsPerEpoch origin-slot pairs seen in one epoch
 * @param targetsPerBatch pairs in one batch, as whole sequences
 * @param peakRate greatest learning rate
 * @param decay weight decay
 * @param originsPerDay origins a day of history
 * @param maxOrigins bounds time and memory: with a longer history they are spaced out
 * @param leadPenalties ridge penalties that models of one lead choose from, ascending
 * @param hourPenalties ridge penalties that models of one hour choose from, ascending
 */
public record LearningSettings(
    int hidden,
    int epochs,
    int targetsPerEpoch,
    int targetsPerBatch,
    double peakRate,
    double decay,
    int originsPerDay,
    int maxOrigins,
    double[] leadPenalties,
    double[] hourPenalties) {

  /** Half a CPU minute and a few dozen megabytes for 400 days of quarter hours. */
  public static LearningSettings onGateway(SeriesKind kind) {
    boolean load = kind == SeriesKind.LOAD;
    return new LearningSettings(
        48,
        load ? 10 : 8,
        20_000,
        1024,
        load ? 4e-3 : 2e-3,
        0.1,
        12,
        5000,
        new double[] {100, 600},
        new double[] {300, 3000});
  }
}
