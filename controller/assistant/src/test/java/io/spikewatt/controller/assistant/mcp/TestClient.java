package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client of a handler with a few fixture tools; each change of a request returns another one. */
record TestClient(McpHandler handler, Map<String, List<String>> headers, Moment now) {

  static final String TOKEN = "0123456789abcdef0123456789abcdef";
  static final String VERSION = "MCP-Protocol-Version";

  private static final String META =
      """
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
      "io.modelcontextprotocol/clientInfo":{"name":"tester","version":"1\\u202e"},
      "io.modelcontextprotocol/clientCapabilities":{}}""";

  static final ToolList TOOLS =
      new ToolList(
          List.of(
              tool(
                  "set_limit",
                  List.of(
                      argument("limit_w", new ArgumentKind.Quantity(0, 11_000.5), true),
                      argument("repeats_count", new ArgumentKind.Whole(-1, 3), false),
                      argument("reason", new ArgumentKind.Text(10), false),
                      argument("mode", new ArgumentKind.Choice(List.of("eco", "fast")), false),
                      argument("hold", new ArgumentKind.Flag(), false),
                      argument("until", new ArgumentKind.Time(), false))),
              tool("health", List.of()),
              new Tool(
                  "deny",
                  "Deny",
                  "Refuses.",
                  true,
                  List.of(),
                  (arguments, caller) ->
                      new ToolResult.Refusal("tool deny", "a listed tool", "none"))));

  static McpAccess access() {
    return new McpAccess(
        new OriginCheck(Set.of("box.example"), "http"),
        new ClientTokens(
            List.of(
                new ClientToken("other", "0".repeat(64)),
                new ClientToken("desk", Sha256.of(TOKEN.getBytes(UTF_8))))));
  }

  static TestClient modern(String method) {
    return of(
        Map.of(
            "Host", List.of("localhost:8080"),
            "Authorization", List.of("Bearer " + TOKEN),
            "Content-Type", List.of("application/json"),
            "mcp-protocol-version", List.of("2026-07-28"),
            "MCP-METHOD", List.of(method)));
  }

  static TestClient legacy() {
    return modern("x").without("MCP-METHOD").with(VERSION, "2025-11-25");
  }

  private static TestClient of(Map<String, List<String>> headers) {
    McpServerInfo info = new McpServerInfo("fixture", "Fixture", "1.2", "Be kind.");
    return new TestClient(
        new McpHandler(info, access(), TOOLS), headers, new Moment(7, Instant.EPOCH));
  }

  private static ToolArgument argument(String name, ArgumentKind kind, boolean required) {
    return new ToolArgument(name, kind, required, "It.");
  }

  /** Answers with its arguments and its caller. */
  private static Tool tool(String name, List<ToolArgument> arguments) {
    return new Tool(
        name,
        "Title",
        "Describes.",
        false,
        arguments,
        (given, caller) -> new ToolResult.Answer(caller.toString(), given.canonical()));
  }

  TestClient with(String name, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(without(name).headers);
    more.put(name, List.of(values));
    return new TestClient(handler, more, now);
  }

  TestClient without(String name) {
    Map<String, List<String>> fewer = new LinkedHashMap<>(headers);
    fewer.keySet().removeIf(name::equalsIgnoreCase);
    return new TestClient(handler, fewer, now);
  }

  TestClient after(Duration time) {
    return new TestClient(handler, headers, now.plus(time));
  }

  McpAnswer send(String httpMethod, byte[] body) {
    return handler.answer(
        new McpRequest(httpMethod, headers, body, InetAddress.getLoopbackAddress(), now));
  }

  McpAnswer post(String body) {
    return send("POST", body.getBytes(UTF_8));
  }

  /** Sends a request of revision 2026-07-28; the parameters without braces. */
  McpAnswer ask(String method, String params) {
    return post(request(method, META + (params.isEmpty() ? "" : "," + params)));
  }

  /** Sends a request with these parameters alone. */
  McpAnswer bare(String method, String params) {
    return post(request(method, params));
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"%s\",\"params\":{%s}}"
        .formatted(method, params);
  }

  static McpAnswer call(String tool, String arguments) {
    return modern("tools/call")
        .with("Mcp-Name", tool)
        .ask("tools/call", "\"name\":\"%s\",\"arguments\":%s".formatted(tool, arguments));
  }

  static JsonTree tree(McpAnswer answer) {
    try {
      return JsonTree.of(new String(answer.body(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Text of a value of the answer; empty if there is none. */
  static String at(McpAnswer answer, String path) {
    return tree(answer).at(path).map(JsonTree::text).orElse("");
  }

  /** Status and code of the error. */
  static String error(McpAnswer answer) {
    return answer.status() + " " + at(answer, "error.code");
  }
}
