package io.spikewatt.controller.plan;

/**
 * What one plan is made for.
 *
 * @param demand the demand charge over the horizon
 * @param loads what is to be placed
 * @param joint programs of all parts together
 */
record PlanTask(Horizon horizon, DemandCharge demand, PlannedLoads loads, JointCourse joint) {}
