package io.spikewatt.controller.plan;

import java.util.List;

/**
 * Expected course of all that a plan places.
 *
 * @param heat of the heat pumps, in the order of the request
 */
record PlanCourse(ForwardPass.Outcome outcome, List<HeatPlanner.Course> heat) {}
