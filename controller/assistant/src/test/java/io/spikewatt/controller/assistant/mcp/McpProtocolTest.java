package io.spikewatt.controller.assistant.mcp;

import static io.spikewatt.controller.assistant.mcp.TestClient.at;
import static io.spikewatt.controller.assistant.mcp.TestClient.call;
import static io.spikewatt.controller.assistant.mcp.TestClient.error;
import static io.spikewatt.controller.assistant.mcp.TestClient.legacy;
import static io.spikewatt.controller.assistant.mcp.TestClient.modern;
import static io.spikewatt.controller.assistant.mcp.TestClient.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.store.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the protocol's revisions, one by one. */
class McpProtocolTest {

  private static final String PREFIX = "io.modelcontextprotocol/";

  @Test
  void discovery_tells_revisions_capabilities_and_how_long_that_holds() {
    McpAnswer answer = modern("server/discover").ask("server/discover", "");
    assertEquals(200, answer.status());
    assertEquals("application/json", answer.headers().get("Content-Type"));
    assertEquals("5", at(answer, "id"));
    assertEquals("complete", at(answer, "result.resultType"));
    assertEquals(
        List.of("2026-07-28", "2025-11-25", "2025-06-18"),
        tree(answer).at("result.supportedVersions").orElseThrow().items().stream()
            .map(v -> v.text())
            .toList());
    assertEquals(
        List.of("tools"),
        List.copyOf(tree(answer).at("result.capabilities").orElseThrow().fields().keySet()));
    assertEquals("3600000", at(answer, "result.ttlMs"));
    assertEquals("public", at(answer, "result.cacheScope"));
    assertEquals("Be kind.", at(answer, "result.instructions"));
    assertEquals(
        "fixture",
        tree(answer)
            .at("result._meta")
            .orElseThrow()
            .find(PREFIX + "serverInfo")
            .orElseThrow()
            .text("name"));
  }

  @Test
  void the_list_of_tools_is_sorted_and_the_same_bytes_for_everyone() {
    McpAnswer one = modern("tools/list").ask("tools/list", "");
    McpAnswer two = modern("tools/list").ask("tools/list", "");
    assertArrayEquals(one.body(), two.body());
    assertEquals("deny", at(one, "result.tools[0].name"));
    assertEquals("set_limit", at(one, "result.tools[2].name"));
    String list = TestClient.TOOLS.json();
    assertEquals(Sha256.of(list.getBytes(UTF_8)), TestClient.TOOLS.sha256());
    String inner = list.substring(1, list.length() - 1);
    assertTrue(new String(one.body(), UTF_8).contains(inner));
    assertTrue(new String(legacy().bare("tools/list", "").body(), UTF_8).contains(inner));
    assertEquals("400 -32602", error(modern("tools/list").ask("tools/list", "\"cursor\":\"2\"")));
  }

  @Test
  void a_tool_answers_in_words_and_in_figures() {
    McpAnswer answer = call("set_limit", "{\"limit_w\":2.50e3}");
    assertEquals("false", at(answer, "result.isError"));
    assertEquals("2500", at(answer, "result.structuredContent.limit_w"));
    assertEquals("{\"limit_w\":2500}", at(answer, "result.content[1].text"));
    assertEquals(
        "McpCaller[client=desk, software=tester 1\uFFFD, revision=2026-07-28]",
        at(answer, "result.content[0].text"));
    assertEquals(
        new McpNote(Optional.of("desk"), "tools/call", "set_limit", Optional.empty()),
        answer.note());
  }

  @Test
  void a_tool_without_arguments_needs_none() {
    assertEquals(
        "false",
        at(
            modern("tools/call")
                .with("Mcp-Name", "health")
                .ask("tools/call", "\"name\":\"health\""),
            "result.isError"));
  }

  @Test
  void what_a_tool_refuses_is_a_result_that_says_why() {
    McpAnswer answer = call("deny", "{}");
    assertEquals(200, answer.status());
    assertEquals("true", at(answer, "result.isError"));
    assertEquals(
        "tool deny: expected a listed tool, found none", at(answer, "result.content[0].text"));
    assertEquals("tool deny", at(answer, "result.structuredContent.problems[0].where"));
    assertEquals(
        Optional.of("tool deny: expected a listed tool, found none"), answer.note().refused());
  }

