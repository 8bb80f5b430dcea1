package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.hal.store.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fixtures that ask the client first, as the conformance suite describes them. */
final class FixtureInputs {

  private static final String NAME = elicit("What is your name?", "name", "string");

  private FixtureInputs() {}

  static Map<String, McpMethod> tools() {
    Map<String, McpMethod> tools = new LinkedHashMap<>();
    tools.put("test_streaming_elicitation", call -> ask(Map.of("name", NAME)));
    tools.put(
        "test_input_required_result_elicitation",
        call ->
            answer(call, "user_name")
                .filter(given -> given.find("action").isPresent())
                .map(
                    given ->
                        text(
                            "Hello, " + given.at("content.name").map(JsonTree::text).orElse("you")))
                .orElseGet(() -> ask(Map.of("user_name", NAME))));
    tools.put(
        "test_input_required_result_sampling",
        call -> once(call, Map.of("capital_question", sample("What is the capital of France?"))));
    tools.put(
        "test_input_required_result_list_roots",
        call -> once(call, Map.of("client_roots", "{\"method\":\"roots/list\",\"params\":{}}")));
    tools.put(
        "test_input_required_result_multiple_inputs",
        call -> {
          Map<String, String> three = new LinkedHashMap<>();
          three.put("user_name", NAME);
          three.put("greeting", sample("Generate a greeting"));
          three.put("client_roots", "{\"method\":\"roots/list\",\"params\":{}}");
          return state(call).equals("all") ? once(call, three) : ask(three, "all");
        });
    tools.put(
        "test_input_required_result_request_state",
        call ->
            state(call).equals("confirm") && answer(call, "confirm").isPresent()
                ? text("state-ok")
                : ask(Map.of("confirm", elicit("Please confirm", "ok", "boolean")), "confirm"));
    tools.put("test_input_required_result_tampered_state", FixtureInputs::signed);
    tools.put("test_input_required_result_multi_round", FixtureInputs::rounds);
    tools.put("test_input_required_result_capabilities", FixtureInputs::supported);
    return tools;
  }

  /** A prompt that asks first. */
  static McpOutcome prompt(McpCall call) {
    return answer(call, "user_context").isPresent()
        ? new McpOutcome.Complete(
            fields ->
                fields.document(
                    "messages",
                    "[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"With context.\"}}]"))
        : ask(Map.of("user_context", elicit("What context?", "context", "string")));
  }

  private static McpOutcome signed(McpCall call) {
    if (call.params().find("requestState").isEmpty()) {
      return ask(Map.of("confirm", elicit("Please confirm", "ok", "boolean")), "signed");
    }
    return state(call).equals("signed")
        ? text("signed-ok")
        : new McpOutcome.Failure(McpError.INVALID_PARAMS, "params.requestState: changed");
  }

  private static McpOutcome rounds(McpCall call) {
    if (state(call).equals("one") && answer(call, "step1").isPresent()) {
      return ask(Map.of("step2", elicit("Step 2: colour?", "color", "string")), "two");
    }
    return state(call).equals("two") && answer(call, "step2").isPresent()
        ? text("done")
        : ask(Map.of("step1", elicit("Step 1: name?", "name", "string")), "one");
  }

  private static McpOutcome supported(McpCall call) {
    Map<String, String> requests = new LinkedHashMap<>();
    if (call.capabilities().find("sampling").isPresent()) {
      requests.put("greeting", sample("Generate a greeting"));
    }
    if (call.capabilities().find("elicitation").isPresent()) {
      requests.put("user_name", NAME);
    }
    return requests.isEmpty() ? text("nothing to ask") : ask(requests);
  }

  /** Done when every request has an answer. */
  private static McpOutcome once(McpCall call, Map<String, String> requests) {
    return requests.keySet().stream().allMatch(key -> answer(call, key).isPresent())
        ? text("Thank you.")
        : ask(requests);
  }

  private static Optional<JsonTree> answer(McpCall call, String key) {
    return call.params()
        .find("inputResponses")
        .flatMap(all -> all.find(key))
        .filter(one -> one.kind() == JsonKind.OBJECT);
  }

  static McpOutcome text(String text) {
    return new McpOutcome.Complete(
        fields ->
            fields.each(
                "content",
                List.of(text),
                (item, one) -> item.put("type", "text").put("text", one)));
  }

  private static McpOutcome ask(Map<String, String> requests) {
    return new McpOutcome.InputRequired(
        fields -> fields.in("inputRequests", all -> requests.forEach(all::document)));
  }

  private static McpOutcome ask(Map<String, String> requests, String state) {
    return new McpOutcome.InputRequired(
        fields ->
            fields
                .in("inputRequests", all -> requests.forEach(all::document))
                .put("requestState", state + "." + proof(state)));
  }

  /** State that this server wrote; empty if there is none or it was changed. */
  private static String state(McpCall call) {
    List<String> parts =
        new ArrayList<>(List.of(call.params().text("requestState").split("\\.", 2)));
    return parts.size() == 2 && parts.get(1).equals(proof(parts.get(0))) ? parts.get(0) : "";
  }

  private static String proof(String state) {
    return Sha256.of(("a fixture's secret " + state).getBytes(UTF_8));
  }

  private static String elicit(String message, String field, String type) {
    return """
    {"method":"elicitation/create","params":{"mode":"form","message":"%s","requestedSchema":\
    {"type":"object","properties":{"%s":{"type":"%s"}},"required":["%s"]}}}"""
        .formatted(message, field, type, field);
  }

  private static String sample(String text) {
    return """
    {"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":\
    {"type":"text","text":"%s"}}],"maxTokens":100}}"""
        .formatted(text);
  }
}
