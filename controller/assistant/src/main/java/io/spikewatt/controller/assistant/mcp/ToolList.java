package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.store.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All tools, in the order of their names: the list has the same bytes for a version. */
public final class ToolList {

  /** Time for which a client may keep the list: it changes with the program alone. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final Map<String, Tool> byName = new TreeMap<>();
  private final String json;

  public ToolList(List<Tool> tools) {
    tools.forEach(tool -> byName.put(tool.name(), tool));
    if (byName.size() < tools.size()) {
      throw new IllegalArgumentException("two tools have the same name");
    }
    List<Tool> sorted = new ArrayList<>(tools);
    sorted.sort(Comparator.comparing(Tool::name));
    json = JsonWriter.text(list -> list.each("tools", sorted, (item, tool) -> tool.describe(item)));
  }

  /** The list as clients get it, {@code {"tools": […]}}. */
  public String json() {
    return json;
  }

  /** Hash of {@link #json()}, in hexadecimal. */
  public String sha256() {
    return Sha256.of(json.getBytes(UTF_8));
  }

  Map<String, McpMethod> methods() {
    return Map.of("tools/list", this::list, "tools/call", this::call);
  }

  private McpOutcome list(McpCall call) {
    if (call.params().find("cursor").isPresent()) {
      return invalid("params.cursor: expected none, the list has one page");
    }
    String tools = json.substring(json.indexOf('['), json.length() - 1);
    return new McpOutcome.Complete(
        result -> {
          result.document("tools", tools);
          McpHandler.cacheable(result, call.caller(), FRESH);
        });
  }

  private McpOutcome call(McpCall call) {
    Optional<JsonTree> name = call.params().find("name").filter(n -> n.kind() == JsonKind.TEXT);
    if (name.isEmpty()) {
      return invalid("params.name: expected a tool's name");
    }
    Tool tool = byName.get(name.get().text());
    if (tool == null) {
      return invalid("Unknown tool: " + QuotedText.of(name.get().text(), 64));
    }
    JsonTree arguments = call.params().find("arguments").orElse(RpcMessage.NO_PARAMS);
    return arguments.kind() == JsonKind.OBJECT
        ? complete(tool.call(arguments, call.caller()))
        : invalid("params.arguments: expected an object");
  }

  private static McpOutcome complete(ToolResult result) {
    return switch (result) {
      case ToolResult.Answer answer ->
          new McpOutcome.Complete(
              fields -> write(fields, answer.words(), answer.document(), false));
      case ToolResult.Refusal refusal -> refused(refusal.problems());
    };
  }

  private static McpOutcome refused(List<ToolProblem> problems) {
    String words = String.join("\n", problems.stream().map(ToolProblem::sentence).toList());
    String document =
        JsonWriter.text(json -> json.each("problems", problems, (item, one) -> one.write(item)));
    return new McpOutcome.Complete(
        fields -> write(fields, words, document, true), Optional.of(words), List.of());
  }

  /** The document is a text, too: some clients show a model the texts alone. */
  private static void write(JsonWriter result, String words, String document, boolean error) {
    result
        .each("content", List.of(words, document), ToolList::writeText)
        .document("structuredContent", document)
        .put("isError", error);
  }

  private static void writeText(JsonWriter item, String text) {
    item.put("type", "text").put("text", text);
  }

  private static McpOutcome invalid(String why) {
    return new McpOutcome.Failure(McpError.INVALID_PARAMS, why);
  }
}
