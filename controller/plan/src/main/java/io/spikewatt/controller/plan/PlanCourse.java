package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.Values;

/**
 * Expected course of all that a plan places.
 *
 * @param placed loads and heat pumps
 * @param values of the storages beside them
 */
record PlanCourse(ForwardPass.Outcome outcome, LoadPlacement.Placed placed, Values values) {}
