package io.spikewatt.controller.assistant.proposal;

import java.util.Optional;

/**
 * Outcome of one step of the book. The caller keeps the new book on disk before it acts on it.
 *
 * @param book the next one
 * @param entry the proposal that the step was about; empty = there is none
 * @param refusal reason for which the step failed; empty = it succeeded
 * @param execution effect to be carried out once the book is kept
 */
public record BookStep(
    ProposalBook book,
    Optional<ProposalEntry> entry,
    Optional<ProposalRefusal> refusal,
    Optional<ProposalExecution> execution) {}
