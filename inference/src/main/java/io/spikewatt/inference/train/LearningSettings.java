package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.SeriesKind;

/**
 * How much is spent on learning, and how.
 *
 * @param hidden neurons
 * @param epochs of the network's training; snapshots are compared before it and every second epoch
 * @param targetsPerEpoch origin-slot pairs seen in one epoch
 * @param targetsPerBatch pairs in one batch, as whole sequences
 * @param peakRate greatest learning rate
 * @param decay weight decay
 * @param originsPerDay origins a day of history
 * @param maxOrigins bounds memory: with a longer history they are spaced out
 * @param lambdaLead penalty of the models of one lead
 * @param lambdaHourSquared penalty of the squared-error models of one hour
 * @param lambdaHourAbsolute penalty of the absolute-error models of one hour
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
    double lambdaLead,
    double lambdaHourSquared,
    double lambdaHourAbsolute) {

  /** A few CPU seconds and a few dozen megabytes. */
  public static LearningSettings onGateway(SeriesKind kind) {
    return kind == SeriesKind.LOAD
        ? new LearningSettings(48, 10, 25_000, 1024, 4e-3, 0.1, 12, 400, 100, 300, 100)
        : new LearningSettings(48, 8, 25_000, 1024, 2e-3, 0.1, 12, 400, 100, 300, 100);
  }
}
