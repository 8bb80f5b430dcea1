package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.assistant.mcp.McpAnswer;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.controller.json.JsonTree;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that draws its calls from the schemas of all tools and their neighbourhood, at a site
 * with its real control, while people approve some proposals rightly and thieves others wrongly.
 * {@code bench/long-tests} plays 100,000 calls.
 */
@Timeout(3600)
class GrammarModelTest {

  private static final boolean LONG = Boolean.getBoolean("long.tests");
  private static final int CALLS = LONG ? 100_000 : 3000;

  /** Memory that calls may leave behind: the guard's book, caches, and what the test notes. */
  private static final long MOST_LEFT_BYTES = 24_000_000;

  private static final Set<Integer> STATUSES = Set.of(200, 202, 400, 401, 404, 413, 429);

  @TempDir private Path folder = Path.of("");

  private final Random random = new Random(2026);
  private final List<String> wrong = new ArrayList<>();
  private final List<String> proposed = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  private static AssistantSettings busy(AssistantSettings from) {
    return new AssistantSettings(
        from.switches(),
        from.listening(),
        from.clients(),
        from.approvers(),
        new AssistantBudgets(600, from.budgets().tokensPerDay(), 1000),
        from.model(),
        from.shareWith());
  }

  @Test
  void nothing_is_executed_that_nobody_approved() throws Exception {
    try (CorpusSite site = new CorpusSite(folder, UnaryOperator.identity())) {
      site.restart(GrammarModelTest::busy);
      CorpusClients clients = new CorpusClients(site);
      ApprovalLedger ledger = new ApprovalLedger(site);
      GrammarModel model =
          new GrammarModel(JsonTree.of(body(clients.post(Map.of(), CorpusPlay.LIST))), random);
      long before = 0;
      for (int call = 0; call < CALLS; call++) {
        site.clock().advance(Duration.ofMillis(random.nextInt(2500)));
        one(clients, ledger, model.next());
        people(site, clients, ledger);
        wrong.addAll(ledger.judge());
        wrong.addAll(clients.unnamed());
        if (call == CALLS / 5) {
          before = usedBytes();
        }
      }
      long left = usedBytes() - before;
      assertEquals(
          List.of(), wrong, () -> String.join("\n", wrong.subList(0, Math.min(20, wrong.size()))));
      assertEquals(List.of(), site.beyond());
      int executed = site.executed().size();
      String summary =
          "%d calls %s, %d executed, %d bytes left".formatted(CALLS, outcomes, executed, left);
      assertTrue(executed >= CALLS / 300, summary);
      assertTrue(outcomes.getOrDefault("answered", 0) > CALLS / 10, summary);
      assertTrue(outcomes.getOrDefault("refused", 0) > CALLS / 10, summary);
      assertTrue(outcomes.getOrDefault("error", 0) > CALLS / 100, summary);
      assertTrue(left < MOST_LEFT_BYTES, summary);
      assertTrue(site.desk().kept().size() <= ProposalBook.MOST_KEPT, summary);
      assertEquals(
          Optional.empty(),
          AuditVerifier.verify(site.audit(), AuditFiles.Bounds.USUAL, AuditHead.NONE).misfit());
      if (LONG) {
        System.out.println(summary);
      }
    }
  }

  private void one(CorpusClients clients, ApprovalLedger ledger, GrammarModel.Call call)
      throws Exception {
    String client = pick("model", "model", "model", "other-client", "reader", "stranger");
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
            .formatted(call.tool(), call.arguments());
    McpAnswer answer = clients.post(CorpusClients.bearer(client), body);
    if (!STATUSES.contains(answer.status())) {
      wrong.add("status " + answer.status() + " for " + body);
    }
    String text = body(answer);
    outcomes.merge(
        text.contains("\"isError\":false")
            ? "answered"
            : text.contains("\"isError\":true") ? "refused" : "error",
        1,
        Integer::sum);
    if (text.contains("a bug, which is in the log")) {
      wrong.add("a bug for " + body);
    }
    String id = text.contains("approvable_until") ? ledger.remember(answer) : "";
    if (!id.isEmpty()) {
      proposed.add(id);
    }
  }

  /** People who approve, thieves who would like to, and a site that goes on. */
  private void people(CorpusSite site, CorpusClients clients, ApprovalLedger ledger)
      throws Exception {
    int kind = random.nextInt(200);
    if (kind < 16 && !proposed.isEmpty()) {
      String id = proposed.get(Math.max(0, proposed.size() - 1 - random.nextInt(3)));
      String hash = ledger.shown(id).hash();
      String other = ledger.shown(proposed.get(random.nextInt(proposed.size()))).hash();
      Approval.Typed typed =
          switch (kind) {
            case 0 -> new Approval.Typed(id, hash, "anna", "kite 7390");
            case 1 -> new Approval.Typed(id, hash, "carl", "kite 7391");
            case 2 -> new Approval.Typed(id, other, "ben", CorpusSite.pin("ben"));
            case 3 -> new Approval.Typed(id, hash.substring(1), "anna", "kite 7391");
            default -> new Approval.Typed(id, hash, "anna", CorpusSite.pin("anna"));
          };
      if (kind > 3 || (kind == 2 && other.equals(hash))) {
        ledger.approve(id);
      }
      var _ = clients.attempt(() -> site.desk().approve(typed), typed::toString);
    } else if (kind < 20) {
      site.cycle();
    } else if (kind == 20 && random.nextInt(5) == 0) {
      site.restart();
    } else if (kind == 21 && random.nextInt(5) == 0) {
      site.closeContact(random.nextBoolean());
    } else if (kind == 22 && random.nextInt(5) == 0) {
      site.pass(Duration.ofMinutes(random.nextInt(30)));
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String body(McpAnswer answer) {
    return new String(answer.body(), UTF_8);
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
