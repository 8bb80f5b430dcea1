package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sentences of an answer, which are bounded together with its document. */
final class AnswerText {

  /** Bytes of words and document; each is bounded by half of them. */
  static final int MOST_BYTES = 16_000;

  private final List<String> sentences = new ArrayList<>();

  /** Adds a sentence; its full stop is added where it lacks. */
  AnswerText say(String sentence) {
    boolean ended = sentence.endsWith(".") || sentence.endsWith("…");
    sentences.add(ended ? sentence : sentence + ".");
    return this;
  }

  ToolResult with(Consumer<JsonWriter> body) {
    String document = JsonWriter.text(body);
    if (document.getBytes(UTF_8).length > MOST_BYTES / 2) {
      document = JsonWriter.error("the figures are too many for one answer; the words have some");
    }
    return new ToolResult.Answer(words(), document);
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < sentences.size(); i++) {
      bytes += sentences.get(i).getBytes(UTF_8).length + 1;
      // The rest has the room that the sentence about it needs.
      if (bytes > MOST_BYTES / 2 - 100) {
        return words
            .append(sentences.size() - i)
            .append(" more sentences are left out.")
            .toString();
      }
      words.append(sentences.get(i)).append(i + 1 < sentences.size() ? "\n" : "");
    }
    return words.toString();
  }
}
