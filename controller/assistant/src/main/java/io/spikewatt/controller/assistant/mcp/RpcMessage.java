package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonBounds;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON-RPC 2.0 message of a client. */
sealed interface RpcMessage {

  /** Bounds of a message. What clients declare of themselves nests deepest. */
  JsonBounds BOUNDS = new JsonBounds(2_000, 16, 8_192, 128);

  JsonTree NO_PARAMS = new JsonTree(JsonKind.OBJECT, "", Map.of(), List.of());

  /** A message that expects an answer; params is an object. */
  record Request(RpcId id, String method, JsonTree params) implements RpcMessage {}

  /** A message that expects none, and never makes a tool act. */
  record Notification(String method) implements RpcMessage {}

  /** Anything else. */
  record Unusable(Optional<RpcId> id, McpError error, String why) implements RpcMessage {}

  /** Reads a message from a body of at most {@link McpRequest#MOST_BYTES}. */
  static RpcMessage read(byte[] body) {
    JsonTree tree;
    try {
      if (holdsZero(body)) {
        throw new MalformedMessage("expected JSON as UTF-8");
      }
      tree = JsonTree.strict(body, BOUNDS);
    } catch (MalformedMessage malformed) {
      String why = QuotedText.of(String.valueOf(malformed.getMessage()), 200);
      return new Unusable(Optional.empty(), McpError.PARSE_ERROR, why);
    }
    return tree.kind() == JsonKind.OBJECT
        ? read(tree)
        : unusable(Optional.empty(), "expected one JSON-RPC message, an object");
  }

  /** No UTF-8 document holds this byte, but one in another encoding does. */
  private static boolean holdsZero(byte[] body) {
    for (byte one : body) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  private static RpcMessage read(JsonTree tree) {
    Optional<RpcId> id = tree.find("id").flatMap(RpcId::of);
    if (!isText(tree.find("jsonrpc"), "2.0")) {
      return unusable(id, "expected \"jsonrpc\": \"2.0\"");
    }
    Optional<String> method =
        tree.find("method").filter(m -> m.kind() == JsonKind.TEXT).map(JsonTree::text);
    if (method.isEmpty()) {
      return unusable(id, "expected a method: requests and notifications only");
    }
    JsonTree params = tree.find("params").orElse(NO_PARAMS);
    if (params.kind() != JsonKind.OBJECT) {
      return unusable(id, "params: expected an object");
    }
    if (tree.find("id").isEmpty()) {
      return new Notification(method.get());
    }
    return id.isPresent()
        ? new Request(id.get(), method.get(), params)
        : unusable(id, "id: expected a whole number or a text of at most 256 characters");
  }

  private static boolean isText(Optional<JsonTree> value, String expected) {
    return value.filter(v -> v.kind() == JsonKind.TEXT && v.text().equals(expected)).isPresent();
  }

  private static Unusable unusable(Optional<RpcId> id, String why) {
    return new Unusable(id, McpError.INVALID_REQUEST, why);
  }
}