  @Test
  void an_unknown_tool_and_wrong_parameters_are_errors_of_the_protocol() {
    assertEquals("400 -32602", error(call("format_disk", "{}")));
    assertEquals("Unknown tool: format_disk", at(call("format_disk", "{}"), "error.message"));
    assertEquals("400 -32602", error(call("health", "[]")));
    assertEquals("400 -32602", error(modern("tools/call").ask("tools/call", "")));
    assertEquals("400 -32602", error(modern("tools/call").ask("tools/call", "\"name\":7")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "prompts/list", "tools/other"})
  void methods_that_the_revision_lacks_are_not_found(String method) {
    McpAnswer answer = modern(method).ask(method, "");
    assertEquals("404 -32601", error(answer));
    assertEquals("5", at(answer, "id"));
  }

  @Test
  void each_request_declares_revision_and_capabilities() {
    TestClient client = modern("tools/list");
    assertEquals("400 -32602", error(client.bare("tools/list", "")));
    assertEquals("400 -32602", error(client.bare("tools/list", "\"_meta\":{}")));
    String version = "\"" + PREFIX + "protocolVersion\":\"2026-07-28\"";
    assertEquals("400 -32602", error(client.bare("tools/list", "\"_meta\":{" + version + "}")));
    String capabilities = ",\"" + PREFIX + "clientCapabilities\":";
    for (String wrong : List.of("[]", "null", "\"all\"")) {
      assertEquals(
          "400 -32602",
          error(client.bare("tools/list", "\"_meta\":{" + version + capabilities + wrong + "}")));
    }
    McpAnswer nameless = client.bare("tools/list", "\"_meta\":{" + version + capabilities + "{}}");
    assertEquals(200, nameless.status());
  }

  @Test
  void a_revision_that_the_server_lacks_is_answered_with_those_that_it_has() {
    McpAnswer answer =
        modern("tools/list")
            .with(TestClient.VERSION, "v999")
            .bare("tools/list", "\"_meta\":{\"" + PREFIX + "protocolVersion\":\"v999\"}");
    assertEquals("400 -32022", error(answer));
    assertEquals("2026-07-28", at(answer, "error.data.supported[0]"));
    assertEquals("v999", at(answer, "error.data.requested"));
    assertEquals(
        "400 -32022",
        error(legacy().with(TestClient.VERSION, "2024-11-05").bare("tools/list", "")));
  }

  @Test
  void the_headers_repeat_the_message() {
    TestClient client = modern("tools/call").with("Mcp-Name", "health");
    String name = "\"name\":\"health\"";
    assertEquals(200, client.ask("tools/call", name).status());
    assertEquals("400 -32020", error(client.without("Mcp-Name").ask("tools/call", name)));
    assertEquals("400 -32020", error(client.with("Mcp-Name", "Health").ask("tools/call", name)));
    assertEquals(
        "400 -32020", error(client.with("Mcp-Name", "health", "health").ask("tools/call", name)));
    assertEquals("400 -32020", error(client.without("Mcp-Method").ask("tools/call", name)));
    assertEquals(
        "400 -32020", error(client.with("Mcp-Method", "tools/list").ask("tools/call", name)));
    assertEquals("400 -32020", error(client.without(TestClient.VERSION).ask("tools/call", name)));
    assertEquals(
        "400 -32020", error(client.with(TestClient.VERSION, "2025-11-25").ask("tools/call", name)));
    assertEquals(
        "400 -32020",
        error(client.with(TestClient.VERSION, "2026-07-28", "2026-07-28").ask("tools/call", name)));
    assertEquals(
        "Header mismatch: Mcp-Name: expected what the message names, found none",
        at(client.without("Mcp-Name").ask("tools/call", name), "error.message"));
  }

  @ParameterizedTest
  @CsvSource({
    "=?base64?aGVhbHRo?=, 200",
    "=?base64?aGVhbHRo, 400",
    "=?BASE64?aGVhbHRo?=, 400",
    "=?base64?aGVh*HRo?=, 400",
    "=?base64?/w==?=, 400",
    "=?base64?=, 400",
    "heälth, 400"
  })
  void a_name_may_come_in_base64(String header, int status) {
    assertEquals(
        status,
        modern("tools/call")
            .with("Mcp-Name", header)
            .ask("tools/call", "\"name\":\"health\"")
            .status());
  }

  @Test
  void a_notification_is_accepted_and_does_nothing() {
    for (String method : List.of("notifications/initialized", "tools/call")) {
      McpAnswer answer =
          modern(method)
              .post(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":{\"name\":\"deny\"}}"
                      .formatted(method));
      assertEquals(202, answer.status());
      assertEquals(0, answer.body().length);
      assertEquals(Optional.empty(), answer.note().refused());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "7",
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}"
      })
  void what_is_no_single_message_is_an_invalid_request(String body) {
    assertEquals("400 -32600", error(legacy().post(body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{} {}", "nonsense\u202e"})
  void what_is_no_json_is_a_parse_error(String body) {
    McpAnswer answer = legacy().post(body);
    assertEquals("400 -32700", error(answer));
    assertFalse(at(answer, "error.message").contains("\u202e"));
  }

  @Test
  void ids_come_back_as_they_were() {
    for (String id : List.of("\"a\\\"b\"", "-7", "\"5\"", "0")) {
      String ping = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"ping\"}".formatted(id);
      String answer = new String(legacy().post(ping).body(), UTF_8);
      assertTrue(answer.contains("\"id\":" + id + ","), answer);
    }
  }

  @Test
  void giant_and_deep_messages_are_refused() {
    String padded = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"%s}";
    int most = McpRequest.MOST_BYTES - padded.length() + 2;
    assertEquals(200, legacy().post(padded.formatted(" ".repeat(most))).status());
    assertEquals("413 -32600", error(legacy().post(padded.formatted(" ".repeat(most + 1)))));
    for (String deep :
        List.of(
            "[".repeat(20_000),
            "{\"a\":".repeat(17) + "1" + "}".repeat(17),
            "[" + "1,".repeat(2_000) + "1]",
            "\"" + "a".repeat(8_300) + "\"",
            "{\"" + "a".repeat(129) + "\":1}")) {
      assertEquals("400 -32700", error(legacy().post(deep)), deep.substring(0, 9));
    }
  }

  @Test
  void json_in_another_encoding_is_refused() {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    McpAnswer answer =
        legacy().send("POST", ping.getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    assertEquals("400 -32700", error(answer));
  }

  @Test
  void an_older_client_opens_without_a_session() {
    TestClient opening = legacy().without(TestClient.VERSION);
    McpAnswer answer =
        opening.bare("initialize", "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}");
    assertEquals(200, answer.status());
    assertEquals("2025-06-18", at(answer, "result.protocolVersion"));
    assertEquals("fixture", at(answer, "result.serverInfo.name"));
    assertEquals("", at(answer, "result.resultType"));
    assertTrue(tree(answer).at("result.capabilities.tools").isPresent());
    assertFalse(answer.headers().containsKey("Mcp-Session-Id"));
    assertEquals(
        "2025-11-25",
        at(
            opening.bare("initialize", "\"protocolVersion\":\"2024-11-05\""),
            "result.protocolVersion"));
    assertEquals("200 -32602", error(opening.bare("initialize", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2025-06-18"})
  void an_older_client_pings_lists_and_calls(String version) {
    TestClient client = legacy().with(TestClient.VERSION, version);
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}",
        new String(client.bare("ping", "").body(), UTF_8));
    McpAnswer list = client.bare("tools/list", "\"_meta\":{\"progressToken\":1}");
    assertEquals("deny", at(list, "result.tools[0].name"));
    assertEquals("", at(list, "result.ttlMs"));
    assertEquals("", at(list, "result.resultType"));
    McpAnswer call = client.bare("tools/call", "\"name\":\"health\"");
    assertEquals("{}", at(call, "result.content[1].text"));
    assertEquals("200 -32601", error(client.bare("server/discover", "")));
    assertEquals("200 -32602", error(client.bare("tools/call", "\"name\":\"none\"")));
  }

  @Test
  void a_request_of_no_revision_is_refused() {
    assertEquals("400 -32020", error(legacy().without(TestClient.VERSION).bare("tools/list", "")));
  }

  @Test
  void a_missing_capability_and_an_open_question_are_outcomes_of_a_method() {
    McpMethod needs =
        call ->
            call.capabilities().find("sampling").isEmpty()
                ? new McpOutcome.Failure(
                    McpError.MISSING_CAPABILITY,
                    "sampling",
                    "{\"requiredCapabilities\":{\"sampling\":{}}}")
                : new McpOutcome.InputRequired(fields -> fields.in("inputRequests", none -> {}));
    McpHandler handler =
        new McpHandler(
            new McpServerInfo("a", "A", "1", "None."),
            TestClient.access(),
            Map.of("prompts/get", needs));
    TestClient old = modern("prompts/get");
    TestClient client = new TestClient(handler, old.headers(), old.now());
    McpAnswer missing = client.ask("prompts/get", "");
    assertEquals("400 -32021", error(missing));
    assertTrue(tree(missing).at("error.data.requiredCapabilities.sampling").isPresent());
    String meta =
        "\"_meta\":{\"%sprotocolVersion\":\"2026-07-28\",\"%sclientCapabilities\":{\"sampling\":{}}}"
            .formatted(PREFIX, PREFIX);
    assertEquals("input_required", at(client.bare("prompts/get", meta), "result.resultType"));
  }

  @Test
  void notifications_of_a_method_go_before_its_response_to_those_who_take_events() {
    McpMethod told =
        call ->
            new McpOutcome.Complete(
                fields -> fields.put("done", true), Optional.empty(), List.of("{\"n\":1}"));
    McpHandler handler =
        new McpHandler(
            new McpServerInfo("a", "A", "1", "None."),
            TestClient.access(),
            Map.of("prompts/get", told));
    TestClient old = legacy();
    TestClient client = new TestClient(handler, old.headers(), old.now());
    assertEquals("true", at(client.bare("prompts/get", ""), "result.done"));
    McpAnswer events =
        client.with("Accept", "application/json, text/event-stream").bare("prompts/get", "");
    assertEquals("text/event-stream", events.headers().get("Content-Type"));
    assertEquals("no", events.headers().get("X-Accel-Buffering"));
    assertEquals(
        """
        event: message
        data: {"n":1}

        event: message
        data: {"jsonrpc":"2.0","id":5,"result":{"done":true}}

        """,
        new String(events.body(), UTF_8));
  }
}
