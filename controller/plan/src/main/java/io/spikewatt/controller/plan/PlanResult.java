package io.spikewatt.controller.plan;

/** A plan, or the reason why there is none. */
public sealed interface PlanResult {

  /** There is a plan. */
  record Made(Plan plan) implements PlanResult {}

  /**
   * There is no plan; control continues by rules.
   *
   * @param reason one short sentence for people
   */
  record Failed(String reason) implements PlanResult {}
}
