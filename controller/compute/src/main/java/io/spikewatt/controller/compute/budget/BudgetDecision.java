package io.spikewatt.controller.compute.budget;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Settings to request now, and findings to report.
 *
 * @param settings a value for each means, in their order
 * @param budgetW budget in force, W
 * @param targetW power to hold now, W, on the ramp to the budget
 * @param silent whether the safe budget is in force
 * @param enforcedW largest draw by the power limits that devices enforce, W; empty = no power limit
 *     is known to be enforced
 * @param findings what a person should know
 */
public record BudgetDecision(
    List<Long> settings,
    double budgetW,
    double targetW,
    boolean silent,
    OptionalDouble enforcedW,
    List<BudgetFinding> findings) {

  public BudgetDecision {
    settings = List.copyOf(settings);
    findings = List.copyOf(findings);
  }
}
