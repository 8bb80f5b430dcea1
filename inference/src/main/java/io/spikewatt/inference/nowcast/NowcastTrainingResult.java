package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.graded.GradedWeights;

/**
 * Outcome of learning.
 *
 * @param model what runs
 * @param oracle the network's weights before they were quantised, for comparisons
 * @param rows minutes that were learnt from and validated on
 */
public record NowcastTrainingResult(NowcastModel model, GradedWeights oracle, int rows) {}
