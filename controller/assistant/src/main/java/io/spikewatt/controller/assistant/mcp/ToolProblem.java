package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonWriter;

/**
 * Why a tool does not act.
 *
 * @param where name of an argument, or of something else
 * @param expected what would be accepted
 * @param found quoted and shortened
 */
public record ToolProblem(String where, String expected, String found) {

  /** One sentence. */
  public String sentence() {
    return where + ": expected " + expected + ", found " + found;
  }

  void write(JsonWriter problem) {
    problem.put("where", where).put("expected", expected).put("found", found);
  }
}
