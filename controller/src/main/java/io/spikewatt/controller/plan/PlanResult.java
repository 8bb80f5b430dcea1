package io.spikewatt.controller.plan;

/** A plan, or why there is none. */
public sealed interface PlanResult {

  /** There is a plan. */
  record Made(Plan plan) implements PlanResult {}

  /**
   * There is none; control goes on by rules.
   *
   * @param reason one short sentence for people
   */
  record Failed(String reason) implements PlanResult {}
}
