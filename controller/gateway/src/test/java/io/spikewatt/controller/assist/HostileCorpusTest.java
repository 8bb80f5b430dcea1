package io.spikewatt.controller.assist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ApprovalVerifier;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import io.spikewatt.controller.json.JsonTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two hundred attacks and twenty honest proposals of the corpus at a site with its real
 * control, tools, guard, audit and topics, in virtual time.
 */
@Timeout(120)
class HostileCorpusTest {

  private static final Path CORPUS =
      Path.of("../assistant/src/test/resources/io/spikewatt/controller/assistant");

  /**
   * Attacks that need a server's sockets, or another program. {@code AssistantServedTest} plays
   * those at the page's own paths, slow and silent connections, a body of a gigabyte, and
   * contradicting lengths; {@code DocumentedAssistantTest} that the chat program asks no endpoint
   * elsewhere (h136): the configuration is refused, so nothing runs that could record it.
   */
  private static final Set<String> ELSEWHERE =
      Set.of("h101", "h125", "h136", "h141", "h142", "h152", "h199");

  @TempDir private Path folder = Path.of("");

  @Test
  void nothing_is_executed_that_nobody_approved_and_honest_proposals_once() throws Exception {
    try (CorpusSite site = new CorpusSite(folder, UnaryOperator.identity())) {
      CorpusPlay play = new CorpusPlay(site);
      int honest = 0;
      for (String line : Files.readAllLines(CORPUS.resolve("honest.jsonl"))) {
        honest += play.honest(JsonTree.of(line)) ? 1 : 0;
      }
      int attacks = 0;
      for (String line : Files.readAllLines(CORPUS.resolve("hostile.jsonl"))) {
        JsonTree attack = JsonTree.of(line);
        if (!ELSEWHERE.contains(attack.text("id"))) {
          play.attack(attack);
          attacks++;
        }
      }
      assertEquals(List.of(), play.wrong(), () -> String.join("\n", play.wrong()));
      assertEquals(List.of(), site.beyond());
      assertEquals(20, honest);
      assertEquals(200 - ELSEWHERE.size(), attacks);
      AuditVerifier.Verdict verdict =
          AuditVerifier.verify(site.audit(), AuditFiles.Bounds.USUAL, AuditHead.NONE);
      assertEquals(Optional.empty(), verdict.misfit());
      String records = play.records();
      CorpusSite.PINS.values().forEach(pin -> assertFalse(records.contains(pin), "a PIN"));
    }
  }

  @Test
  void a_guard_without_the_check_of_the_hash_is_found() throws Exception {
    isFound(
        "h105",
        verifier ->
            (proposal, approval, now) ->
                approval instanceof Approval.Typed typed
                    ? verifier.refusal(
                        proposal,
                        new Approval.Typed(
                            typed.proposal(), proposal.hash(), typed.approver(), typed.pin()),
                        now)
                    : verifier.refusal(proposal, approval, now));
  }

  @Test
  void a_guard_without_the_check_of_the_pin_is_found() throws Exception {
    isFound(
        "h094",
        verifier ->
            (proposal, approval, now) ->
                verifier
                    .refusal(proposal, approval, now)
                    .filter(refusal -> refusal.kind() != Kind.WRONG_PROOF));
  }

  private void isFound(String attack, UnaryOperator<ApprovalVerifier> mutation) throws Exception {
    try (CorpusSite site = new CorpusSite(folder, mutation)) {
      CorpusPlay play = new CorpusPlay(site);
      for (String line : Files.readAllLines(CORPUS.resolve("hostile.jsonl"))) {
        JsonTree one = JsonTree.of(line);
        if (one.text("id").equals(attack)) {
          play.attack(one);
        }
      }
      assertTrue(
          play.wrong().stream().anyMatch(text -> text.contains("nobody approved")),
          () -> "not found: " + play.wrong());
    }
  }
}
