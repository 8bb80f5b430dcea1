package io.spikewatt.controller.assistant.mcp;

import java.util.List;

/** Result of a tool: an answer, or a refusal that a model can act on. */
public sealed interface ToolResult {

  /**
   * An answer.
   *
   * @param words the same in sentences; texts of the site stand in it as {@link QuotedText} alone
   * @param document a JSON object with the figures
   */
  record Answer(String words, String document) implements ToolResult {}

  /** A refusal; one problem at least. */
  record Refusal(List<ToolProblem> problems) implements ToolResult {

    public Refusal {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a refusal without a problem");
      }
    }

    public Refusal(String where, String expected, String found) {
      this(List.of(new ToolProblem(where, expected, found)));
    }
  }
}
