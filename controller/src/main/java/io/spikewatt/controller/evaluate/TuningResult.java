package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.ValidationResult;

/**
 * What the tuning part says, without a look at the test part: what choices are made on.
 *
 * @param target name of the series
 * @param validation the candidates' record; the blend was chosen on the same rows
 * @param trainSeconds wall time of learning
 */
public record TuningResult(String target, ValidationResult validation, double trainSeconds) {}
