package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.ValidationResult;

/** Result on the tuning part alone, the basis of choices, and wall time of the learning. */
public record TuningResult(String target, ValidationResult validation, double trainSeconds) {}
