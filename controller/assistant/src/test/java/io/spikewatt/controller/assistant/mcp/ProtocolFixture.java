package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Tools, prompts and resources that the conformance suite of the protocol expects of a server. */
final class ProtocolFixture {

  /** A picture of one red point. */
  private static final String PICTURE =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  private static final String IMAGE =
      "{\"type\":\"image\",\"data\":\"" + PICTURE + "\",\"mimeType\":\"image/png\"}";

  /** A sound without samples. */
  private static final String SOUND =
      "{\"type\":\"audio\",\"data\":\"UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=\","
          + "\"mimeType\":\"audio/wav\"}";

  private static final String RESOURCE =
      "{\"type\":\"resource\",\"resource\":{\"uri\":\"test://embedded-resource\","
          + "\"mimeType\":\"text/plain\",\"text\":\"This is an embedded resource content.\"}}";

  private ProtocolFixture() {}

  static McpHandler handler(McpAccess access) {
    return new McpHandler(
        new McpServerInfo("protocol-fixture", "Fixture", "1.0.0", "A fixture of tests."),
        access,
        methods());
  }

  private static Map<String, McpMethod> methods() {
    Map<String, McpMethod> special = new LinkedHashMap<>(FixtureInputs.tools());
    special.put("test_image_content", call -> content(IMAGE));
    special.put("test_audio_content", call -> content(SOUND));
    special.put("test_embedded_resource", call -> content(RESOURCE));
    special.put("test_multiple_content_types", call -> content(words("Several:"), IMAGE, RESOURCE));
    special.put("test_tool_with_progress", ProtocolFixture::progress);
    special.put("test_tool_with_logging", ProtocolFixture::logging);
    special.put("test_missing_capability", ProtocolFixture::needsSampling);
    ToolList tools = tools(special.keySet().stream());
    McpMethod ordinary = Objects.requireNonNull(tools.methods().get("tools/call"));
    Map<String, McpMethod> methods = new LinkedHashMap<>(tools.methods());
    methods.put(
        "tools/call",
        call ->
            Objects.requireNonNullElse(special.get(call.params().text("name")), ordinary)
                .answer(call));
    methods.putAll(PromptFixture.methods());
    methods.putAll(ResourceFixture.methods());
    methods.put("logging/setLevel", ProtocolFixture::emptyBefore2026);
    methods.put(
        "completion/complete",
        call ->
            new McpOutcome.Complete(
                fields ->
                    fields.document(
                        "completion", "{\"values\":[\"paris\"],\"total\":1,\"hasMore\":false}")));
    return methods;
  }

  /** The product's tools: what is special is listed, but answered otherwise. */
  private static ToolList tools(Stream<String> special) {
    List<Tool> tools = new ArrayList<>();
    special.map(name -> tool(name, new ToolResult.Answer("unused", "{}"))).forEach(tools::add);
    tools.add(
        tool(
            "test_simple_text",
            new ToolResult.Answer("This is a simple text response for testing.", "{}")));
    tools.add(tool("test_logging_tool", new ToolResult.Answer("Nothing is logged.", "{}")));
    tools.add(
        tool(
            "test_error_handling",
            new ToolResult.Refusal("test_error_handling", "an error", "this call")));
    return new ToolList(tools);
  }

  private static Tool tool(String name, ToolResult result) {
    return new Tool(name, name, "A fixture.", true, List.of(), (given, caller) -> result);
  }

  private static String words(String text) {
    return JsonWriter.text(item -> item.put("type", "text").put("text", text));
  }

  private static McpOutcome content(String... items) {
    return new McpOutcome.Complete(
        fields -> fields.document("content", "[" + String.join(",", items) + "]"));
  }

  private static McpOutcome progress(McpCall call) {
    List<String> steps = new ArrayList<>();
    call.params()
        .at("_meta.progressToken")
        .ifPresent(token -> Stream.of(0, 50, 100).forEach(at -> steps.add(progress(token, at))));
    return new McpOutcome.Complete(
        fields -> fields.document("content", "[" + words("done") + "]"), Optional.empty(), steps);
  }

  private static String progress(JsonTree token, int progress) {
    return notification(
        "notifications/progress",
        params -> {
          if (token.kind() == JsonKind.TEXT) {
            params.put("progressToken", token.text());
          } else {
            params.document("progressToken", token.text());
          }
          params.put("progress", progress).put("total", 100L);
        });
  }

  private static McpOutcome logging(McpCall call) {
    List<String> lines =
        Stream.of("started", "processing", "completed")
            .map(
                line ->
                    notification(
                        "notifications/message",
                        params -> params.put("level", "info").put("data", line)))
            .toList();
    return new McpOutcome.Complete(
        fields -> fields.document("content", "[" + words("done") + "]"), Optional.empty(), lines);
  }

  private static String notification(
      String method, java.util.function.Consumer<JsonWriter> params) {
    return JsonWriter.text(
        json -> json.put("jsonrpc", "2.0").put("method", method).in("params", params));
  }

  private static McpOutcome needsSampling(McpCall call) {
    return call.capabilities().find("sampling").isPresent()
        ? FixtureInputs.text("sampling is declared")
        : new McpOutcome.Failure(
            McpError.MISSING_CAPABILITY,
            "sampling is not declared",
            "{\"requiredCapabilities\":{\"sampling\":{}}}");
  }

  /** A method that revision 2026-07-28 took away. */
  static McpOutcome emptyBefore2026(McpCall call) {
    return call.caller().revision().equals(ProtocolRevision.MODERN)
        ? new McpOutcome.Failure(McpError.METHOD_NOT_FOUND, "Method not found")
        : new McpOutcome.Complete(fields -> {});
  }

  static McpOutcome.Complete kept(McpCall call, String name, String document) {
    return new McpOutcome.Complete(
        fields -> {
          fields.document(name, document);
          McpHandler.cacheable(fields, call.caller(), Duration.ofMinutes(1));
        });
  }

  static String picture() {
    return PICTURE;
  }

  static String image() {
    return IMAGE;
  }
}
