package io.spikewatt.controller.compute.agent;

import io.spikewatt.controller.compute.budget.BudgetDecision;
import io.spikewatt.controller.compute.budget.BudgetFinding;
import io.spikewatt.controller.compute.curve.WorkFit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One second of the agent, as its topic {@code state} shows it.
 *
 * @param drawW W; empty = not known
 * @param estimated whether the draw, or a part of it, is an estimate
 * @param decision what was set
 * @param jobs whose count advanced in the last minute
 * @param workPerS work a second of the phase that runs, in its counters' unit; empty = not known
 * @param curve of that phase; empty = not known yet
 * @param findings of budget and messages
 */
record AgentReport(
    OptionalDouble drawW,
    boolean estimated,
    BudgetDecision decision,
    int jobs,
    OptionalDouble workPerS,
    Optional<WorkFit> curve,
    List<BudgetFinding> findings) {
  AgentReport {
    findings = List.copyOf(findings);
  }
}
