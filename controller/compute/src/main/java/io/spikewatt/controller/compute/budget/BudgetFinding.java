package io.spikewatt.controller.compute.budget;

import java.util.List;

/**
 * Something about the budget that a person should know.
 *
 * @param kind what it is about
 * @param text one sentence for people, with figures
 */
public record BudgetFinding(Kind kind, String text) {

  /** Kinds of findings; their words in payloads are contracts. */
  public enum Kind {
    /** No budget arrives: the safe budget is in force. */
    SILENT,
    /** A message with a budget was refused. */
    BUDGET_REFUSED,
    /** The draw is not measured. */
    DRAW_MISSING,
    /** The draw stays above the target with every means used. */
    OVER_BUDGET,
    /** A power limit above the draw, whose lowering changed nothing. */
    NON_BINDING_CAP,
    /** A device enforces another value than the requested one. */
    ENFORCED_DIFFERS,
    /** A means does not work, for example because its device is lost. */
    MEANS_FAILED,
    /** Work goes on although all of it is held back. */
    STOP_IGNORED,
    /** The record of work over power could not be read and began anew. */
    CURVE_LOST
  }

  /** Only those of one kind. */
  public static List<BudgetFinding> of(Kind kind, List<BudgetFinding> findings) {
    return findings.stream().filter(finding -> finding.kind() == kind).toList();
  }
}
