package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.Map;

/** Prompts that the conformance suite expects. */
final class PromptFixture {

  private static final String LIST =
      """
      [{"name":"test_simple_prompt","description":"Simple."},\
      {"name":"test_prompt_with_arguments","description":"Two arguments.","arguments":[\
      {"name":"arg1","description":"First.","required":true},\
      {"name":"arg2","description":"Second.","required":true}]},\
      {"name":"test_prompt_with_embedded_resource","description":"A resource.","arguments":[\
      {"name":"resourceUri","description":"Which.","required":true}]},\
      {"name":"test_prompt_with_image","description":"A picture."},\
      {"name":"test_input_required_result_prompt","description":"Asks first."}]""";

  private PromptFixture() {}

  static Map<String, McpMethod> methods() {
    return Map.of(
        "prompts/list",
        call -> ProtocolFixture.kept(call, "prompts", LIST),
        "prompts/get",
        PromptFixture::get);
  }

  private static McpOutcome get(McpCall call) {
    return switch (call.params().text("name")) {
      case "test_simple_prompt" -> messages(text("This is a simple prompt for testing."));
      case "test_prompt_with_arguments" ->
          messages(
              text(
                  "Prompt with arguments: arg1='%s', arg2='%s'"
                      .formatted(argument(call, "arg1"), argument(call, "arg2"))));
      case "test_prompt_with_embedded_resource" ->
          messages(resource(argument(call, "resourceUri")), text("Please process it."));
      case "test_prompt_with_image" ->
          messages(ProtocolFixture.image(), text("Please analyze it."));
      case "test_input_required_result_prompt" -> FixtureInputs.prompt(call);
      default -> new McpOutcome.Failure(McpError.INVALID_PARAMS, "Unknown prompt");
    };
  }

  private static String argument(McpCall call, String name) {
    return call.params().at("arguments." + name).map(JsonTree::text).orElse("");
  }

  private static String text(String text) {
    return JsonWriter.text(item -> item.put("type", "text").put("text", text));
  }

  private static String resource(String uri) {
    return JsonWriter.text(
        item ->
            item.put("type", "resource")
                .in(
                    "resource",
                    inner ->
                        inner
                            .put("uri", uri)
                            .put("mimeType", "text/plain")
                            .put("text", "Embedded resource content for testing.")));
  }

  private static McpOutcome messages(String... contents) {
    StringBuilder list = new StringBuilder("[");
    for (String content : contents) {
      list.append(list.length() > 1 ? "," : "");
      list.append("{\"role\":\"user\",\"content\":").append(content).append('}');
    }
    return new McpOutcome.Complete(fields -> fields.document("messages", list + "]"));
  }
}
