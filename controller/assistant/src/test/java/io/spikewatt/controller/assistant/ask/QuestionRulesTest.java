package io.spikewatt.controller.assistant.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules find the tool of the commonest questions, and leave the others alone. */
class QuestionRulesTest {

  private static final Path QUESTIONS =
      Path.of("src/test/resources/io/spikewatt/controller/assistant/questions.jsonl");

  /** The month of the questions ends then. */
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 1, 14, 10);

  @Test
  void twentyQuestionsFindTheirToolInEachWordingAndNoOtherOneAWrongTool() throws IOException {
    List<String> wrong = new ArrayList<>();
    int known = 0;
    for (String line : Files.readAllLines(QUESTIONS)) {
      JsonTree question = JsonTree.of(line);
      boolean byRules = question.text("rules").equals("true");
      known += byRules ? 1 : 0;
      for (JsonTree wording : question.find("wordings").orElseThrow().items()) {
        Optional<ToolCall> call = QuestionRules.call(wording.text(), NOW);
        boolean isRight =
            call.isEmpty()
                ? !byRules
                : call.get().tool().equals(question.text("tool"))
                    && JsonTree.of(call.get().arguments())
                        .equals(question.find("arguments").orElseThrow());
        if (!isRight) {
          wrong.add(question.text("id") + " " + wording.text() + " -> " + call);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(20, known);
  }

  @Test
  void germanQuestionsAndTimesWithoutADayAreUnderstood() {
    Map<String, ToolCall> expected =
        Map.of(
            "why did it charge at 3 am?",
            new ToolCall("why", "{\"at\":\"2026-11-01T03:00\"}"),
            "Warum hat er um 18 Uhr geladen?",
            new ToolCall("why", "{\"at\":\"2026-10-31T18:00\"}"),
            "Warum lädt die Batterie am 7. Oktober um 3 Uhr?",
            new ToolCall("why", "{\"at\":\"2026-10-07T03:00\"}"),
            "Was hat der Strom gestern gekostet?",
            new ToolCall("costs", "{\"period\":\"day\",\"from\":\"2026-10-31\"}"),
            "Wie hoch war die Autarkie im Oktober?",
            new ToolCall("history", "{\"period\":\"month\",\"from\":\"2026-10-01\"}"),
            "Welche Alarme gibt es?",
            new ToolCall("alarms", "{}"),
            "Ist das Auto morgen früh voll?",
            new ToolCall("plan", "{}"),
            "Wieviel Sonne wird morgen erwartet?",
            new ToolCall("forecast", "{\"series\":\"pv\"}"));
    expected.forEach(
        (question, call) ->
            assertEquals(Optional.of(call), QuestionRules.call(question, NOW), question));
  }

  @Test
  void aQuestionOfAnotherKindIsNotGuessedAt() {
    for (String other :
        List.of(
            "Will it rain?",
            "Tell me a joke",
            "",
            "What did it cost on 99 October?",
            "Charge the car now",
            "why ".repeat(200))) {
      assertEquals(Optional.empty(), QuestionRules.call(other, NOW), other);
    }
    for (String example : QuestionRules.examples()) {
      assertTrue(QuestionRules.call(example, NOW).isPresent(), example);
    }
  }
}
