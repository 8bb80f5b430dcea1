package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.ValidationResult;

/**
 * Result on the tuning part, without the test part: the basis of choices.
 *
 * @param target name of the series
 * @param validation the candidates' record; the blend was chosen on the same rows
 * @param trainSeconds wall time of learning
 */
public record TuningResult(String target, ValidationResult validation, double trainSeconds) {}
