package io.spikewatt.controller.assistant.proposal;

import java.time.Instant;
import java.util.Optional;

/** Judges whether an approval is one of exactly this proposal, by a known person. */
@FunctionalInterface
public interface ApprovalVerifier {

  /** Why it is not; empty = it is. Has no side effects. */
  Optional<ProposalRefusal> refusal(Proposal proposal, Approval approval, Instant now);
}
