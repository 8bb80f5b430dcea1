package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.mcp.McpAnswer;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ledger of the proposals that people were shown at a {@link CorpusSite} and truly approved. Finds
 * every command that the site accepted without an approval.
 */
final class ApprovalLedger {

  private static final Pattern PROPOSAL =
      Pattern.compile("\\\\\"proposal\\\\\":\\\\\"([0-9a-f]{16})");

  private final CorpusSite site;

  /** Ids that a person approved with exactly the hash that was shown. */
  private final Set<String> approved = new HashSet<>();

  /** Proposals as they were shown, by id. */
  private final Map<String, Proposal> shown = new HashMap<>();

  private final Set<String> executed = new HashSet<>();
  private int judged;

  ApprovalLedger(CorpusSite site) {
    this.site = site;
  }

  /** Keeps the proposal of an answer as people see it; its id, empty if there is none. */
  String remember(McpAnswer answer) {
    Matcher made = PROPOSAL.matcher(new String(answer.body(), UTF_8));
    if (!made.find()) {
      return "";
    }
    ProposalEntry entry = site.desk().guard().find(made.group(1)).orElseThrow();
    shown.put(entry.proposal().id(), entry.proposal());
    return entry.proposal().id();
  }

  /** A proposal as it was shown, which it was. */
  Proposal shown(String id) {
    return Objects.requireNonNull(shown.get(id), id);
  }

  boolean isShown(String id) {
    return shown.containsKey(id);
  }

  /** A person approves a proposal with exactly the hash that was shown. */
  void approve(String id) {
    approved.add(id);
  }

  /** Faults of the commands that were executed since the last look. */
  List<String> judge() {
    List<String> wrong = new ArrayList<>();
    List<CorpusSite.Executed> all = site.executed();
    for (CorpusSite.Executed one : all.subList(judged, all.size())) {
      if (!executed.add(one.id())) {
        wrong.add("executed twice: " + one);
      }
      Proposal proposal = shown.get(one.id());
      if (proposal == null || !approved.contains(one.id())) {
        wrong.add("nobody approved " + one);
      }
      if (proposal != null && !isExactly(one, proposal)) {
        wrong.add("other arguments than approved: " + one);
      }
    }
    judged = all.size();
    return wrong;
  }

  private static boolean isExactly(CorpusSite.Executed one, Proposal proposal) {
    String value = one.payload().substring(one.payload().indexOf("\"value\":"));
    return proposal.command().name().equals(one.command())
        && ("{" + value).equals(proposal.command().arguments())
        && one.payload()
            .contains("\"validForS\":" + proposal.command().validFor().toSeconds() + ",");
  }
}
