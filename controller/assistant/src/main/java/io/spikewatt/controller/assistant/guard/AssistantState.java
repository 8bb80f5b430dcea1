package io.spikewatt.controller.assistant.guard;

import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.policy.DailyUse;
import io.spikewatt.controller.assistant.proposal.ProposalBook;

/**
 * State of an assistant's guard that outlives a restart.
 *
 * @param off whether a person turned the assistant off
 * @param audit newest record of the audit that is on disk
 */
public record AssistantState(ProposalBook book, DailyUse use, boolean off, AuditHead audit) {

  public static final AssistantState EMPTY =
      new AssistantState(ProposalBook.EMPTY, DailyUse.NONE, false, AuditHead.NONE);

  AssistantState with(ProposalBook next) {
    return new AssistantState(next, use, off, audit);
  }

  AssistantState with(DailyUse next) {
    return new AssistantState(book, next, off, audit);
  }

  AssistantState with(AuditHead next) {
    return new AssistantState(book, use, off, next);
  }

  AssistantState turned(boolean nextOff, ProposalBook next) {
    return new AssistantState(next, use, nextOff, audit);
  }
}
