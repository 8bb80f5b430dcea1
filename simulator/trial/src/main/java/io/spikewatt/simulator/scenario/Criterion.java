package io.spikewatt.simulator.scenario;

/**
 * One measured figure of a scenario beside its goal.
 *
 * @param what the measured quantity, with its unit
 * @param measured the figure as text
 * @param goal the goal as text
 * @param met whether the goal is met
 */
public record Criterion(String what, String measured, String goal, boolean met) {}
