package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.controller.assistant.ask.QuestionRules;
import io.spikewatt.controller.assistant.ask.ToolCall;
import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.guard.AssistantGuard;
import io.spikewatt.controller.assistant.guard.KeptAssistantState;
import io.spikewatt.controller.assistant.mcp.McpCaller;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolList;
import io.spikewatt.controller.assistant.mcp.ToolProblem;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.assistant.policy.AssistantPolicy;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The questions of users, whose expected answers were written before the tools; twenty of them in
 * three wordings each by rules. Facts are computed from the history's tables, the newest plan and
 * the newest cycle, not by the tools' code.
 */
@Timeout(120)
class SixtyQuestionsTest {

  private static final Path QUESTIONS =
      Path.of("../assistant/src/test/resources/io/spikewatt/controller/assistant/questions.jsonl");

  private static final McpCaller CALLER = new McpCaller("test", "", "2025-11-25");

  private static final List<String> NEVER = List.of("probably", "perhaps", "i think");

  @TempDir private Path folder = Path.of("");

  @Test
  void answersHoldTheFactsOfTheHistory() throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<String> failed = new TreeSet<>();
    int right = 0;
    int byRules = 0;
    try (RecordedMonth month = new RecordedMonth(folder)) {
      SiteFacts site = month.facts();
      try (AuditFiles audit = audit()) {
        List<Tool> tools = tools(month, audit);
        assertEquals(new ToolList(tools).json(), new ToolList(tools(month, audit)).json());
        for (String line : Files.readAllLines(QUESTIONS)) {
          JsonTree question = JsonTree.of(line);
          String id = question.text("id");
          ExpectedFacts expected = new ExpectedFacts(month, site);
          ToolCall own = new ToolCall(question.text("tool"), "");
          List<String> problems =
              problems(question, own, question.find("arguments").orElseThrow(), tools, expected);
          if (problems.isEmpty()) {
            right++;
          } else {
            failed.add(id);
            problems.forEach(problem -> wrong.add(id + ": " + problem));
          }
          if (question.text("rules").equals("true")) {
            List<String> others = problemsByRules(question, tools, expected, site);
            byRules += others.isEmpty() ? 1 : 0;
            others.forEach(problem -> wrong.add(id + " by rules: " + problem));
          }
        }
      }
    }
    assertEquals(Set.of(), failed, () -> String.join("\n", wrong));
    assertEquals(60, right);
    assertEquals(20, byRules, () -> String.join("\n", wrong));
  }

  /** Problems of the answers that rules give to each wording. */
  private static List<String> problemsByRules(
      JsonTree question, List<Tool> tools, ExpectedFacts expected, SiteFacts site)
      throws IOException {
    List<String> problems = new ArrayList<>();
    FigureWords figures = new FigureWords(site.reading());
    LocalDateTime now = LocalDateTime.ofInstant(figures.now(), figures.zone());
    for (JsonTree wording : question.find("wordings").orElseThrow().items()) {
      Optional<ToolCall> call = QuestionRules.call(wording.text(), now);
      if (call.isEmpty()) {
        problems.add("no rule knows " + wording.text());
      } else {
        JsonTree arguments = JsonTree.of(call.get().arguments());
        problems.addAll(problems(question, call.get(), arguments, tools, expected));
      }
    }
    return problems;
  }

  private AuditFiles audit() throws IOException {
    return AuditFiles.open(
        folder.resolve("audit"), AuditFiles.Bounds.USUAL, "", AuditHead.NONE, RecordedMonth.NOW);
  }

  /** All tools, and a client that may propose what the questions ask for. */
  private List<Tool> tools(RecordedMonth month, AuditFiles audit) {
    AssistantClient client =
        new AssistantClient(
            "test",
            "",
            Set.of(AssistantClient.EVERY),
            Set.copyOf(AssistantClient.PROPOSABLE),
            Set.of());
    AssistantPolicy policy =
        new AssistantPolicy(
            new AssistantSettings.Switches(true, false),
            new AssistantBudgets(600, 20, 0),
            Map.of("test", client),
            CommandDraft.names(month.site()));
    AssistantGuard guard =
        new AssistantGuard(
            policy,
            (_, _, _) -> Optional.empty(),
            new KeptAssistantState(folder.resolve("assistant.properties"), _ -> {}),
            audit,
            new Random(1),
            RecordedMonth.NOW);
    Clock clock = month.clock();
    return SiteTools.all(
        month.facts(), List::of, new ProposeTool(month.facts(), month.commands(), guard, clock));
  }

  private static List<String> problems(
      JsonTree question,
      ToolCall call,
      JsonTree arguments,
      List<Tool> tools,
      ExpectedFacts expected) {
    List<String> problems = new ArrayList<>();
    Tool tool =
        tools.stream().filter(one -> one.name().equals(call.tool())).findFirst().orElseThrow();
    ToolResult result = tool.call(arguments, CALLER);
    boolean refused = question.text("outcome").equals("refused");
    if (refused == result instanceof ToolResult.Answer) {
      return List.of("another outcome: " + result);
    }
    String words = words(result);
    String small = words.toLowerCase(Locale.ROOT);
    for (JsonTree fact : question.find("facts").orElseThrow().items()) {
      try {
        List<String> texts =
            switch (fact.text("fact")) {
              case "planned" -> expected.planned(fact, arguments);
              case "proposal" -> expected.proposal(fact, result);
              default -> expected.texts(fact);
            };
        texts.forEach(
            text -> {
              if (!holds(words, text)) {
                problems.add(
                    "lacks "
                        + text
                        + " for "
                        + fact.text("fact")
                        + " "
                        + fact.fields().values().stream().map(JsonTree::text).toList());
              }
            });
      } catch (RuntimeException | java.io.IOException | java.sql.SQLException e) {
        problems.add("no fact " + fact.text("fact") + ": " + e);
      }
    }
    for (JsonTree any : question.find("says").orElseThrow().items()) {
      if (any.items().stream()
          .noneMatch(one -> small.contains(one.text().toLowerCase(Locale.ROOT)))) {
        problems.add("says none of " + any.items().stream().map(JsonTree::text).toList());
      }
    }
    for (JsonTree never : question.find("never").orElseThrow().items()) {
      if (holds(small, never.text().toLowerCase(Locale.ROOT))) {
        problems.add("says " + never.text());
      }
    }
    NEVER.stream().filter(small::contains).forEach(never -> problems.add("says " + never));
    if (result instanceof ToolResult.Answer answer) {
      int bytes = words.getBytes(UTF_8).length + answer.document().getBytes(UTF_8).length;
      if (bytes > AnswerText.MOST_BYTES) {
        problems.add(bytes + " bytes");
      }
      if (answer.document().contains("\"error\"")) {
        problems.add("the document was too long");
      }
    }
    if (!problems.isEmpty()) {
      problems.add("ANSWER " + words.replace("\n", " | "));
    }
    return problems;
  }

  private static String words(ToolResult result) {
    return switch (result) {
      case ToolResult.Answer answer -> answer.words();
      case ToolResult.Refusal refusal ->
          String.join("\n", refusal.problems().stream().map(ToolProblem::sentence).toList());
    };
  }

  /** A number stands alone: no digit before or behind it. */
  private static boolean holds(String words, String text) {
    int at = -1;
    while ((at = words.indexOf(text, at + 1)) >= 0) {
      boolean begins = at == 0 || !isDigit(words.charAt(at - 1));
      int end = at + text.length();
      boolean ends = end == words.length() || !Character.isDigit(words.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char c) {
    return Character.isDigit(c) || c == '.';
  }
}
