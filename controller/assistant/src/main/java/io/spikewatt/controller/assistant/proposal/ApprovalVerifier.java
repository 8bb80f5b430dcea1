package io.spikewatt.controller.assistant.proposal;

import java.time.Instant;
import java.util.Optional;

/** Judges whether an approval is one of exactly this proposal, by a known person. */
@FunctionalInterface
public interface ApprovalVerifier {

  /** Why it is not; empty = it is. Has no side effects. */
  Optional<ProposalRefusal> refusal(Proposal proposal, Approval approval, Instant now);

  /** Why a PIN is not that of a known person; empty = it is. Has no side effects. */
  default Optional<ProposalRefusal> refusalOfPin(String approver, String pin) {
    return Optional.of(
        new ProposalRefusal(ProposalRefusal.Kind.UNKNOWN_APPROVER, "nobody has a PIN"));
  }
}
