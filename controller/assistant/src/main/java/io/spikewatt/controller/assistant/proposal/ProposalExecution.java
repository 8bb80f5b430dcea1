package io.spikewatt.controller.assistant.proposal;

/**
 * Effect to be carried out by the caller, once: give this command to the site. The id of the
 * proposal is the command's id, so that a site refuses it a second time.
 *
 * @param approver who approved it
 */
public record ProposalExecution(
    String proposal, String hash, String client, ProposedCommand command, String approver) {}
