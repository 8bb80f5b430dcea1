package io.spikewatt.controller.assistant.guard;

import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalExecution;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal;
import java.util.Optional;

/**
 * Answer of an assistant's guard.
 *
 * @param refusal why it was not done; empty = it was
 * @param entry the proposal that it was about; empty = none
 * @param execution effect that the caller carries out now, once; empty = none
 */
public record GuardAnswer(
    Optional<ProposalRefusal> refusal,
    Optional<ProposalEntry> entry,
    Optional<ProposalExecution> execution) {

  static final GuardAnswer DONE =
      new GuardAnswer(Optional.empty(), Optional.empty(), Optional.empty());

  static GuardAnswer refused(ProposalRefusal.Kind kind, String text) {
    return refused(new ProposalRefusal(kind, text));
  }

  static GuardAnswer refused(ProposalRefusal refusal) {
    return new GuardAnswer(Optional.of(refusal), Optional.empty(), Optional.empty());
  }

  public boolean permitted() {
    return refusal.isEmpty();
  }

  /** For the audit: whether it was permitted, and why not. */
  String words() {
    return refusal.map(r -> "refused: " + r.text()).orElse("permitted");
  }
}
