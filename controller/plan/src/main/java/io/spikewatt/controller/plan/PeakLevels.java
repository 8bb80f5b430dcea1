package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.SlotProblem;

/**
 * Import levels of a plan. Immutable; readers must not change the arrays.
 *
 * @param monthKw of the running month and of the next; infinite = none
 * @param bySlot the same for the slots of the horizon
 */
record PeakLevels(double[] monthKw, SlotProblem.Peak bySlot) {}
