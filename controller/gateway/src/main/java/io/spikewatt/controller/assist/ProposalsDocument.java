package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.guard.AssistantGuard;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalEntry.State;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The assistant's switch and its proposals, as people are shown them. */
final class ProposalsDocument {

  /** Proposals that have ended; older ones are in the audit. */
  private static final int MOST_ENDED = 8;

  private ProposalsDocument() {}

  /**
   * One JSON object. Texts in it are those of this program, of the configuration, or visible ASCII
   * that was checked.
   *
   * @param approvers names of people who have a PIN
   */
  static String of(AssistantGuard guard, List<String> approvers, Instant now) {
    List<ProposalEntry> all = guard.kept(now);
    List<ProposalEntry> shown =
        Stream.concat(
                all.stream().filter(entry -> isOpen(entry)),
                all.stream().filter(entry -> !isOpen(entry)).limit(MOST_ENDED))
            .toList();
    return JsonWriter.text(
        body ->
            body.put("off", guard.isOff())
                .put("shadow", guard.isShadow())
                .put("approvers", approvers)
                .each("proposals", shown, ProposalsDocument::write));
  }

  private static boolean isOpen(ProposalEntry entry) {
    return entry.state() == State.OPEN;
  }

  private static void write(JsonWriter item, ProposalEntry entry) {
    Proposal proposal = entry.proposal();
    item.put("id", proposal.id())
        .put("hash", proposal.hash())
        .put("state", JsonWriter.word(entry.state()))
        .put("client", proposal.client())
        .put("command", proposal.command().name())
        .put("word", proposal.command().word())
        .put("value", value(proposal.command().arguments()))
        .put("validForS", proposal.command().validFor().toSeconds())
        .put("createdAt", proposal.createdAt())
        .put("expiresAt", proposal.expiresAt())
        .put("changedAt", entry.changedAt())
        .put("currency", proposal.forecast().currency())
        .put("limits", proposal.forecast().limits());
    if (proposal.forecast().costBefore().isPresent()
        && proposal.forecast().costAfter().isPresent()) {
      item.put("costBefore", proposal.forecast().costBefore().getAsDouble())
          .put("costAfter", proposal.forecast().costAfter().getAsDouble());
    }
    entry.grant().ifPresent(grant -> item.put("approver", grant.approver()));
    if (!entry.note().isEmpty()) {
      item.put("note", entry.note());
    }
  }

  private static String value(String arguments) {
    try {
      return JsonTree.strict(arguments.getBytes(StandardCharsets.UTF_8))
          .find("value")
          .map(JsonTree::text)
          .orElse("");
    } catch (MalformedMessage e) {
      return "";
    }
  }
}
