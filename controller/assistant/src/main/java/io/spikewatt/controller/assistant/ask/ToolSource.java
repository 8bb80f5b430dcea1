package io.spikewatt.controller.assistant.ask;

import java.io.IOException;
import java.util.List;

/** Tools that answer questions, of a daemon. */
public interface ToolSource {

  /**
   * A tool as its server describes it.
   *
   * @param schema of its arguments, a JSON object
   */
  record Description(String name, String text, String schema) {}

  /**
   * Answer of a tool.
   *
   * @param words in sentences
   * @param isRefusal true = the words say why there is no answer
   */
  record Answer(String words, boolean isRefusal) {}

  /** All tools, in the server's order. */
  List<Description> list() throws IOException, InterruptedException;

  /**
   * Calls one.
   *
   * @throws IOException if the server cannot be reached or answers something else; names it
   */
  Answer call(ToolCall call) throws IOException, InterruptedException;
}
