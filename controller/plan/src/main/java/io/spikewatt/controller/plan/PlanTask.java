package io.spikewatt.controller.plan;

/**
 * Inputs of one plan.
 *
 * @param demand the demand charge over the horizon
 * @param loads to be placed
 * @param joint programs of all parts together
 */
record PlanTask(Horizon horizon, DemandCharge demand, PlannedLoads loads, JointCourse joint) {}
