package io.spikewatt.controller.assistant.proposal;

/**
 * Why something was not done.
 *
 * @param text a sentence for people
 */
public record ProposalRefusal(Kind kind, String text) {

  /** Kinds of refusals; their words in payloads are contracts. */
  public enum Kind {
    /** The client, tool or command has no such right. */
    DENIED,
    /** The switch is off. */
    OFF,
    /** The client's budget is used up. */
    OVER_BUDGET,
    /** The command or its arguments cannot be read. */
    MALFORMED,
    /** Too many proposals are open. */
    FULL,
    /** There is no proposal of that id. */
    UNKNOWN,
    /** It was approved, executed or ended before. */
    NOT_OPEN,
    /** Its time is over. */
    EXPIRED,
    /** The approval is of other content. */
    OTHER_HASH,
    /** No approver has that name. */
    UNKNOWN_APPROVER,
    /** PIN or signature are wrong. */
    WRONG_PROOF,
    /** Five wrong PINs of one person. */
    APPROVER_LOCKED,
    /** Nobody has approved it. */
    NOT_APPROVED,
    /** The facts are not those that it was judged on. */
    DRIFTED,
    /** Shadow mode: it would have been executed. */
    SHADOW,
    /** State or audit cannot be written. */
    NOT_KEPT
  }
}
