package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.graded.GradedWeights;

/** Outcome of learning: the model, its weights before quantisation, and minutes used. */
public record NowcastTrainingResult(NowcastModel model, GradedWeights oracle, int rows) {}
