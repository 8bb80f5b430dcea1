package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Outcome of a method's call. */
sealed interface McpOutcome {

  /**
   * The final result.
   *
   * @param fields of the result
   * @param refused why a tool did not act, for the audit; empty = it answered
   * @param notifications JSON-RPC notifications that go before it
   */
  record Complete(Consumer<JsonWriter> fields, Optional<String> refused, List<String> notifications)
      implements McpOutcome {

    Complete(Consumer<JsonWriter> fields) {
      this(fields, Optional.empty(), List.of());
    }
  }

  /** The client has to ask somebody first; what comes back is no approval. */
  record InputRequired(Consumer<JsonWriter> fields) implements McpOutcome {}

  /**
   * A JSON-RPC error.
   *
   * @param data a JSON document; empty = none
   */
  record Failure(McpError error, String why, String data) implements McpOutcome {

    Failure(McpError error, String why) {
      this(error, why, "");
    }
  }
}
