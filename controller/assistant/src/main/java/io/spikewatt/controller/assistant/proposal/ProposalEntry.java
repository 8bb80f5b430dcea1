package io.spikewatt.controller.assistant.proposal;

import java.time.Instant;
import java.util.Optional;

/**
 * A proposal in the book.
 *
 * @param state where it is
 * @param wrongTries approvals that were not of it or not of a known person, 0..5
 * @param grant who approved it; there from {@code APPROVED} on
 * @param changedAt when it came to its state
 * @param note why it is there, for people; may be empty
 */
public record ProposalEntry(
    Proposal proposal,
    State state,
    int wrongTries,
    Optional<Grant> grant,
    Instant changedAt,
    String note) {

  private static final int LONGEST_NOTE = 300;

  public ProposalEntry {
    note = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
  }

  /** States; their words in payloads are contracts. */
  public enum State {
    /** Waits for a person. */
    OPEN,
    /** Waits for its execution. */
    APPROVED,
    /** Was given as a command; how that ended is not known (yet). */
    HANDED_OVER,
    /** The command was accepted. */
    EXECUTED,
    /** The command was refused by the site. */
    FAILED,
    /** Shadow mode: it would have been given as a command. */
    SHADOWED,
    /** A person said no, or the switch was turned off. */
    REJECTED,
    /** Nobody approved it in time, or the approval was not used in time. */
    EXPIRED,
    /** Five wrong tries. */
    LOCKED,
    /** The facts changed before its execution. */
    DRIFTED,
    /** Its approval was not used before a restart. */
    LAPSED;

    boolean ended() {
      return this != OPEN && this != APPROVED;
    }
  }

  /**
   * An approval that was proven.
   *
   * @param approver name of the person
   * @param at when it was given
   */
  public record Grant(String approver, Instant at) {}

  ProposalEntry to(State next, Instant now, String why) {
    return new ProposalEntry(proposal, next, wrongTries, grant, now, why);
  }

  ProposalEntry approved(Grant by) {
    return new ProposalEntry(proposal, State.APPROVED, wrongTries, Optional.of(by), by.at(), "");
  }

  ProposalEntry triedWrongly() {
    return new ProposalEntry(proposal, state, wrongTries + 1, grant, changedAt, note);
  }
}
